import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** How much is hashed before others have their turn. */
const slice = 4 * 1024 * 1024;

/** The SHA-256 of bytes, in hex. */
export const hashOfBytes = async (bytes: Uint8Array): Promise<string> => {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += slice) {
    if (at > 0) await setImmediate();
    hash.update(bytes.subarray(at, at + slice));
  }
  return hash.digest('hex');
};

/** The SHA-256 of a file, in hex, which is read part by part. */
export const hashOfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(part as Uint8Array);
  return hash.digest('hex');
};
