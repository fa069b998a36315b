import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { quoted } from '../../diagnostics/wording.js';
import { holdsResults } from './results-file.js';
import { UsageError } from '../exit/usage-error.js';
import { isOfKind, kinds } from './written-before.js';

// Modules of runners, what they import, scripts, declarations: nobody could list all that is read.
const source = /\.(?:[cm]?[jt]sx?|py|ipynb|sh|ya?ml)$/i;

/**
 * Throws a `UsageError` where a file that an option names would overwrite one that is read, that
 * another option names, that is source by its ending, that holds results of items, or that is not of
 * the kind that the option writes.
 */
export const refuseOverwriting = (
  writing: Readonly<Record<string, string | undefined>>,
  reading: readonly (string | undefined)[],
): void => {
  const read = reading.filter((path) => path !== undefined && path !== '-') as string[];
  const written: (readonly [option: string, path: string])[] = [];
  for (const [option, path] of Object.entries(writing)) {
    if (path === undefined) continue;
    if (path === '-')
      throw new UsageError(
        `\`${option}\` takes a file, not \`-\`: standard output is for the outputs`,
      );
    const taken = read.find((one) => isSame(one, path));
    if (taken !== undefined) throw overwrites(option, `${quoted(taken)}, which is read`);
    const other = written.find(([, one]) => isSame(one, path));
    if (other !== undefined)
      throw new UsageError(`\`${other[0]}\` and \`${option}\` name the same file, ${quoted(path)}`);
    if (isFilled(path) && source.test(path))
      throw overwrites(
        option,
        `${quoted(path)}, which by its ending is source: name another file, or remove it first`,
      );
    // Which itself adds to them, or refuses.
    if (option !== '--results' && isFilled(path) && holdsResults(path))
      throw overwrites(
        option,
        `${quoted(path)}, which holds results of \`--results\`: name another file, or remove it first`,
      );
    const kind = kindOf[option];
    if (kind !== undefined && isFilled(path) && !isOfKind(path, kind))
      throw overwrites(
        option,
        `${quoted(path)}, which is not a ${kinds[kind].said}: name another file, or remove it first`,
      );
    written.push([option, path]);
  }
};

const kindOf: Readonly<Partial<Record<string, keyof typeof kinds>>> = {
  '--events': 'record',
  '--report': 'report',
  '--trace': 'trace',
  '--output': 'report',
  '--failed': 'failed',
  '--table': 'table',
};

const overwrites = (option: string, what: string): UsageError =>
  new UsageError(`\`${option}\` would overwrite ${what}`);

// A device may be named twice: nothing is lost.
const isSame = (one: string, other: string): boolean => {
  if (resolve(one) === resolve(other)) return statOf(one)?.isFile() ?? true;
  const [a, b] = [statOf(one), statOf(other)];
  return a !== undefined && b !== undefined && a.isFile() && a.dev === b.dev && a.ino === b.ino;
};

const isFilled = (path: string): boolean => {
  const stat = statOf(path);
  return stat !== undefined && stat.isFile() && stat.size > 0;
};

// What cannot be looked at is told when it is opened.
const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
};
