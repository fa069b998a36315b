import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { Command } from 'commander';

import type * as Program from '../../lib/cli/program.js';
import { type Result, withoutTimes } from './mlpipeline.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

// As the program imports its commands: what mocha requires are other copies of the same modules.
const program = (): Promise<typeof Program> => import('../../lib/cli/program.js');

/** Gives an object another property for a while: until what it gives is called. */
const replaced = (object: object, key: string, value: unknown): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(object, key);
    else Object.defineProperty(object, key, own);
  };
};

/** What is printed while `work` goes on in `folder`, as where there is no terminal. */
const printed = async (folder: string, work: () => Promise<number>): Promise<Result> => {
  const before = process.cwd();
  const { NO_COLOR } = process.env;
  const texts = { stdout: '', stderr: '' };
  const undo: (() => void)[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name];
    undo.push(replaced(stream, 'isTTY', false));
    undo.push(
      replaced(
        stream,
        'write',
        (chunk: Uint8Array | string, encoding?: unknown, callback: unknown = encoding): boolean => {
          texts[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
          if (typeof callback === 'function') process.nextTick(callback);
          return true;
        },
      ),
    );
  }
  process.env['NO_COLOR'] = '1';
  process.chdir(folder);
  try {
    const status = await work();
    return { status, stdout: texts.stdout, stderr: withoutTimes(texts.stderr) };
  } finally {
    process.chdir(before);
    if (NO_COLOR === undefined) delete process.env['NO_COLOR'];
    else process.env['NO_COLOR'] = NO_COLOR;
    for (const one of undo) one();
  }
};

/** Runs a command line without a process of its own, from a folder. */
export const inProcess = (folder: string, argv: readonly string[]): Promise<Result> =>
  printed(folder, async () => (await program()).run(argv));

/** Runs a program that has done all it does when it has been imported. */
export const imported = (folder: string, file: string): Promise<Result> =>
  printed(folder, async () => {
    await import(pathToFileURL(join(folder, file)).href);
    return 0;
  });

/** Lets programs below a folder import this working tree as `mlpipeline`, as it is. */
export const link = (folder: string): void => {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'mlpipeline'), { recursive: true });
  for (const name of ['rxjs', 'io-ts', 'fp-ts'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  writeFileSync(
    join(modules, 'mlpipeline', 'package.json'),
    JSON.stringify({ name: 'mlpipeline', type: 'module', exports: './index.ts' }),
  );
  const index = pathToFileURL(join(root, 'lib', 'index.ts')).href;
  writeFileSync(
    join(modules, 'mlpipeline', 'index.ts'),
    `export * from ${JSON.stringify(index)};\n`,
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
};

/** The words of a command line, without the quotes of those that hold spaces. */
export const wordsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/(?:'[^']*'|[^\s'])+/g), ([word]) => word.replaceAll("'", ''));

/** All commands and options that there are, as the program itself knows them. */
export const commandLine = async (): Promise<Command> => {
  const called: Command[] = [];
  const undo = replaced(Command.prototype, 'parseAsync', function (this: Command) {
    called.push(this);
    return Promise.resolve(this);
  });
  try {
    await (await program()).run(['check']);
  } finally {
    undo();
  }
  const [root] = called;
  if (root === undefined) throw new Error('the program was not called');
  return root;
};
