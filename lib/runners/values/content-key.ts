import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/**
 * What tells an item from others, whatever its place and the order of its keys: 16 hexadecimal digits
 * made of its inputs, and of the contents of the files that they name.
 */
export const keyOf = (inputs: Readonly<Record<string, unknown>>): string => {
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
