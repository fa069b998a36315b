import { statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';

import type { CodeToken } from './code-tokens.js';

/**
 * The files that a module names by relative paths written as such: what it imports, requires, or makes a
 * `URL` of. A path that is put together when it runs is not found.
 */
export const importedFiles = (file: string, tokens: readonly CodeToken[]): readonly string[] => {
  const files = new Set<string>();
  tokens.forEach((token, index) => {
    const path = textOf(token);
    if (path === undefined || !/^\.\.?\//.test(path)) return;
    if (!isImported(tokens[index - 1]?.value ?? '', tokens[index - 2]?.value ?? '')) return;
    const found = fileAt(resolve(dirname(file), path));
    if (found !== undefined) files.add(found);
  });
  return [...files];
};

const isImported = (last: string, before: string): boolean =>
  last === 'from' ||
  last === 'import' ||
  (last === '(' && /^(?:import|require|URL|resolve|register)$/.test(before));

const textOf = ({ type, value }: CodeToken): string | undefined => {
  if (type !== 'StringLiteral' && type !== 'NoSubstitutionTemplate') return undefined;
  const text = value.slice(1, -1);
  return text.includes('\\') ? undefined : text.replace(/[?#].*$/s, '');
};

const endings = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.tsx', '.jsx', '.json'];

// TypeScript is imported by the name that it has as JavaScript.
const written: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

const fileAt = (path: string): string | undefined => {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  const others = (written[ending] ?? []).map((one) => stem + one);
  const inside = endings.slice(1).map((one) => `${path}/index${one}`);
  return [...endings.map((one) => path + one), ...others, ...inside].find(
    (one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true,
  );
};
