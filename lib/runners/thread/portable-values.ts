import { types } from 'node:util';

import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { isFile } from '../values/file-value.js';
import { fileKey, portableFile } from './portable-files.js';

/*
 * Values on their way to another thread. The structured clone algorithm carries them, with two
 * exceptions: it would silently make plain objects of class instances, which are refused, and it
 * copies binary values slowly and a view with all of its buffer, so that they are moved instead.
 */

/** Values that can be posted as they are, and what is to be moved with them. */
export interface Portable {
  readonly values: unknown;
  readonly transfer: readonly ArrayBuffer[];
  /** Whether files stand in them, which are to be made again where they arrive. */
  readonly hasFiles: boolean;
}

/**
 * Values that leave those given untouched: binary ones are copied once, and the copies moved.
 * `SharedArrayBuffer`s are shared. Throws a `FinalError` that names what cannot be carried.
 */
export const copied = (values: Readonly<Record<string, unknown>>): Portable =>
  portable(values, false);

/** Values that are given away: binary ones that fill their buffer are moved, and no longer here. */
export const given = (values: unknown): Portable => portable(values, true);

/** Throws a `FinalError` that names what cannot be carried to `where`, such as `a worker`. */
export const checkPortable = (values: unknown, where: string): void => {
  scanned(values, where);
};

const portable = (values: unknown, isGiven: boolean): Portable => {
  const where = 'another thread';
  const { hasBinary, hasFiles } = scanned(values, where, true);
  return hasBinary || hasFiles
    ? notTooDeep(where, () => ({ ...new Move(isGiven).move(values), hasFiles }))
    : { values, transfer: [], hasFiles };
};

const scanned = (values: unknown, where: string, takesFiles = false): Scan => {
  const scan = new Scan(where, takesFiles);
  notTooDeep(where, () => {
    scan.look(values, []);
  });
  return scan;
};

const notTooDeep = <T>(where: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError)
      throw new FinalError(`the values are too deep for ${where}`, { cause: error });
    throw error;
  }
};

const isBinary = (value: object): value is ArrayBuffer | ArrayBufferView =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value);

// Those that the algorithm carries and that hold no others.
const isWhole = (value: object): boolean =>
  types.isDate(value) ||
  types.isRegExp(value) ||
  types.isNativeError(value) ||
  types.isBoxedPrimitive(value) ||
  types.isSharedArrayBuffer(value);

/** Looks for what cannot be carried, and whether there is anything to move. */
class Scan {
  hasBinary = false;
  hasFiles = false;
  private readonly seen = new Set<object>();
  private readonly where: string;
  private readonly takesFiles: boolean;

  constructor(where: string, takesFiles: boolean) {
    this.where = where;
    this.takesFiles = takesFiles;
  }

  look(value: unknown, path: readonly string[]): void {
    if (typeof value === 'function' || typeof value === 'symbol')
      this.refuse(path, `a ${typeof value}`);
    if (typeof value !== 'object' || value === null || this.seen.has(value)) return;
    this.seen.add(value);
    if (isBinary(value)) this.hasBinary = true;
    else if (this.takesFiles && isFile(value)) this.hasFiles = true;
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) this.inside(item, path, String(index));
    else if (types.isMap(value))
      for (const [key, item] of value) {
        this.inside(key, path, 'a key');
        this.inside(item, path, typeof key === 'string' ? key : 'a value');
      }
    else if (types.isSet(value)) for (const item of value) this.inside(item, path, 'an item');
    else if (!isWhole(value)) this.plain(value, path);
  }

  private plain(value: object, path: readonly string[]): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    // An object of another realm is plain too.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      this.refuse(path, `a ${value.constructor.name}`);
    if (Object.hasOwn(value, fileKey)) this.refuse(path, `an object with a key \`${fileKey}\``);
    for (const [key, item] of Object.entries(value)) this.inside(item, path, key);
  }

  private refuse(path: readonly string[], what: string): never {
    const value = path.length === 0 ? 'the value' : quoted(path.join('.'));
    throw new FinalError(
      `${value} cannot be passed to ${this.where}: it is ${what}; give plain data`,
    );
  }

  private inside(value: unknown, path: readonly string[], key: string): void {
    // Paths are made where there is something to say of it, and not for a million numbers.
    const type = typeof value;
    if (value !== null && (type === 'object' || type === 'function' || type === 'symbol'))
      this.look(value, [...path, key]);
  }
}

/** Makes the same values anew around binary ones that are moved. */
class Move {
  private readonly isGiven: boolean;
  private readonly transfer = new Set<ArrayBuffer>();
  private readonly made = new Map<object, unknown>();

  constructor(isGiven: boolean) {
    this.isGiven = isGiven;
  }

  move(values: unknown): Omit<Portable, 'hasFiles'> {
    return { values: this.moved(values), transfer: [...this.transfer] };
  }

  private moved(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (this.made.has(value)) return this.made.get(value);
    // Before what is inside: it may hold itself.
    const keep = <T>(result: T): T => {
      this.made.set(value, result);
      return result;
    };
    if (isBinary(value)) return keep(this.movedBinary(value));
    if (isFile(value)) return keep(portableFile(value));
    if (Array.isArray(value)) {
      const list = keep<unknown[]>(new Array(value.length));
      value.forEach((item, index) => (list[index] = this.moved(item)));
      return list;
    }
    if (types.isMap(value)) {
      const map = keep(new Map<unknown, unknown>());
      for (const [key, item] of value) map.set(this.moved(key), this.moved(item));
      return map;
    }
    if (types.isSet(value)) {
      const set = keep(new Set<unknown>());
      for (const item of value) set.add(this.moved(item));
      return set;
    }
    if (isWhole(value)) return value;
    const record = keep<Record<string, unknown>>({});
    for (const [key, item] of Object.entries(value))
      Object.defineProperty(record, key, {
        value: this.moved(item),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    return record;
  }

  private movedBinary(value: ArrayBuffer | ArrayBufferView): unknown {
    if (value instanceof ArrayBuffer) return this.fresh(value, 0, value.byteLength);
    const { buffer, byteOffset, byteLength } = value;
    if (types.isSharedArrayBuffer(buffer)) return value;
    const bytes = this.fresh(buffer, byteOffset, byteLength);
    // A Buffer arrives as the Uint8Array that it is.
    if (value instanceof Uint8Array) return new Uint8Array(bytes);
    const type = value.constructor as new (buffer: ArrayBuffer) => ArrayBufferView;
    return new type(bytes);
  }

  // A part of a buffer is copied in any case: others may use the rest, as those of Node.js's pool do.
  private fresh(buffer: ArrayBuffer, offset: number, length: number): ArrayBuffer {
    const isWholeBuffer = offset === 0 && length === buffer.byteLength;
    const result = this.isGiven && isWholeBuffer ? buffer : buffer.slice(offset, offset + length);
    this.transfer.add(result);
    return result;
  }
}
