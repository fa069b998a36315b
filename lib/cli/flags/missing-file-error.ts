import { quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import type { RunCommandOptions } from './run-flags.js';

/** That no pipeline file is named, or which option has swallowed it. */
export const missingFileError = (
  command: 'run' | 'watch',
  { inputs = [], only = [] }: Pick<RunCommandOptions, 'inputs' | 'only'>,
): UsageError => {
  const swallowed = [
    ['--inputs', inputs.find((one) => !one.includes('='))] as const,
    ['--only', only.find((one) => /\.ya?ml$/.test(one))] as const,
  ].find(([, taken]) => taken !== undefined);
  return new UsageError(
    `no pipeline file is named: \`mlpipeline ${command} FILE\`` +
      (swallowed === undefined
        ? ''
        : `; \`${swallowed[0]}\` took ${quoted(swallowed[1] ?? '')}: name the file before it`),
  );
};
