import { isUtf8 } from 'node:buffer';

import { mostBytes } from '../../declaration/limits.js';

/** A line of a file of any size. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; as bytes where it is not UTF-8. */
  readonly text: string | Buffer;
  /** Its size in the file, its end counted. */
  readonly bytes: number;
}

/** Said of a line that holds carriage returns where none may stand: it is several, of an old Macintosh. */
export const loneReturn =
  'a carriage return by itself is not a line end: save the file with line feeds, or with both';

/** The lines of a stream of bytes, read as they are asked for. Throws for one beyond all measure. */
export async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const part = bytes.subarray(from, end + 1);
      number += 1;
      yield lineOf(number, parts.length === 0 ? part : Buffer.concat([...parts, part]));
      parts = [];
      size = 0;
      from = end + 1;
    }
    if (from === bytes.length) continue;
    parts.push(bytes.subarray(from));
    size += bytes.length - from;
    if (size > mostBytes) throw new RangeError(`line ${number + 1} is longer than 64 MiB`);
  }
  if (parts.length > 0) yield lineOf(number + 1, Buffer.concat(parts));
}

const lineOf = (number: number, bytes: Buffer): Line => {
  const isWhole = bytes.at(-1) === 10;
  if (!isUtf8(bytes))
    return { number, text: isWhole ? bytes.subarray(0, -1) : bytes, bytes: bytes.length };
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  // A byte order mark is no part of the first line.
  return { number, text: number === 1 ? text.replace(/^\ufeff/, '') : text, bytes: bytes.length };
};
