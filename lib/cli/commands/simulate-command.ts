import { Option } from 'commander';

import { repeatable } from '../flags/repeatable.js';
import type { SimulateCommandOptions } from '../simulate/simulate-flags.js';
import {
  choice,
  file,
  formatOption,
  runnersOption,
  setFileOption,
  setOption,
} from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const simulateCommand: AddCommand = (command, done) => {
  command('simulate', 'Predict how long a pipeline takes, from how long its tasks take.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(
      new Option(
        '--durations <file>',
        'a YAML map from tasks to durations, or what `run --events` wrote; - for standard input (repeatable)',
      )
        .argParser(repeatable)
        .default([], 'none'),
    )
    .option(
      '--concurrency <number>',
      'how many attempts may be at work at once, `none` for no limit',
    )
    .addOption(
      new Option('--resources <name=number>', 'how many units of a resource there are (repeatable)')
        .argParser(repeatable)
        .default([], 'as declared'),
    )
    .addOption(
      new Option('--failure-rate <task=rate>', 'how often attempts fail, 0 to 1 (repeatable)')
        .argParser(repeatable)
        .default([], 'never'),
    )
    .addOption(
      new Option(
        '--chance <task=rate>',
        'how often the condition of a task holds, 0 to 1 (repeatable)',
      )
        .argParser(repeatable)
        .default([], 'as recorded, else 0.5'),
    )
    .addOption(
      new Option('--length <task=number>', 'how many elements a mapped task has (repeatable)')
        .argParser(repeatable)
        .default([], 'as recorded, else 1'),
    )
    .addOption(
      new Option('--rounds <task=number>', 'how many rounds a repeated task takes (repeatable)')
        .argParser(repeatable)
        .default([], 'as recorded, else 1'),
    )
    .addOption(choice('--on-failure <what>', 'what to do when a task fails', 'stop', 'continue'))
    .option('--items <number>', 'simulate this many items, as `run --each` runs them')
    .option('--each-concurrency <number>', 'how many items may be in flight at once')
    .addOption(choice('--order <order>', 'order of the results of items', 'arrival', 'completion'))
    .option('--seed <number>', 'a whole number, the seed of all random numbers (default: 0)')
    .option('--report <file>', 'write a report of the run, one self-contained HTML page')
    .option('--all', 'print every task, however many there are', false)
    .addOption(formatOption('text', 'json'))
    .addHelpText(
      'after',
      '\nWith lists such as `--concurrency 1,2,4` or `--resources gpu=1,2` every\ncombination is simulated, and they are compared in a table.',
    )
    .action(async (path: string, options: SimulateCommandOptions) => {
      done(await (await import('../simulate/simulate.js')).simulate(path, options));
    });
};
