import type { Cell } from './database.js';

// Node.js 22 binds bytes that lie nowhere as null; these lie in a buffer of one byte.
const noBytes = Buffer.from(new ArrayBuffer(1), 0, 0);

/** What a statement may be given; a bound boolean makes libsql abort the whole process. */
export const bindable = (cell: unknown): Cell => {
  if (typeof cell === 'string' || typeof cell === 'number' || cell === null) return cell;
  if (cell instanceof Uint8Array)
    return cell.byteLength === 0
      ? noBytes
      : Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
  throw new TypeError(`a ${typeof cell} cannot be bound: text, numbers, bytes and null can`);
};
