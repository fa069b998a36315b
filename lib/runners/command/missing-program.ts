import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

import { Suggester } from '../../diagnostics/suggest.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Mistake } from '../mistake.js';
import type { CommandParams } from './command-params.js';

/**
 * What keeps this machine from running the program, as far as that can be told without running it. Nothing where
 * a component sets `PATH`, and on Windows, where names have endings that are left out.
 */
export const missingProgram = (
  { command: [program], cwd, env }: CommandParams,
  directory: string,
): readonly Mistake[] => {
  if (process.platform === 'win32' || Object.hasOwn(env, 'PATH')) return [];
  const place = { param: ['command', 0] };
  const from = resolve(directory, cwd);
  if (isPath(program)) {
    const path = resolve(from, program);
    if (!existsSync(path)) return [{ ...place, message: noProgramAt(program, from) }];
    return isProgram(path) ? [] : [{ ...place, message: notExecutable(program) }];
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((one) => one !== '');
  if (folders.length === 0 || folders.some((one) => isProgram(join(one, program)))) return [];
  const suggestions = new Suggester().nearest(program, [...new Set(folders.flatMap(namesIn))]);
  return [{ ...place, message: noProgram(program), suggestions }];
};

export const isPath = (program: string): boolean => /[/\\]/.test(program);

export const noProgram = (program: string): string =>
  `there is no program ${quoted(program)} in any folder of \`PATH\``;

export const noProgramAt = (program: string, folder: string): string =>
  `there is no program ${quoted(program)} in ${quoted(folder)}`;

export const notExecutable = (program: string): string =>
  `${quoted(program)} is not executable: run \`chmod +x\` on it`;

const isProgram = (path: string): boolean => {
  try {
    // Asked first, for it throws nothing where nothing is: many components may seek in many folders.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return []; // PATH may name what is not there
  }
};
