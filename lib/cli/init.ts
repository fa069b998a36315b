import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { quoted, visible } from '../diagnostics/visible.js';
import { exitStatus, type ExitStatus, UsageError } from './exit-status.js';

export interface InitOptions {
  /** Whether the project uses this very copy of MLPipeline; decided by where that is if not said. */
  readonly link?: boolean;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

// Under names that neither npm nor TypeScript takes for something of this package.
const files: readonly (readonly [template: string, name: string, what: string])[] = [
  ['pipeline.yaml', 'pipeline.yaml', 'the pipeline'],
  ['runners.ts', 'runners.ts', 'the runners that it names'],
  ['pipeline.test.ts', 'pipeline.test.ts', 'a test that runs it'],
  ['README.md', 'README.md', 'what can be done with them'],
  ['_package.json', 'package.json', 'scripts and dependencies'],
  ['tsconfig.json', 'tsconfig.json', 'how TypeScript is checked'],
  ['_gitignore', '.gitignore', 'what git passes over'],
];

/** `mlpipeline init`: makes a project that runs at once. Overwrites nothing. */
export const init = (folder: string, { link = !isInstalled }: InitOptions): ExitStatus => {
  const directory = resolve(folder);
  const name = packageName(directory);
  orSay(folder, () => {
    mkdirSync(directory, { recursive: true });
  });
  const taken = orSay(folder, () => readdirSync(directory)).filter((one) => one !== '.git');
  if (taken.length > 0)
    throw new UsageError(
      `${quoted(folder)} is not empty, and nothing is overwritten: name a folder that is, or a new one`,
    );
  for (const [template, file] of files) {
    const text = readFileSync(join(root, 'templates', 'project', template), 'utf8');
    const filled =
      file === 'package.json'
        ? packageText(text, name, link ? linkTo(directory) : versionRange())
        : text.replaceAll('{{name}}', name);
    orSay(folder, () => {
      writeFileSync(join(directory, file), filled, { flag: 'wx' });
    });
  }
  process.stdout.write(said(folder, directory, link));
  return exitStatus.done;
};

const isInstalled = root.split(sep).includes('node_modules');

const orSay = <T>(folder: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST' || code === 'ENOTDIR'
        ? `${quoted(folder)} is a file, or lies in one: name a folder`
        : `nothing can be made in ${quoted(folder)}: ${code === 'EACCES' ? 'you may not write there' : message}`,
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

const versionRange = (): string => {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return `^${(JSON.parse(text) as { readonly version: string }).version}`;
};

// Relative, so that the two may be moved together.
const linkTo = (directory: string): string => {
  const path = relative(directory, root);
  return `file:${(isAbsolute(path) ? path : join(path, '.')).split(sep).join('/')}`;
};

const packageText = (template: string, name: string, mlpipeline: string): string => {
  const all = JSON.parse(template) as { readonly dependencies: Readonly<Record<string, string>> };
  const dependencies = { ...all.dependencies, mlpipeline };
  return `${JSON.stringify({ ...all, name, dependencies }, null, 2)}\n`;
};

const said = (folder: string, directory: string, isLinked: boolean): string => {
  const isHere = directory === process.cwd();
  const width = Math.max(...files.map(([, file]) => file.length));
  return [
    `Made a project in ${isHere ? 'this folder' : quoted(folder)}:`,
    ...files.map(([, file, what]) => `  ${file.padEnd(width)}  ${what}`),
    '',
    'Next:',
    ...(isHere ? [] : [`  cd ${shellWord(visible(folder))}`]),
    '  npm install',
    '  npm start',
    '  npm test',
    ...(isLinked
      ? [
          '',
          `It uses the copy of MLPipeline in ${visible(root)}.`,
          'To take it from the package registry instead: `npm install mlpipeline@latest`.',
        ]
      : []),
    '',
  ].join('\n');
};

const shellWord = (word: string): string =>
  /^[\w./@:+,-]+$/.test(word) && !word.startsWith('-')
    ? word
    : `${word.startsWith('-') ? '-- ' : ''}'${word.replaceAll("'", "'\\''")}'`;
