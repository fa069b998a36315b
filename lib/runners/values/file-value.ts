import { resolve } from 'node:path';

// A runner may have been given this package from another place than the engine.
const brand = Symbol.for('mlpipeline.file');

/**
 * A file as a value: in a store it is kept by what is in it, without being read into memory, and whoever takes
 * it has a path at which it is, and must not change it. Elsewhere it is its path. Made by `file`.
 */
export class FileValue {
  /** Absolute. */
  readonly path: string;
  readonly [brand] = true;

  constructor(path: string) {
    this.path = resolve(path);
    Object.freeze(this);
  }

  toJSON(): string {
    return this.path;
  }
}

/** The file at a path, relative to the working directory, as a value. Throws a `TypeError` for no path. */
export const file = (path: string): FileValue => {
  const given: unknown = path;
  if (typeof given !== 'string' || given === '')
    throw new TypeError('`file` must be given the path of a file, a string that is not empty');
  return new FileValue(path);
};

export const isFile = (value: unknown): value is FileValue =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, brand);
