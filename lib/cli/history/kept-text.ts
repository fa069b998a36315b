import { visible } from '../../diagnostics/visible.js';
import { cutMessage } from '../../sinks/values/cut-message.js';
import type { KeptValue } from '../../store/values/kept-value.js';

/** How many digits of a hash tell values apart for a reader. */
const digits = 12;

export const shortHash = (hash: string): string => hash.slice(0, digits);

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `812 bytes`, `3.4 MB`. */
export const sizeText = (bytes: number): string => {
  let at = 0;
  let size = bytes;
  for (; size >= 1000 && at < units.length - 1; at += 1) size /= 1000;
  return `${at === 0 ? size : size.toFixed(1)} ${units[at] ?? ''}`;
};

/** A kept value in a line: itself where it is short, else how much there is of it; with its hash. */
export const keptText = ({ json, size, hash, blobs }: KeptValue): string => {
  const said =
    json !== undefined && blobs.length === 0 && json.length <= 200
      ? visible(cutMessage(json))
      : sizeText(size);
  return `${said}  (${shortHash(hash)})`;
};

/** Values by name, a line each, below what they are of. */
export const keptLines = (
  values: ReadonlyMap<string, KeptValue>,
  indent: string,
): readonly string[] =>
  [...values].map(([name, value]) => `${indent}${visible(name)} = ${keptText(value)}`);
