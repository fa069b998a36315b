import { type Command, Option } from 'commander';

import type { EachCommandOptions } from '../each/each-flags.js';
import { cacheOption, explainOption, noCacheOption, rerunOption } from '../flags/cache-flags.js';
import { remoteOption, tasksQueueOption } from '../flags/queue-options.js';
import { storeOption } from '../store/store-option.js';
import { refuseMore } from './refuse-more.js';
import { choice, runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const runCommand: AddCommand = (command, done) => {
  command('run', 'Run a pipeline: outputs on stdout, everything else on stderr.')
    .argument('[file]', 'a pipeline file, or - for standard input; before `--inputs`')
    .allowExcessArguments()
    .option('--file <file>', 'the same, as an option')
    .option('--inputs <name=value...>', 'inputs; `name=@path` for the text of a file')
    .option('--inputs-file <file>', 'inputs from a YAML or JSON file')
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(choice('--output <format>', 'how to print the outputs', 'json', 'yaml', 'text'))
    .addOption(
      new Option(
        '--log <format>',
        'how to log the steps (default: text; on a terminal, of many steps only failures)',
      ).choices(['text', 'json', 'none']),
    )
    .option('--quiet', 'log nothing, and show no progress', false)
    .option('--verbose', 'log starts, waits and progress too, and stacks of errors', false)
    .option('--timeout <duration>', 'time limit of the whole run, such as 5m')
    .option('--task-timeout <duration>', 'time limit of each attempt of a task that declares none')
    .option('--retry <attempts>', 'number of retries of a task that declares none')
    .option('--concurrency <number>', 'how many attempts may be at work at once')
    .option('--seed <number>', 'a whole number, the seed of all random numbers of the run')
    .addOption(
      new Option(
        '--on-failure <what>',
        'what to do when a task fails (default: stop), with `--each` when an item fails (default: continue)',
      ).choices(['stop', 'continue']),
    )
    .option('--only <output...>', 'run only what these outputs need')
    .option('--report <file>', 'write a report of the run, one self-contained HTML page')
    .option('--events <file>', 'record every event of the run, as lines of JSON')
    .option('--trace <file>', 'write a trace that Perfetto and chrome://tracing show, as JSON')
    .addOption(storeOption('keep the run, so that it can be resumed, in a store'))
    .option('--no-store', 'do not keep the run')
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(rerunOption())
    .addOption(explainOption())
    .addOption(tasksQueueOption())
    .addOption(remoteOption())
    .optionsGroup('Many items:')
    .option(
      '--each <items>',
      'run once for each item: a file of JSON lines or CSV, - for JSON lines on standard input, `glob:PATTERN` for files',
    )
    .option('--each-concurrency <number>', 'how many items may be in flight at once')
    .addOption(
      new Option('--order <order>', 'order of the results (default: arrival)').choices([
        'arrival',
        'completion',
      ]),
    )
    .option('--results <file>', 'append the results to this file instead of printing them')
    .option('--resume', 'continue: skip the items whose results that file, or the store, has')
    .option(
      '--failed <file>',
      'write the items that failed to this file, to be given to `--each` again',
    )
    .action(async (path: string | undefined, options: EachCommandOptions, { args }: Command) => {
      refuseMore(args);
      done(await (await import('../run/run.js')).run(path, options));
    });
};
