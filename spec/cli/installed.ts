import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

import { type Result, withoutTimes } from './mlpipeline.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lib = join(root, 'lib');

/**
 * Installs this working tree under `directory/node_modules`, compiled anew, with what it depends
 * on: as `npm install` would, but from nowhere.
 */
export const install = (directory: string): void => {
  const modules = join(directory, 'node_modules');
  const target = join(modules, 'mlpipeline');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const output = join(target, 'dist', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, compiled(readFileSync(join(lib, file), 'utf8')));
  }
  for (const name of ['package.json', 'templates', 'schema.json'])
    symlinkSync(join(root, name), join(target, name));
};

const compiled = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  }).outputText;

/** Runs a program of Node.js in a folder, until it ends. */
export const node = (directory: string, ...argv: readonly string[]): Promise<Result> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { cwd: directory });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stdout, stderr: withoutTimes(stderr) });
    });
    child.stdin.end();
  });
