import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { BlobError } from '../store-error.js';
import type { BlobStore, KeptBlob } from './blob-store.js';

export interface BlobStoreCase {
  readonly name: string;
  /** Rejects with an `AssertionError` where the store does not do it. */
  readonly run: () => Promise<void>;
}

/**
 * What every `BlobStore` has to do, for whatever runs specs. `make` gives a store of its own, empty, for each
 * case; `damage`, where it is given, changes the bytes of a blob behind its back.
 */
export const blobStoreCases = (
  make: () => BlobStore | Promise<BlobStore>,
  damage?: (blobs: BlobStore, hash: string) => Promise<void>,
): readonly BlobStoreCase[] => {
  const checks = damage === undefined ? promised : { ...promised, ...checked(damage) };
  return Object.entries(checks).map(([name, check]) => ({
    name,
    run: async () => check(await make()),
  }));
};

type Check = (blobs: BlobStore) => Promise<void>;

const some = Uint8Array.of(0, 1, 2, 253, 254, 255);
const absent = sha256(Uint8Array.of(9, 9, 9));

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const all = async (blobs: BlobStore): Promise<readonly KeptBlob[]> => {
  const found: KeptBlob[] = [];
  for await (const one of blobs.list()) found.push(one);
  return found;
};

const same = (found: Uint8Array, expected: Uint8Array): void => {
  ok(Buffer.from(found).equals(expected), 'the bytes are not those that were put');
};

const isOf = (hash: string) => (error: unknown) => {
  ok(error instanceof BlobError, `expected a \`BlobError\`, not ${String(error)}`);
  equal(error.hash, hash);
  return true;
};

const withFile = async (bytes: Uint8Array, act: (path: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), 'mlpipeline-blob-'));
  try {
    const path = join(folder, 'a file');
    await writeFile(path, bytes);
    await act(path);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const promised: Readonly<Record<string, Check>> = {
  'names bytes by their SHA-256 and gives them back': async (blobs) => {
    const hash = await blobs.put(some);
    equal(hash, sha256(some));
    same(await blobs.get(hash), some);
    equal(await blobs.has(hash), true);
  },
  'keeps no bytes at all': async (blobs) => {
    same(await blobs.get(await blobs.put(new Uint8Array())), new Uint8Array());
  },
  'keeps many bytes': async (blobs) => {
    const many = new Uint8Array(5 * 1024 * 1024).map((_, index) => index % 251);
    same(await blobs.get(await blobs.put(many)), many);
  },
  'keeps of a view what is in view': async (blobs) => {
    const hash = await blobs.put(some.subarray(2, 4));
    same(await blobs.get(hash), Uint8Array.of(2, 253));
  },
  'keeps what was put, whatever becomes of the bytes that were given or got': async (blobs) => {
    const given = Uint8Array.from(some);
    const hash = await blobs.put(given);
    given.fill(7);
    (await blobs.get(hash)).fill(8);
    same(await blobs.get(hash), some);
  },
  'keeps equal bytes once': async (blobs) => {
    await Promise.all(Array.from({ length: 8 }, () => blobs.put(some)));
    await blobs.put(some);
    deepEqual(
      (await all(blobs)).map(({ hash, size }) => ({ hash, size })),
      [{ hash: sha256(some), size: some.length }],
    );
  },
  'keeps a file, and leaves the file as it is': (blobs) =>
    withFile(some, async (path) => {
      const hash = await blobs.putFile(path);
      equal(hash, sha256(some));
      same(await readFile(path), some);
      await writeFile(path, 'other');
      same(await blobs.get(hash), some);
    }),
  'knows a file and equal bytes as one': (blobs) =>
    withFile(some, async (path) => {
      equal(await blobs.putFile(path), await blobs.put(some));
      equal((await all(blobs)).length, 1);
    }),
  'rejects for a file that is not there': (blobs) =>
    rejects(blobs.putFile(join(tmpdir(), absent)), Error),
  'gives a path at which a blob can be read': async (blobs) => {
    same(await readFile(await blobs.pathOf(await blobs.put(some))), some);
  },
  'tells of a blob that is missing': async (blobs) => {
    await blobs.put(some);
    equal(await blobs.has(absent), false);
    await rejects(blobs.get(absent), isOf(absent));
    await rejects(blobs.pathOf(absent), isOf(absent));
  },
  'removes a blob, and what is not there': async (blobs) => {
    const [hash, other] = [await blobs.put(some), await blobs.put(Uint8Array.of(5))];
    equal(await blobs.remove(hash), true);
    equal(await blobs.remove(absent), false);
    equal(await blobs.has(hash), false);
    await rejects(blobs.get(hash), isOf(hash));
    deepEqual(
      (await all(blobs)).map((one) => one.hash),
      [other],
    );
  },
  'removes no blob that was put since': async (blobs) => {
    const hash = await blobs.put(some);
    const [{ time } = { time: 0 }] = await all(blobs);
    equal(await blobs.remove(hash, time), false);
    same(await blobs.get(hash), some);
    equal(await blobs.remove(hash, time + 1), true);
    equal(await blobs.has(hash), false);
  },
  'removes no blob that is put meanwhile': async (blobs) => {
    for (let round = 0; round < 20; round += 1) {
      const hash = await blobs.put(some);
      const [{ time } = { time: 0 }] = await all(blobs);
      await setTimeout(2);
      await Promise.all([blobs.put(some), blobs.remove(hash, time + 1)]);
      same(await blobs.get(hash), some);
    }
  },
  'keeps again what was removed': async (blobs) => {
    const hash = await blobs.put(some);
    await blobs.remove(hash);
    await blobs.put(some);
    same(await blobs.get(hash), some);
  },
  'lists all that is there, and nothing where nothing is': async (blobs) => {
    deepEqual(await all(blobs), []);
    const put: string[] = [];
    for (let index = 0; index < 20; index += 1) put.push(await blobs.put(Uint8Array.of(index)));
    const found = await all(blobs);
    deepEqual(found.map(({ hash }) => hash).sort(), put.sort());
    ok(
      found.every(({ time }) => Math.abs(time - Date.now()) < 60_000),
      'the times are not those of now',
    );
  },
  'says when a blob was put last': async (blobs) => {
    await blobs.put(some);
    const [first] = await all(blobs);
    await setTimeout(50);
    await blobs.put(some);
    const [second] = await all(blobs);
    ok((second?.time ?? 0) > (first?.time ?? 0), 'a blob that was put again is as old as before');
  },
};

const checked = (
  damage: (blobs: BlobStore, hash: string) => Promise<void>,
): Readonly<Record<string, Check>> => ({
  'gives no bytes that have been changed': async (blobs) => {
    const hash = await blobs.put(some);
    await damage(blobs, hash);
    await rejects(blobs.get(hash), isOf(hash));
    await rejects(blobs.pathOf(hash), isOf(hash));
  },
  'mends a damaged blob when it is put again': async (blobs) => {
    const hash = await blobs.put(some);
    await damage(blobs, hash);
    await blobs.put(some);
    same(await blobs.get(hash), some);
  },
});
