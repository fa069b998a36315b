import { rerunOption } from '../flags/cache-flags.js';
import type { DryRunOptions } from '../inspect/dry-run.js';
import { storeOption } from '../store/store-option.js';
import { file, formatOption, runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const dryRunCommand: AddCommand = (command, done) => {
  command('dry-run', 'Prove that a pipeline can finish, without running anything.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(formatOption('text', 'json'))
    .optionsGroup('The cache:')
    .option('--cache', 'show what a run would take from the cache, and why not')
    .option('--cache-all', 'the same for `run --cache`, which looks all components up')
    .option(
      '--inputs <name=value...>',
      'the inputs of that run; `name=@path` for the text of a file',
    )
    .option('--inputs-file <file>', 'its inputs from a YAML or JSON file')
    .addOption(rerunOption())
    .addOption(storeOption('where its results are kept'))
    .action(async (path: string, options: DryRunOptions) => {
      done(await (await import('../inspect/dry-run.js')).dryRun(path, options));
    });
};
