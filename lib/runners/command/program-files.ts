import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';

import type { CommandParams } from './command-params.js';

/**
 * The files within the pipeline's folder that a command line names: the program itself, its script, its
 * settings. What stands elsewhere, such as an interpreter, is none of the pipeline's.
 */
export const programFiles = (
  { command: [program, ...args], cwd }: CommandParams,
  directory: string,
): readonly string[] => {
  const from = resolve(directory, cwd);
  const named = [...(/[/\\]/.test(program) ? [program] : []), ...args.flatMap(pathsIn)];
  const files = named.map((one) => resolve(from, one));
  return [...new Set(files)].filter((file) => isWithin(resolve(directory), file) && isFile(file));
};

// `--config=read.json` names a file too.
const pathsIn = (argument: string): readonly string[] => {
  const value = /^--?[\w-]+=(.+)$/s.exec(argument)?.[1];
  return value === undefined ? [argument] : [argument, value];
};

const isWithin = (directory: string, file: string): boolean => {
  const path = relative(directory, file);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
};

const isFile = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false; // what no path can be
  }
};
