import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import canonicalize from 'canonicalize';
import { expect } from 'chai';
import fc from 'fast-check';

import { UnkeepableError } from '../../../lib/store/values/value-keeper.js';
import { StoreError } from '../../../lib/store/store-error.js';
import type { BlobStore } from '../../../lib/store/values/blob-store.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';
import { keeperOf } from '../../../lib/store/values/keeper-of.js';

const many = new Uint8Array(9000).map((_, index) => index % 251);
const nestedIn = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

describe('what keeps values', () => {
  let folder: string;
  let blobs: BlobStore;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-keeper-'));
    blobs = folderBlobs(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  describe('gives back as it was', () => {
    const values: Readonly<Record<string, unknown>> = {
      null: null,
      'a number': 0.1,
      '-0': -0,
      NaN: NaN,
      Infinity: Infinity,
      '-Infinity': -Infinity,
      undefined: undefined,
      'a bigint': -(2n ** 80n),
      'no text': '',
      'a text': 'a "quoted" \\ text,\u0000 with {"$":"undefined"} in it',
      'half of a surrogate pair': ['\ud800', { '\udfff': 1 }],
      'a long text': 'é'.repeat(4000),
      'a record': { b: [1, 'two', { c: null }], a: true, '': [] },
      'what is undefined in a record and a list': { a: undefined, b: [undefined] },
      'keys that consist of `$`': {
        $: 1,
        $$: { $: 'undefined' },
        $bytes: 'AA==',
        a: { $$$: [-0] },
      },
      'a key `__proto__`': JSON.parse(
        '{"__proto__": {"a": [1]}, "constructor": 2, "toJSON": 3}',
      ) as unknown,
      'the same among other tags': [NaN, JSON.parse('{"__proto__": {"a": 1}}')],
      'a date': new Date(1_700_000_000_123),
      'a pattern': /a\/"b"/giu,
      'a map': new Map<unknown, unknown>([
        ['b', 1],
        [{ key: NaN }, new Map([[1, new Set([2])]])],
      ]),
      'a set': new Set<unknown>([3, 'a', [undefined]]),
      'short bytes': Uint8Array.of(1, 2, 3),
      'no bytes': new Float64Array(),
      'long bytes': many,
      'a buffer': Buffer.from('text'),
      'a long buffer': Buffer.from(many),
      'memory alone': many.buffer,
      'a part of memory': many.subarray(3, 5000),
      media: { mediaType: 'image/png', bytes: many },
      'equal bytes at several places': [many, many, Buffer.from(many), new Set([many])],
      'bytes of every type': [
        ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array],
        ...[Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array],
      ].flatMap((type) => [new type(3), new type(2000)]),
      'a view of data': new DataView(Uint8Array.of(0, 1, 2, 3).buffer, 1, 2),
      'what is 1000 levels deep': nestedIn(1000),
      'a long list': Array.from({ length: 20_000 }, (_, index) => index / 7),
    };
    for (const [name, value] of Object.entries(values))
      it(name, async () => {
        const kept = await keeperOf(blobs).keep(value);
        const found = await keeperOf(blobs).value(kept);
        expect(isDeepStrictEqual(found, value), 'they differ').to.equal(true);
        expect(await keeperOf(blobs).hash?.(value)).to.equal(kept.hash);
        expect(await keeperOf(blobs).keep(found)).to.deep.equal(kept);
      });

    it('no date', async () => {
      const keeper = keeperOf(blobs);
      const found = await keeper.value(await keeper.keep(new Date(NaN)));
      expect((found as Date).getTime()).to.be.NaN;
    });

    it('whatever it consists of', async () => {
      const leaf = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('$', '$$', '{"$":"map"}'),
        fc.double(),
        fc.bigInt(),
        fc.date({ noInvalidDate: true }),
        fc.constantFrom(undefined, null, true),
        fc.uint8Array({ maxLength: 1100 }),
        fc.float32Array(),
      );
      const key = fc.oneof(fc.string(), fc.constantFrom('$', '$$', '__proto__', 'sha256', 'of'));
      const { value } = fc.letrec((tie) => ({
        value: fc.oneof(
          { maxDepth: 4, withCrossShrink: true },
          leaf,
          tie('list'),
          tie('record'),
          tie('map'),
          tie('set'),
        ),
        list: fc.array(tie('value'), { maxLength: 4 }),
        record: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
        map: fc
          .array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 })
          .map((all) => new Map(all)),
        set: fc.array(tie('value'), { maxLength: 3 }).map((all) => new Set(all)),
      }));
      await fc.assert(
        fc.asyncProperty(value, async (given) => {
          const keeper = keeperOf(blobs);
          const kept = await keeper.keep(given);
          const found = await keeper.value(kept);
          expect((await keeper.keep(found)).hash).to.equal(kept.hash);
          expect(isDeepStrictEqual(found, given)).to.equal(true);
        }),
        { numRuns: 300 },
      );
    });
  });

  it('writes canonical JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (given) => {
        const { json } = await keeperOf(blobs).keep(given);
        if (json === undefined || json.includes('$') || json.includes('-0')) return;
        expect(json).to.equal(canonicalize(JSON.parse(json)));
        expect(json).to.equal(canonicalize(given));
      }),
    );
  });

  it('knows equal values by one hash, whatever the order of their keys', async () => {
    const keeper = keeperOf(blobs);
    const [one, other] = [
      await keeper.keep({ a: [{ c: many, d: NaN }], $: 2, b: 1 }),
      await keeper.keep({ b: 1, a: [{ d: NaN, c: many.slice() }], $: 2 }),
    ];
    expect(one).to.deep.equal(other);
  });

  it('knows different values by different hashes', async () => {
    const values = [
      ...[null, undefined, NaN, 'NaN', 0, -0, 1, 1n, '1', [], {}, new Map(), new Set()],
      ...[{ a: undefined }, [undefined], [null], new Date(1), { $: 'undefined' }, /a/, /a/g],
      ...[Uint8Array.of(1), Buffer.of(1), Int8Array.of(1), Uint8Array.of(1).buffer, many],
      ...[Buffer.from(many), new Set([1]), [1], new Map([[1, 1]]), [[1, 1]]],
    ];
    const kept = await Promise.all(values.map((value) => keeperOf(blobs).keep(value)));
    expect(new Set(kept.map(({ hash }) => hash)).size).to.equal(values.length);
  });

  it('has short ones in the row, long ones and long bytes in blobs, each once', async () => {
    const keeper = keeperOf(blobs);
    const short = await keeper.keep('a');
    expect(short).to.include({ json: '"a"', size: 3 });
    expect(short.blobs).to.deep.equal([]);
    const long = await keeper.keep('a'.repeat(4095));
    expect(long).to.include({ json: undefined, size: 4097 });
    expect(long.blobs).to.deep.equal([long.hash]);
    const twice = await keeper.keep([many, many]);
    const name = await blobs.put(many);
    expect(twice.json).to.equal(
      `[{"$":"Uint8Array","sha256":"${name}"},{"$":"Uint8Array","sha256":"${name}"}]`,
    );
    expect(twice.blobs).to.deep.equal([name]);
    expect(twice.size).to.equal(9000 + (twice.json ?? '').length);
  });

  it('gives places that hold equal bytes memory of their own', async () => {
    const keeper = keeperOf(blobs);
    const [one, other] = (await keeper.value(await keeper.keep([many, many]))) as Uint8Array[];
    one?.fill(0);
    expect(isDeepStrictEqual(other, many)).to.equal(true);
  });

  it('gives plain data back frozen, as runners do', async () => {
    const keeper = keeperOf(blobs);
    for (const given of [{ a: [{}] }, { a: [{}], b: NaN }]) {
      const found = (await keeper.value(await keeper.keep(given))) as typeof given;
      expect([found, found.a, found.a[0]].every(Object.isFrozen)).to.equal(true);
    }
  });

  describe('says where in it is what cannot be kept:', () => {
    class Model {
      weights = 1;
    }
    const circle: unknown[] = [];
    circle.push({ back: circle });
    const holes: unknown[] = [1];
    holes[4_000_000_000] = 2;
    const doubled = (times: number): unknown => {
      let value: unknown = 'x'.repeat(1000);
      for (let count = 0; count < times; count += 1) value = [value, value];
      return value;
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const values: Readonly<Record<string, [value: unknown, said: string]>> = {
      'a function': [
        { pages: [{ read: () => 1 }] },
        '`pages.0.read` in it is a function; give plain data',
      ],
      'a symbol': [Symbol('a'), 'it is a symbol; give plain data'],
      'a key that is a symbol': [
        { [Symbol('a')]: 1 },
        'it has a symbol as a key; give texts as keys',
      ],
      'an object of a class': [[new Model()], '`0` in it is of the class Model; give plain data'],
      'an open handle': [
        new AbortController(),
        'it is of the class AbortController; give plain data',
      ],
      'a promise': [
        { a: Promise.resolve(1) },
        '`a` in it is of the class Promise; give what it resolves to (`await`)',
      ],
      'an error': [new TypeError('a'), 'it is of the class TypeError; give its message'],
      'a list of a class of its own': [
        new (class Pages extends Array {})(),
        'it is of the class Pages; give plain data',
      ],
      'an array of a class of its own': [
        new (class Page extends Uint8Array {})(),
        'it is of the class Page; give plain data',
      ],
      'shared memory': [
        { page: new Uint8Array(new SharedArrayBuffer(4)) },
        '`page` in it is in memory that is shared with others; give a copy of it (`slice()`)',
      ],
      'a circle': [
        { circle },
        '`circle.0.back` in it is part of itself; remove the circular reference',
      ],
      'a list with holes': [holes, '`1` in it is an empty slot of an array; give null'],
      'a getter that throws': [
        {
          get a() {
            throw new Error('the file is closed');
          },
        },
        '`a` in it cannot be read: the file is closed',
      ],
      'a proxy that is revoked': [
        [revoked.proxy],
        "`0` in it cannot be read: Cannot perform 'getPrototypeOf' on a proxy that has been revoked",
      ],
    };
    for (const [name, [value, said]] of Object.entries(values))
      it(name, async () => {
        for (const act of [keeperOf(blobs).keep, keeperOf(blobs).hash]) {
          const error = await Promise.resolve(act?.(value)).catch((error: unknown) => error);
          expect(error).to.be.instanceOf(UnkeepableError);
          expect((error as Error).message).to.equal(said);
        }
      });

    const bounded: Readonly<Record<string, [value: unknown, said: RegExp]>> = {
      'what is too deep': [
        nestedIn(100_000),
        /is more than 1000 levels deep; give it as text, or in parts$/,
      ],
      'what is too much, though it takes little memory': [
        doubled(60),
        /comes after more text than a value can have; give it as bytes, or in parts$/,
      ],
    };
    for (const [name, [value, said]] of Object.entries(bounded))
      it(name, async () => {
        const error = await keeperOf(blobs)
          .keep(value)
          .catch((error: unknown) => error);
        expect(error).to.be.instanceOf(UnkeepableError);
        expect((error as Error).message).to.match(said);
      });
  });

  describe('tells of a value that is damaged', () => {
    const rejected = async (promise: Promise<unknown>): Promise<Error> => {
      const error = await promise.catch((error: unknown) => error);
      expect(error).to.be.instanceOf(StoreError);
      return error as Error;
    };
    it('in its row', async () => {
      const kept = await keeperOf(blobs).keep({ a: 1 });
      const error = await rejected(keeperOf(blobs).value({ ...kept, json: '{"a":2}' }));
      expect(error.message).to.equal(
        `the value \`${kept.hash}\` is damaged: its row in the store has changed`,
      );
    });

    it('in its blob, and in one that it refers to', async () => {
      const keeper = keeperOf(blobs);
      for (const given of ['z'.repeat(5000), { page: many.slice(7) }]) {
        const kept = await keeper.keep(given);
        const [name = ''] = kept.blobs;
        const path = join(folder, name.slice(0, 2), name.slice(2));
        rmSync(path);
        writeFileSync(path, 'other');
        expect((await rejected(keeper.value(kept))).name).to.equal('BlobError');
      }
    });
  });
});
