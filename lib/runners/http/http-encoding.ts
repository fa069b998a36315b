import { type Duplex, PassThrough } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const decoders: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['', () => new PassThrough()],
  ['identity', () => new PassThrough()],
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The encodings that an answer is asked for in. */
export const acceptedEncodings = 'gzip, br';

/** What decompresses a body of that encoding; `undefined` for one that is not read. */
export const decoderOf = (encoding: string): Duplex | undefined =>
  decoders.get(encoding.trim().toLowerCase())?.();

/** Whether an error says that what was to be decompressed is not well formed. */
export const isOfDecoder = (error: unknown): error is Error =>
  error instanceof Error &&
  'errno' in error &&
  /^(?:Z_|ERR_)/.test(String('code' in error && error.code));
