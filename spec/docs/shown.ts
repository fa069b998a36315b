import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { imported, inProcess, link, wordsOf } from '../cli/in-process.js';
import { install, node } from '../cli/installed.js';
import type { Result } from '../cli/mlpipeline.js';
import type { DocBlock } from './doc-scripts.js';

/** How the commands of a page are run. */
export interface Home {
  /** Lets programs below a folder import the package. */
  readonly prepare: (home: string) => void;
  readonly run: (folder: string, program: string, words: readonly string[]) => Promise<Result>;
}

/** In this process, with the working tree as it is. */
export const linked: Home = {
  prepare: link,
  run: (folder, program, words) =>
    program === 'mlpipeline' ? inProcess(folder, words) : imported(folder, words.at(-1) ?? ''),
};

/** In processes of their own, with the package as it is installed. */
export const installed: Home = {
  prepare: (home) => {
    install(home);
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  },
  run: (folder, program, words) =>
    program === 'mlpipeline'
      ? node(folder, join(folder, '../node_modules/mlpipeline/dist/cli/main.js'), ...words)
      : node(folder, '--import', 'tsx', ...words.slice(1)),
};

/** A folder for the specs of a suite, where the package is found: what gives it. */
export const homeOf = ({ prepare }: Home): (() => string) => {
  let home = '';
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    prepare(home);
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });
  return () => home;
};

/**
 * A section must be true as it stands: its files are written, and its commands run beside them, which
 * print what stands below them.
 */
export const expectShown = async (
  { run }: Home,
  folder: string,
  blocks: readonly DocBlock[],
): Promise<void> => {
  mkdirSync(folder);
  for (const { language, file, text } of blocks) {
    // A fence without a name shows a message or a part.
    if (language !== 'console' && file !== undefined) writeFileSync(join(folder, file), text);
    if (language !== 'console') continue;
    const [command = '', output = ''] = text.split(/\n([^]*)/);
    const [program = '', ...words] = wordsOf(command.slice('$ '.length));
    const ran = await run(folder, program, words);
    // A run's log comes before its outputs.
    expect(ran.stderr + ran.stdout, command).to.equal(output);
  }
};
