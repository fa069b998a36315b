import { spawnSync } from 'node:child_process';

import { compiled } from './compiled.js';

/** Runs a source of this folder as plain JavaScript, with what was given on the command line. */
export const runCompiled = async (source: string): Promise<void> => {
  const { file } = await compiled();
  const { status } = spawnSync(
    process.execPath,
    ['--expose-gc', file(source), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
};
