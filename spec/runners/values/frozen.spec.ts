import { expect } from 'chai';
import fc from 'fast-check';

import { freeze, frozenCopy, refusesChange } from '../../../lib/runners/values/frozen.js';

const isDeep = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isDeep));

describe('frozen data', () => {
  it('is frozen to its depth, and says what it said', () => {
    fc.assert(
      fc.property(fc.object({ withNullPrototype: true, withSparseArray: true }), (value) => {
        const before = structuredClone(value);
        const copy = frozenCopy(value);
        expect(copy).to.deep.equal(value);
        expect(isDeep(copy)).to.equal(true);
        expect(Object.isFrozen(value)).to.equal(false);
        freeze(value);
        expect(isDeep(value)).to.equal(true);
        expect(structuredClone(value)).to.deep.equal(before);
      }),
    );
  });

  it('may hold itself, and be deeper than a stack', () => {
    const around: Record<string, unknown> = {};
    around['self'] = around;
    const copy = frozenCopy(around) as typeof around;
    expect(copy).to.not.equal(around);
    expect(copy['self']).to.equal(copy);
    let deep: unknown[] = [];
    for (let at = 0; at < 50_000; at += 1) deep = [deep];
    expect(Object.isFrozen((frozenCopy(deep) as unknown[])[0])).to.equal(true);
    freeze(deep);
    expect(Object.isFrozen(deep[0])).to.equal(true);
  });

  it('leaves what is no plain data alone', async () => {
    class Model {
      loaded = false;
    }
    const kept = {
      model: new Model(),
      seen: new Map([['a', { b: 1 }]]),
      bytes: new Uint8Array(2),
      at: new Date(0),
      module: await import('../../../lib/runners/values/frozen.js'),
    };
    const copy = frozenCopy(kept) as typeof kept;
    freeze(kept);
    for (const name of ['model', 'seen', 'bytes', 'at', 'module'] as const) {
      expect(copy[name], name).to.equal(kept[name]);
      if (name !== 'module') expect(Object.isFrozen(copy[name]), name).to.equal(false);
    }
  });

  it('may hold a getter that throws, which is for those that ask it', () => {
    const lazy = {
      get page(): never {
        throw new Error('gone');
      },
      lines: ['a'],
    };
    expect((frozenCopy({ lazy }) as { lazy: unknown }).lazy).to.equal(lazy);
    expect(Object.isFrozen(lazy)).to.equal(false);
    freeze(lazy);
    expect(Object.isFrozen(lazy.lines)).to.equal(true);
  });

  it('is not copied where it is frozen already', () => {
    const table = Object.freeze({ a: 1 });
    expect((frozenCopy({ table }) as { table: unknown }).table).to.equal(table);
  });

  it('is known by the error of each kind of change', () => {
    const data = { list: [3, 1, 2], title: 'a', more: { x: 1 } };
    freeze(data);
    const changes: Record<string, () => unknown> = {
      assign: () => (data.title = 'b'),
      add: () => ((data as Record<string, unknown>)['new'] = 1),
      delete: () => delete (data as { title?: string }).title,
      define: () => Object.defineProperty(data, 'new', { value: 1 }),
      redefine: () => Object.defineProperty(data, 'title', { value: 1 }),
      inner: () => (data.more.x = 2),
      push: () => data.list.push(4),
      pop: () => data.list.pop(),
      shift: () => data.list.shift(),
      unshift: () => data.list.unshift(0),
      splice: () => data.list.splice(0, 1),
      sort: () => data.list.sort(),
      reverse: () => data.list.reverse(),
      fill: () => data.list.fill(0),
      length: () => (data.list.length = 0),
    };
    for (const [name, change] of Object.entries(changes)) {
      let error: unknown;
      try {
        change();
      } catch (thrown) {
        error = thrown;
      }
      expect(refusesChange(error, data), `${name}: ${String(error)}`).to.equal(true);
      expect(refusesChange(error, { title: 'open' }), name).to.equal(false);
    }
    expect(refusesChange(new TypeError('x is not a function'), data)).to.equal(false);
  });
});
