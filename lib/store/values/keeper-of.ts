import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';

import { freeze } from '../../runners/values/frozen.js';
import { sha256 } from '../cache/sha256.js';
import type { ValueKeeper } from '../durable/value-keeper.js';
import { BlobError } from '../store-error.js';
import type { BlobStore } from './blob-store.js';
import { hashOfBytes } from './hashed.js';
import type { KeptValue } from './kept-value.js';
import { blobsIn, hasTags, readValue } from './read-value.js';
import { type WrittenValue, writtenValue } from './written-value.js';

/** What is longer, in bytes, is a blob. */
const mostInRow = 4096;

/** How many blobs of one value are written or read at once. */
const atOnce = 8;

/**
 * Keeps values as canonical JSON: short ones as they are, longer ones in a blob. Bytes that are long stand in
 * it by the hash of a blob of their own. What it gives back is frozen, as what runners give is.
 */
export const keeperOf = (blobs: BlobStore): ValueKeeper => ({
  keep: async (value) => {
    const written = writtenValue(value);
    // What its JSON refers to is there before it is.
    const names = await hashesOf(written, blobs.put);
    const json = jsonOf(written, names);
    const sizes = new Map(names.map((name, index) => [name, written.bytes[index]?.length ?? 0]));
    const size = [...sizes.values()].reduce((sum, one) => sum + one, Buffer.byteLength(json));
    if (Buffer.byteLength(json) <= mostInRow)
      return { hash: sha256(json), json, size, blobs: [...sizes.keys()] };
    const hash = await blobs.put(Buffer.from(json));
    return { hash, json: undefined, size, blobs: [...sizes.keys(), hash] };
  },
  hash: async (value) => {
    const written = writtenValue(value);
    return sha256(jsonOf(written, await hashesOf(written, hashOfBytes)));
  },
  value: async (kept) => {
    const text = kept.json ?? Buffer.from(await blobs.get(kept.hash)).toString('utf8');
    refuseDamaged(kept, text);
    const json: unknown = JSON.parse(text);
    const value = hasTags(text) ? readValue(json, await bytesIn(json, blobs)) : json;
    freeze(value);
    return value;
  },
});

const refuseDamaged = ({ hash, json }: KeptValue, text: string): void => {
  if (json !== undefined && sha256(text) !== hash)
    throw new BlobError(
      hash,
      `the value \`${hash}\` is damaged: its row in the store does not hold what was kept; its task has to run again, which \`mlpipeline resume\` does`,
    );
};

const hashesOf = async (
  { bytes }: WrittenValue,
  hashOf: (bytes: Uint8Array) => Promise<string>,
): Promise<readonly string[]> => {
  if (bytes.length === 0) return [];
  const hashed = await lastValueFrom(
    from(bytes.entries()).pipe(
      mergeMap(async ([index, one]) => [index, await hashOf(one)] as const, atOnce),
      toArray(),
    ),
  );
  return hashed.sort(([a], [b]) => a - b).map(([, hash]) => hash);
};

const jsonOf = ({ texts }: WrittenValue, hashes: readonly string[]): string =>
  texts.length === 1
    ? (texts[0] ?? '')
    : texts.map((text, index) => text + (hashes[index] ?? '')).join('');

const bytesIn = async (
  json: unknown,
  blobs: BlobStore,
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const names = blobsIn(json);
  if (names.size === 0) return new Map();
  return lastValueFrom(
    from(names).pipe(
      mergeMap(async (name) => [name, await blobs.get(name)] as const, atOnce),
      toArray(),
    ),
  ).then((all) => new Map(all));
};
