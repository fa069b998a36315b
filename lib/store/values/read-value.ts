import { quoted } from '../../diagnostics/wording.js';
import { file } from '../../runners/values/file-value.js';
import { StoreError } from '../store-error.js';
import { type BytesTag, bytesTypes, isReserved, type Tag } from './tags.js';

type Json = Readonly<Record<string, unknown>>;

/** The hashes of the blobs that a value's JSON refers to: as bytes, and as files. */
export const blobsIn = (json: unknown): Record<'bytes' | 'files', ReadonlySet<string>> => {
  const [bytes, files] = [new Set<string>(), new Set<string>()];
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const hash = '$' in part && 'sha256' in part ? part.sha256 : undefined;
    if (typeof hash !== 'string') for (const one of Object.values(part)) look(one);
    else ('$' in part && part.$ === 'file' ? files : bytes).add(hash);
  };
  look(json);
  return { bytes, files };
};

/** What is there of blobs, by their hashes. */
export interface ReadBlobs {
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** The paths of those that are files. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Whether it may hold more than JSON does: most values do not, and are what `JSON.parse` gives. */
export const hasTags = (text: string): boolean => /"\$+":/.test(text);

/** The value that JSON stands for. Each place where bytes stand is given memory of its own. */
export const readValue = (json: unknown, { bytes: blobs, paths }: ReadBlobs): unknown => {
  const taken = new Set<string>();
  const memoryOf = ({ base64, sha256 = '' }: BytesTag): ArrayBuffer => {
    if (base64 !== undefined) return ownMemory(Buffer.from(base64, 'base64'), false);
    const isFirst = !taken.has(sha256);
    taken.add(sha256);
    return ownMemory(blobs.get(sha256) ?? new Uint8Array(), isFirst);
  };
  const read = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map(read);
    if (Object.hasOwn(part, '$')) return tagged(part as Tag, read, memoryOf, paths);
    return Object.fromEntries(
      Object.entries(part as Json).map(([key, one]) => [
        isReserved(key) ? key.slice(1) : key,
        read(one),
      ]),
    );
  };
  return read(json);
};

const tagged = (
  tag: Tag,
  read: (part: unknown) => unknown,
  memoryOf: (tag: BytesTag) => ArrayBuffer,
  paths: ReadBlobs['paths'],
): unknown => {
  switch (tag.$) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(tag.is);
    case 'bigint':
      return BigInt(tag.is);
    case 'date':
      return new Date(tag.at ?? NaN);
    case 'regexp':
      return new RegExp(tag.source, tag.flags);
    case 'map':
      return new Map(read(tag.of) as [unknown, unknown][]);
    case 'set':
      return new Set(read(tag.of) as unknown[]);
    case 'file':
      return file(paths.get(tag.sha256) ?? '');
    default:
      return bytes(tag, memoryOf);
  }
};

const bytes = (tag: BytesTag, memoryOf: (tag: BytesTag) => ArrayBuffer): unknown => {
  if (!Object.hasOwn(bytesTypes, tag.$))
    throw new StoreError(
      `a value was kept as ${quoted(tag.$)}, which this version does not know: use the version of mlpipeline that kept it, or a newer one`,
    );
  return bytesTypes[tag.$](memoryOf(tag));
};

/** Memory that nobody else has. A blob that was read for this alone is not copied. */
const ownMemory = (
  { buffer, byteOffset, byteLength }: Uint8Array,
  mayKeep: boolean,
): ArrayBuffer =>
  mayKeep && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? buffer
    : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
