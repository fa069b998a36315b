import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { visible } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import { storeFolder } from '../../store/where-store.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { root, sourceFor } from './init-source.js';
import { shellWord } from '../text/shell-word.js';
import { stdout } from '../terminal/stdout.js';

export interface InitOptions {
  /** Whether the project uses this very copy of MLPipeline, or takes one from the registry. */
  readonly link?: boolean;
}

// Under names that neither npm nor TypeScript takes for something of this package.
const files: readonly (readonly [template: string, name: string, what: string])[] = [
  ['pipeline.yaml', 'pipeline.yaml', 'the pipeline'],
  ['runners', 'runners/', 'its runners, a module each'],
  ['pipeline.test.ts', 'pipeline.test.ts', 'a test that runs it'],
  ['README.md', 'README.md', 'how to use the project'],
  ['_package.json', 'package.json', 'scripts and dependencies'],
  ['tsconfig.json', 'tsconfig.json', 'how TypeScript is checked'],
  ['_gitignore', '.gitignore', 'what git ignores'],
];

/** `mlpipeline init`: makes a project that runs at once. Overwrites nothing. */
export const init = (folder: string, { link }: InitOptions): ExitStatus => {
  if (folder === '')
    throw new UsageError('the name of the folder is empty: use `.` for the current folder');
  const directory = resolve(folder);
  const name = packageName(directory);
  orSay(folder, () => {
    makeFolder(directory);
  });
  const source = sourceFor(directory, link);
  const taken = orSay(folder, () => readdirSync(directory)).filter((one) => one !== '.git');
  if (taken.length > 0)
    throw new UsageError(
      `${quoted(folder)} is not empty, and nothing is overwritten: name an empty folder, or a new one`,
    );
  orSay(folder, () => {
    for (const [template, file] of files)
      copy(join(root, 'templates/project', template), join(directory, file), (text) =>
        file === 'package.json'
          ? packageText(text, name, source.dependency)
          : text.replaceAll('{{name}}', name),
      );
    makeStore(directory);
  });
  stdout.write(said(folder, directory, source.said));
  return exitStatus.done;
};

/** A file, or all of a folder, overwriting nothing. */
const copy = (from: string, to: string, filled: (text: string) => string): void => {
  if (!statSync(from).isDirectory()) {
    writeFileSync(to, filled(readFileSync(from, 'utf8')), { flag: 'wx' });
    return;
  }
  mkdirSync(to);
  for (const file of readdirSync(from)) copy(join(from, file), join(to, file), filled);
};

/** Where there is such a folder, runs are kept in it; git passes it over. */
const makeStore = (directory: string): void => {
  const folder = join(directory, storeFolder);
  mkdirSync(folder);
  writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
};

// `recursive` of Node.js never ends where a folder that is there takes no other, as in /proc.
const makeFolder = (directory: string): void => {
  if (existsSync(directory)) return;
  makeFolder(dirname(directory));
  mkdirSync(directory);
};

const orSay = <T>(folder: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST' || code === 'ENOTDIR'
        ? `${quoted(folder)} is a file, or is inside a file: name a folder`
        : `no project can be made in ${quoted(folder)}: ${code === 'ENOENT' ? 'its parent folder accepts no new folder' : whyNotWritten(error)}`,
    );
  }
};

// As npm wants it: small letters, nothing that a URL would escape.
const packageName = (directory: string): string =>
  basename(directory)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '') || 'pipeline';

const packageText = (template: string, name: string, mlpipeline: string): string => {
  const all = JSON.parse(template) as { readonly dependencies: Readonly<Record<string, string>> };
  const dependencies = { ...all.dependencies, mlpipeline };
  return `${JSON.stringify({ ...all, name, dependencies }, null, 2)}\n`;
};

const said = (folder: string, directory: string, source: readonly string[]): string => {
  const isHere = directory === process.cwd();
  const width = Math.max(...files.map(([, file]) => file.length));
  return [
    `Made a project in ${isHere ? 'this folder' : quoted(folder)}:`,
    ...files.map(([, file, what]) => `  ${file.padEnd(width)}  ${what}`),
    `  ${storeFolder.padEnd(width)}  where runs are kept, so that they can be resumed`,
    '',
    'Next:',
    ...(isHere ? [] : [`  cd ${shellWord(visible(folder))}`]),
    '  npm install',
    '  npm start',
    '  npm test',
    '',
    ...source,
    '',
  ].join('\n');
};
