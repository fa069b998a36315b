import type { CheckOptions } from '../inspect/check.js';
import { files, formatOption, runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const checkCommand: AddCommand = (command, done) => {
  command('check', 'Check pipeline files and report all problems.')
    .addArgument(files)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(formatOption('text', 'json'))
    .option('--strict', 'count warnings as errors', false)
    .option('--all', 'print every diagnostic, however many are alike', false)
    .action(async (all: string[], options: CheckOptions) => {
      done(await (await import('../inspect/check.js')).check(all, options));
    });
};
