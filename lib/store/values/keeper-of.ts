import { stat } from 'node:fs/promises';

import { freeze } from '../../runners/values/frozen.js';
import { type FileValue, isFile } from '../../runners/values/file-value.js';
import { sha256 } from './sha256.js';
import { UnkeepableError, type ValueKeeper } from './value-keeper.js';
import { eachOf } from '../each-of.js';
import { BlobError } from '../store-error.js';
import type { BlobStore } from './blob-store.js';
import { fileProblem } from './file-problem.js';
import { hashOfBytes, hashOfFile } from './hashed.js';
import type { KeptValue } from './kept-value.js';
import { blobsIn, hasTags, type ReadBlobs, readValue } from './read-value.js';
import { type WrittenValue, writtenValue } from './written-value.js';

/** What is longer, in bytes, is a blob. */
const mostInRow = 4096;

/**
 * Keeps values as canonical JSON: short ones as they are, longer ones in a blob. Bytes that are long stand in
 * it by the hash of a blob of their own, and so do files. What it gives back is frozen, as what runners give is.
 */
export const keeperOf = (blobs: BlobStore): ValueKeeper => ({
  keep: async (value) => {
    const written = writtenValue(value);
    // What its JSON refers to is there before it is.
    const kept = await blobsOf(written, blobs.put, blobs.putFile);
    const json = jsonOf(written, kept);
    const sizes = new Map(kept.map(({ hash, size }) => [hash, size]));
    const size = [...sizes.values()].reduce((sum, one) => sum + one, Buffer.byteLength(json));
    const files = written.blobs.some(isFile) ? ({ hasFiles: true } as const) : {};
    if (Buffer.byteLength(json) <= mostInRow)
      return { hash: sha256(json), json, size, blobs: [...sizes.keys()], ...files };
    const hash = await blobs.put(Buffer.from(json));
    return { hash, json: undefined, size, blobs: [...sizes.keys(), hash], ...files };
  },
  hash: async (value) => {
    const written = writtenValue(value);
    return sha256(jsonOf(written, await blobsOf(written, hashOfBytes, hashOfFile)));
  },
  value: async (kept) => {
    const text = kept.json ?? Buffer.from(await blobs.get(kept.hash)).toString('utf8');
    refuseDamaged(kept, text);
    const json: unknown = JSON.parse(text);
    const value = hasTags(text) ? readValue(json, await readBlobs(json, blobs)) : json;
    freeze(value);
    return value;
  },
});

const refuseDamaged = ({ hash, json }: KeptValue, text: string): void => {
  if (json !== undefined && sha256(text) !== hash)
    throw new BlobError(hash, `the value \`${hash}\` is damaged: its row in the store has changed`);
};

interface Blob {
  readonly hash: string;
  readonly size: number;
}

const blobsOf = ({ blobs }: WrittenValue, ofBytes: HashOf<Uint8Array>, ofFile: HashOf<string>) =>
  eachOf(blobs, async (one): Promise<Blob> =>
    isFile(one)
      ? { size: await sizeOf(one), hash: await ofFile(one.path) }
      : { size: one.length, hash: await ofBytes(one) },
  );

type HashOf<T> = (given: T) => Promise<string>;

/** Rejects with an `UnkeepableError` for what is no file. */
const sizeOf = async ({ path }: FileValue): Promise<number> => {
  const problem = await fileProblem(path);
  if (problem !== undefined) throw new UnkeepableError(`the file \`${path}\` in it: ${problem}`);
  return (await stat(path)).size;
};

const jsonOf = ({ texts }: WrittenValue, blobs: readonly Blob[]): string =>
  texts.length === 1
    ? (texts[0] ?? '')
    : texts.map((text, index) => text + (blobs[index]?.hash ?? '')).join('');

const readBlobs = async (json: unknown, blobs: BlobStore): Promise<ReadBlobs> => {
  const { bytes, files } = blobsIn(json);
  return {
    bytes: new Map(await eachOf([...bytes], async (one) => [one, await blobs.get(one)] as const)),
    paths: new Map(
      await eachOf([...files], async (one) => [one, await blobs.pathOf(one)] as const),
    ),
  };
};
