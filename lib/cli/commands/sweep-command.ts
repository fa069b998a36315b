import { Argument, Option } from 'commander';

import { collect } from '../flags/repeatable.js';
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
      ).argParser(collect),
    )
    .option('--sweep-file <file>', 'the same from a YAML or JSON file; options count above it')
    .addOption(
      new Option(
        '--set-file <file>',
        'params by component that do not vary, from a YAML or JSON file (repeatable)',
      ).argParser(collect),
    )
    .option('--zip', 'take the first values together, then the second ones')
    .option('--sample <number>', 'so many of all settings, by chance')
    .addOption(
      new Option(
        '--seed <number>',
        'a whole number that the sample and all random numbers of the runs follow from (default: 0)',
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
    .addOption(new Option('--csv', 'print all that is known of the rows, as CSV').conflicts('json'))
    .option('--json', 'the same as JSON')
    .option('--table <file>', 'write the table too, as CSV or JSON by the ending of the name')
    .option('--report <file>', 'write a page of it: the table, charts, the runs behind each row')
    .option('--events <file>', 'record every event of its runs, as lines of JSON')
    .option('--trace <file>', 'write a trace that Perfetto and chrome://tracing show, as JSON')
    .option('--runs <number>', 'how many runs may be at work at once (default: 1)')
    .option('--stop-after-failures <number>', 'start no more after so many settings that failed')
    .option('--resume', 'go on with the last sweep of the pipeline in the store')
    .addOption(storeOption('the store that keeps the runs'))
    .addOption(new Option('--no-store').hideHelp())
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(rerunOption())
    .addOption(
      new Option('--runners <module>', 'a module of runners, JavaScript or TypeScript (repeatable)')
        .argParser(collect)
        .default([], 'those that ship'),
    )
    .option('--timeout <duration>', 'for each run, such as 5m')
    .option('--task-timeout <duration>', 'for each attempt of a task that declares none')
    .option('--retry <attempts>', 'further attempts of a task that declares none')
    .option('--concurrency <number>', 'how many attempts may be at work at once, over all runs')
    .option('--only <output...>', 'run just what these outputs need')
    .option('--quiet', 'print the table, and tell only what went wrong', false)
    .action(async (file: string, options: SweepCommandOptions) => {
      done(await (await import('../sweep/sweep.js')).sweep(file, options));
    });
};
