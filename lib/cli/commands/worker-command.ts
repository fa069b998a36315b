import { Argument } from 'commander';

import { queueOption } from '../flags/queue-options.js';
import type { WorkerCommandOptions } from '../worker/worker.js';
import { runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const workerCommand: AddCommand = (command, done) => {
  command('worker', 'Execute the tasks handed over by runs with `--queue`.')
    .addArgument(new Argument('<file...>', 'the pipeline files that are run'))
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(queueOption('the Redis that carries tasks, such as redis://host'))
    .option('--only-runners <names>', 'take the tasks of these runners only: A,B')
    .option('--concurrency <number>', 'how many attempts may be at work at once', '4')
    .option('--name <name>', 'the name of the worker (default: its machine and process)')
    .option('--pool <name>', 'take the tasks of components with these `workers`')
    .option('--drain <duration>', 'how long attempts at work may take to finish at shutdown', '30s')
    .option('--quiet', 'log only what is wrong', false)
    .action(async (all: string[], options: WorkerCommandOptions) => {
      done(await (await import('../worker/worker.js')).worker(all, options));
    });
};
