import { readFileSync } from 'node:fs';
import { dirname, extname, relative, sep } from 'node:path';

import { codeTokens } from './code-tokens.js';
import { importedFiles } from './imported-files.js';
import { sha256 } from '../values/sha256.js';

/** What is in files, by names that do not tell where their folder stands: the hash of each. */
export type FileHashes = Readonly<Record<string, string>>;

const isCode = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '']);

/**
 * A module and all that it imports by relative paths, and they do. Files of packages are no part of it: what
 * they do is known by who installs them. Throws where one of them cannot be read.
 */
export const moduleCode = (module: string): FileHashes => {
  const files = new Set([module]);
  const hashes: [string, string][] = [];
  for (const file of files) {
    const { hash, imports } = codeOf(file);
    hashes.push([nameFrom(dirname(module), file), hash]);
    for (const other of imports) if (!other.includes(`${sep}node_modules${sep}`)) files.add(other);
  }
  return Object.fromEntries(hashes.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Files as they are, byte by byte. */
export const fileHashes = (files: readonly string[], directory: string): FileHashes =>
  Object.fromEntries(
    files.map((file) => [nameFrom(directory, file), sha256(readFileSync(file))] as const),
  );

/** The hash of a text of code; of the whole text where it cannot be read as JavaScript. */
export const textHash = (text: string): string => {
  const tokens = codeTokens(text);
  return sha256(tokens === undefined ? text : JSON.stringify(tokens.map(({ value }) => value)));
};

const codeOf = (file: string): { readonly hash: string; readonly imports: readonly string[] } => {
  const bytes = readFileSync(file);
  const text = bytes.toString('utf8');
  const tokens = isCode.has(extname(file)) ? codeTokens(text) : undefined;
  return tokens === undefined
    ? { hash: sha256(bytes), imports: [] }
    : { hash: textHash(text), imports: importedFiles(file, tokens) };
};

const nameFrom = (directory: string, file: string): string =>
  relative(directory, file).split(sep).join('/');
