import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readOf, stackOf } from '../../diagnostics/thrown.js';
import { syntaxErrorPlace } from './syntax-error-place.js';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/**
 * Where a module failed that could not be loaded, as far as can be told: `at runners.js:3:8`, or the
 * same of a module that it imports. `path` is how the user names the module, `file` where it is.
 */
export const moduleErrorPlace = (
  error: unknown,
  path: string,
  file: string,
): string | undefined => {
  // Of syntax that is wrong the stack tells who imports it.
  const place = fromImport(error, file) ?? fromSyntax(error, file) ?? fromStack(error);
  if (place === undefined) return undefined;
  const name = join(dirname(path), relative(dirname(file), place.file));
  return `at ${place.file === file ? path : name}:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
};

const placePattern = /((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):(\d+)(?::(\d+))?\)?$/;

const placeIn = (text: string): Place | undefined => {
  const [, file = '', line, column] = placePattern.exec(text.trim()) ?? [];
  if (line === undefined) return undefined;
  return {
    file: file.startsWith('file:') ? fileURLToPath(file) : file,
    line: Number(line),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
};

const ours = fileURLToPath(new URL('../..', import.meta.url));

const fromStack = (error: unknown): Place | undefined =>
  placeInStack(error, (file) => !file.startsWith(ours));

/** The first place of a stack that is in a file which is `wanted`, and in no package. */
export const placeInStack = (
  error: unknown,
  wanted: (file: string) => boolean,
): Place | undefined =>
  (stackOf(error) ?? '')
    .split('\n')
    .filter((line) => !/\bnode:|node_modules/.test(line))
    .map(placeIn)
    .find((place) => place !== undefined && wanted(place.file));

// What is not found is named by the module that wants it, without its place.
const fromImport = (error: unknown, file: string): Place | undefined => {
  const message = readOf(error, 'message');
  const [, wanted = '', by = file] =
    /^Cannot find (?:module|package) '(.+?)'(?: imported from (.+))?$/m.exec(String(message)) ?? [];
  if (wanted === '') return undefined;
  try {
    const lines = readFileSync(by, 'utf8').split('\n');
    // Node.js names a file by where it would be.
    const at = lines.findIndex((line) => /['"]/.test(line) && line.includes(basename(wanted)));
    return at < 0 ? undefined : { file: by, line: at + 1 };
  } catch {
    return undefined;
  }
};

const fromSyntax = (error: unknown, file: string): Place | undefined =>
  error instanceof SyntaxError ? placeIn(syntaxErrorPlace(error, file) ?? '') : undefined;
