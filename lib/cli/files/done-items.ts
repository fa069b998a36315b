import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import type { Values } from '../../engine/event.js';

/**
 * What tells an item from others, whatever its place and the order of its keys: 16 hexadecimal digits
 * made of its inputs, and of the contents of the files that they name.
 */
export const keyOf = (inputs: Values): string => {
  const files: string[] = [];
  const text = canonicalText(inputs, (value) => {
    const contents = contentsOf(value);
    if (contents !== undefined) files.push(contents);
  });
  return digestOf([text, ...files].join('\n')).slice(0, 16);
};

/** Data as JSON with the keys of every object in one order; `visit` is shown every string. */
export const canonicalText = (data: unknown, visit: (value: string) => void = ignore): string =>
  JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'string') visit(value);
    if (typeof value === 'bigint') return `${value}n`;
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? Object.fromEntries(Object.entries(value).sort(byKey)) : value;
  });

const ignore = (): void => undefined;

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

export const digestOf = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');

const longestPath = 1024;
// Larger files are told by their size and time: reading them would cost more than it is worth.
const mostRead = 16 * 2 ** 20;

/** What tells the contents of a file from others; `undefined` for what names no file. */
const contentsOf = (path: string): string | undefined => {
  if (path === '' || path.length > longestPath || /[\0\n]/.test(path)) return undefined;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    return stats.size > mostRead ? `${stats.size} ${stats.mtimeMs}` : digestOf(readFileSync(path));
  } catch {
    // Such as one that may not be read: its runner tells.
    return undefined;
  }
};

/** The keys of items that are done, in eight bytes each. One that was done twice is in it twice. */
export class DoneItems {
  private keys = new BigUint64Array(1024);
  // At the first of equal keys, how many of them are taken.
  private taken = new Uint32Array(0);
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(key: string): void {
    if (this.count === this.keys.length) {
      const larger = new BigUint64Array(this.count * 2);
      larger.set(this.keys);
      this.keys = larger;
    }
    this.keys[this.count] = BigInt(`0x${key}`);
    this.count += 1;
  }

  /** To be called once, between the last `add` and the first `take`. */
  sort(): void {
    this.keys = this.keys.slice(0, this.count).sort();
    this.taken = new Uint32Array(this.count);
  }

  /** Whether an item with this key is done, and not taken yet as often as it is done. */
  take(key: string): boolean {
    if (this.count === 0) return false;
    const wanted = BigInt(`0x${key}`);
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] ?? 0n) < wanted) low = middle + 1;
      else high = middle;
    }
    const taken = this.taken[low] ?? 0;
    if (this.keys[low + taken] !== wanted) return false;
    this.taken[low] = taken + 1;
    return true;
  }
}
