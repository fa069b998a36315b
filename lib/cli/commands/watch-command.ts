import { type Command, Option } from 'commander';

import { cacheOption, explainOption, noCacheOption } from '../flags/cache-flags.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { storeOption } from '../store/store-option.js';
import { refuseMore } from './refuse-more.js';
import { choice, runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const watchCommand: AddCommand = (command, done) => {
  command('watch', 'Run a pipeline, and rerun what each change of its files affects.')
    .argument('[file]', 'a pipeline file; before `--inputs`')
    .allowExcessArguments()
    .option(
      '--inputs <name=value...>',
      'inputs; `name=@path` for the text of a file, which is watched',
    )
    .option('--inputs-file <file>', 'inputs from a YAML or JSON file, which is watched')
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(
      choice(
        '--output <format>',
        'how to print results: lines of JSON, YAML documents, or text followed by an empty line',
        'json',
        'yaml',
        'text',
      ),
    )
    .addOption(
      new Option('--log <format>', 'how to log what happens (default: text)').choices([
        'text',
        'json',
        'none',
      ]),
    )
    .option('--quiet', 'log only what is wrong with files', false)
    .option('--verbose', 'also log all that happens to tasks', false)
    .option('--task-timeout <duration>', 'time limit of each attempt of a task that declares none')
    .option('--retry <attempts>', 'number of retries of a task that declares none')
    .option('--concurrency <number>', 'how many attempts may be at work at once')
    .option('--seed <number>', 'a whole number, the seed of all random numbers')
    .option('--only <output...>', 'run only what these outputs need')
    .addOption(storeOption('look results of cached components up in a store, and keep them there'))
    .option('--no-store', 'look nothing up')
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(explainOption())
    .action(async (path: string | undefined, options: RunCommandOptions, { args }: Command) => {
      refuseMore(args);
      done(await (await import('../watch/watch.js')).watch(path, options));
    });
};
