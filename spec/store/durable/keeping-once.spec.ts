import { expect } from 'chai';

import { keepingOnce } from '../../../lib/store/durable/keeping-once.js';
import type { ValueKeeper } from '../../../lib/store/values/value-keeper.js';
import { memoryKeeper } from '../memory-store.js';

describe('values that many tasks take or give', () => {
  let kept: unknown[];
  const counting: ValueKeeper = {
    ...memoryKeeper,
    keep: (value) => {
      kept.push(value);
      return memoryKeeper.keep(value);
    },
  };
  const page = 'the text of a page '.repeat(50);

  beforeEach(() => {
    kept = [];
  });

  it('are written and hashed once: those with an identity, and long texts', async () => {
    const keeper = keepingOnce(counting);
    const value = { a: 1 };
    for (const one of [value, value, page, `${page.slice(0, 100)}${page.slice(100)}`])
      expect(await keeper.keep(one)).to.deep.equal(await memoryKeeper.keep(one));
    expect(kept).to.deep.equal([value, page]);
    await keeper.keep({ a: 1 });
    expect(kept).to.have.length(3);
  });

  it('are, when a runner gives them on, where they cannot have been changed', async () => {
    const keeper = keepingOnce(counting);
    const pixels = Uint8Array.of(1, 2);
    for (const one of [page, pixels]) {
      await keeper.keep(one);
      await keeper.keepAnew(one);
    }
    expect(kept).to.deep.equal([page, pixels, pixels]);
  });

  it('are tried again where they could not be kept', async () => {
    let isFull = true;
    const keeper = keepingOnce({
      ...counting,
      keep: (one) => (isFull ? Promise.reject(new Error('the disk is full')) : counting.keep(one)),
    });
    for (const one of [page, { a: 1 }]) {
      isFull = true;
      await keeper.keep(one).catch(() => undefined);
      isFull = false;
      expect(await keeper.keep(one)).to.deep.equal(await memoryKeeper.keep(one));
    }
  });

  it('are not when they were read, or were kept by another', async () => {
    const keeper = keepingOnce(counting);
    const read = await keeper.value(await memoryKeeper.keep({ a: 1 }));
    expect((await keeper.keep(read)).json).to.equal('{"a":1}');
    const given = { b: 2 };
    keeper.know(given, await memoryKeeper.keep(given));
    expect((await keeper.keep(given)).json).to.equal('{"b":2}');
    expect(kept).to.deep.equal([]);
  });

  it('are texts of bounded length in all: the oldest go', async () => {
    const keeper = keepingOnce(counting);
    const long = (sign: string): string => sign.repeat(2 ** 23);
    for (const sign of ['a', 'b', 'c']) await keeper.keep(long(sign));
    kept = [];
    await keeper.keep(long('c'));
    await keeper.keep(long('b'));
    expect(kept).to.deep.equal([]);
    await keeper.keep(long('a'));
    expect(kept).to.have.length(1);
  });
});
