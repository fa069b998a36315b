import { Argument, Option } from 'commander';

import { repeatable } from '../flags/repeatable.js';
import { cacheOption, noCacheOption, rerunOption } from '../flags/cache-flags.js';
import { storeOption } from '../store/store-option.js';
import type { SweepCommandOptions } from '../sweep/sweep-flags.js';
import type { AddCommand } from './add-command.js';
import { bestOption, metricOption } from './shared-options.js';

export const sweepCommand: AddCommand = (command, done) => {
  command('sweep', 'Run a pipeline for each of many settings of its params, and compare them.')
    .addArgument(new Argument('<file>', 'a pipeline file; before `--inputs`'))
    .addOption(
      new Option(
        '--set <component.param=values>',
        'the values of a param: `3,6`, `1..10`, `log 1e-4..1e-1 / 5` (repeatable)',
      ).argParser(repeatable),
    )
    .option('--sweep-file <file>', 'the same from a YAML or JSON file; options take precedence')
    .addOption(
      new Option(
        '--set-file <file>',
        'params by component that do not vary, from a YAML or JSON file (repeatable)',
      ).argParser(repeatable),
    )
    .option('--zip', 'take the first values together, then the second ones')
    .option('--sample <number>', 'a random sample of this many settings')
    .addOption(
      new Option(
        '--seed <number>',
        'a whole number, the seed of the sample and of all random numbers of the runs (default: 0)',
      ),
    )
    .option('--inputs <name=value...>', 'inputs; `name=@path` for the text of a file')
    .option('--inputs-file <file>', 'inputs from a YAML or JSON file')
    .option(
      '--each <items>',
      'run each setting for each item: a file of JSON lines or CSV, `glob:PATTERN` for files',
    )
    .addOption(metricOption())
    .addOption(bestOption())
    .addOption(new Option('--csv', 'print all data of the rows, as CSV').conflicts('json'))
    .option('--json', 'the same as JSON')
    .option('--table <file>', 'also write the table, to a file that ends in .csv or .json')
    .option('--report <file>', 'write it as a page: the table, charts, the runs of each row')
    .option('--events <file>', 'record every event of its runs, as lines of JSON')
    .option('--trace <file>', 'write a trace that Perfetto and chrome://tracing show, as JSON')
    .option('--runs <number>', 'how many runs may be at work at once (default: 1)')
    .option('--stop-after-failures <number>', 'start no more after this many settings have failed')
    .option('--resume', 'continue the last sweep of the pipeline in the store')
    .addOption(storeOption('the store that keeps the runs'))
    .addOption(new Option('--no-store').hideHelp())
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(rerunOption())
    .addOption(
      new Option('--runners <module>', 'a module of runners, JavaScript or TypeScript (repeatable)')
        .argParser(repeatable)
        .default([], 'those that ship'),
    )
    .option('--timeout <duration>', 'time limit of each run, such as 5m')
    .option('--task-timeout <duration>', 'time limit of each attempt of a task that declares none')
    .option('--retry <attempts>', 'number of retries of a task that declares none')
    .option('--concurrency <number>', 'how many attempts may be at work at once, over all runs')
    .option('--only <output...>', 'run only what these outputs need')
    .option('--quiet', 'print the table, and log only what went wrong', false)
    .action(async (file: string, options: SweepCommandOptions) => {
      done(await (await import('../sweep/sweep.js')).sweep(file, options));
    });
};
