import { createHash } from 'node:crypto';

import canonicalize from 'canonicalize';

import { messageOf } from '../../diagnostics/thrown.js';
import { FinalError } from '../../runners/final-error.js';
import { fromJson, jsonDataOf } from '../../runners/values/json-values.js';
import { UnkeepableError, type ValueKeeper } from '../durable/value-keeper.js';
import type { BlobStore } from './blob-store.js';
import type { KeptValue } from './kept-value.js';

/** What is longer, in characters, is a blob. */
const mostInRow = 4096;

/**
 * Keeps values as canonical JSON: short ones as they are, longer ones in a blob. Bytes that are long stand in
 * it by the hash of a blob of their own: `{ $bytes: { sha256 } }`.
 */
export const keeperOf = (blobs: BlobStore): ValueKeeper => {
  const keep = async (value: unknown): Promise<KeptValue> => {
    const bytes = new Map<string, Uint8Array>();
    const json = textOf(value, bytes);
    const data = Buffer.from(json);
    const hash = sha256(data);
    const isLong = data.length > mostInRow;
    const put = [...bytes.values(), ...(isLong ? [data] : [])];
    // What its JSON refers to is there before it is.
    for (const one of put) await blobs.put(one);
    return {
      hash,
      json: isLong ? undefined : json,
      size: put.reduce((sum, { length }) => sum + length, isLong ? 0 : data.length),
      blobs: [...bytes.keys(), ...(isLong ? [hash] : [])],
    };
  };
  return {
    keep,
    hash: (value) => sha256(Buffer.from(textOf(value, new Map()))),
    value: async ({ json, hash, blobs: names }) => {
      const text = json ?? Buffer.from(await blobs.get(hash)).toString('utf8');
      const read = new Map<string, Uint8Array>();
      for (const name of names) if (name !== hash) read.set(name, await blobs.get(name));
      return fromJson(read.size === 0 ? text : JSON.stringify(withBytes(JSON.parse(text), read)));
    },
  };
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const textOf = (value: unknown, bytes: Map<string, Uint8Array>): string => {
  try {
    return canonicalize(withoutBytes(jsonDataOf(value, []), bytes)) ?? 'null';
  } catch (error) {
    if (error instanceof FinalError) throw new UnkeepableError(messageOf(error), { cause: error });
    throw error;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const mapped = (value: unknown, change: (item: unknown) => unknown): unknown =>
  Array.isArray(value)
    ? value.map(change)
    : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
      : value;

const withoutBytes = (value: unknown, bytes: Map<string, Uint8Array>): unknown => {
  if (isObject(value) && typeof value['$bytes'] === 'string') {
    if (value['$bytes'].length <= mostInRow) return value;
    const given = Buffer.from(value['$bytes'], 'base64');
    const hash = sha256(given);
    bytes.set(hash, given);
    return { ...value, $bytes: { sha256: hash } };
  }
  return mapped(value, (item) => withoutBytes(item, bytes));
};

const withBytes = (value: unknown, bytes: ReadonlyMap<string, Uint8Array>): unknown => {
  const place = isObject(value) ? value['$bytes'] : undefined;
  if (isObject(value) && isObject(place)) {
    const given = bytes.get(String(place['sha256']));
    return { ...value, $bytes: Buffer.from(given ?? []).toString('base64') };
  }
  return mapped(value, (item) => withBytes(item, bytes));
};
