import { deepStrictEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';

import { UnkeepableError, type ValueKeeper } from './value-keeper.js';
import { BlobError } from '../store-error.js';

export interface ValueKeeperCase {
  readonly name: string;
  /** Rejects with an `AssertionError` where the keeper does not do it. */
  readonly run: () => Promise<void>;
}

/**
 * What every `ValueKeeper` has to do, for whatever runs specs. `make` gives for each case one of its own. What else
 * than data it keeps is its own affair, as long as it refuses what it does not.
 */
export const valueKeeperCases = (
  make: () => ValueKeeper | Promise<ValueKeeper>,
): readonly ValueKeeperCase[] =>
  Object.entries(promised).map(([name, check]) => ({
    name,
    run: async () => {
      await check(await make());
    },
  }));

type Check = (keeper: ValueKeeper) => Promise<void>;

const data: readonly unknown[] = [
  ...[null, true, 0, -1.5, 1e300, '', 'a "quoted" \\ text', 'é\u0000\ud83d\ude00'],
  ...[[], [1, ['two', null]], {}, { b: [1, { c: null }], a: true, '': [] }],
  JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "$": 3}'),
  'long '.repeat(20_000),
  Array.from({ length: 20_000 }, (_, index) => index / 7),
];

const promised: Readonly<Record<string, Check>> = {
  'gives data back as it was': async (keeper) => {
    for (const value of data) deepStrictEqual(await keeper.value(await keeper.keep(value)), value);
  },
  'names equal values alike, in whatever order their keys stand': async (keeper) => {
    const kept = await keeper.keep({ a: 1, b: { c: [2], d: 3 } });
    match(kept.hash, /^[0-9a-f]{64}$/);
    equal((await keeper.keep({ b: { d: 3, c: [2] }, a: 1 })).hash, kept.hash);
  },
  'names values by what they are': async (keeper) => {
    const hashes = new Set<string>();
    const values = [
      ...data,
      1,
      '1',
      [1],
      ['1'],
      { a: 1 },
      { a: [1] },
      'null',
      false,
      [2, 1],
      [1, 2],
    ];
    for (const value of values) hashes.add((await keeper.keep(value)).hash);
    equal(hashes.size, values.length);
    notEqual((await keeper.keep({ a: {} })).hash, (await keeper.keep({ a: [] })).hash);
  },
  'keeps what was given, whatever becomes of it then': async (keeper) => {
    const value = { list: [1] };
    const keeping = keeper.keep(value);
    value.list.push(2);
    deepStrictEqual(await keeper.value(await keeping), { list: [1] });
  },
  'tells the hash of a value without keeping it, where it can': async (keeper) => {
    if (keeper.hash === undefined) return;
    for (const value of data) equal(await keeper.hash(value), (await keeper.keep(value)).hash);
  },
  'refuses a function, and says where it is': async (keeper) => {
    await rejects(keeper.keep({ outer: [{ inner: () => 1 }] }), (error: unknown) => {
      ok(error instanceof UnkeepableError, `expected an \`UnkeepableError\`, not ${String(error)}`);
      match(error.message, /outer.*inner/s);
      return true;
    });
  },
  'refuses what holds itself': async (keeper) => {
    const circle: unknown[] = [];
    circle.push(circle);
    await rejects(keeper.keep(circle), UnkeepableError);
  },
  'gives nothing for a value that is not there': async (keeper) => {
    await keeper.keep('long '.repeat(20_000));
    const hash = 'a'.repeat(64);
    await rejects(
      async () => keeper.value({ hash, json: undefined, size: 9000, blobs: [hash] }),
      BlobError,
    );
  },
  'refuses a row that was changed': async (keeper) => {
    const kept = await keeper.keep({ a: 1 });
    if (kept.json !== undefined)
      await rejects(keeper.value({ ...kept, json: '{"a":2}' }), BlobError);
  },
};
