import { expect } from 'chai';
import fc from 'fast-check';

import { NumberLists } from '../../lib/engine/number-lists.js';

const listsOf = (lists: readonly (readonly number[])[]): NumberLists => {
  const starts = [0];
  for (const list of lists) starts.push((starts.at(-1) ?? 0) + list.length);
  return new NumberLists(new Int32Array(starts), new Int32Array(lists.flat()));
};

describe('lists of numbers in one array', () => {
  const lists = [[3, 1], [], [1, 1, 0]];

  it('are told one by one', () => {
    const all = listsOf(lists);
    expect(lists.map((_, list) => all.of(list))).to.deep.equal(lists);
    expect(lists.map((_, list) => all.isEmpty(list))).to.deep.equal([false, true, false]);
    expect(all.map(0, (item) => `thing ${item}`)).to.deep.equal(['thing 3', 'thing 1']);
  });

  it('tell nothing of one that is not there', () => {
    expect(listsOf(lists).of(3)).to.deep.equal([]);
  });

  it('are inverted, in the order that is asked for', () => {
    const inverted = listsOf(lists).inverted([2, 0, 1], 4);
    expect([0, 1, 2, 3].map((item) => inverted.of(item))).to.deep.equal([[2], [2, 2, 0], [], [0]]);
  });

  it('are inverted as a search through them all would have it', () => {
    const count = 6;
    const some = fc.array(fc.array(fc.nat(count - 1), { maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (drawn, keys) => {
        const order = drawn
          .map((_, list) => ({ list, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ list }) => list);
        const inverted = listsOf(drawn).inverted(order, count);
        for (let item = 0; item < count; item += 1)
          expect(inverted.of(item)).to.deep.equal(
            order.flatMap((list) =>
              (drawn[list] ?? []).filter((one) => one === item).map(() => list),
            ),
          );
      }),
    );
  });
});
