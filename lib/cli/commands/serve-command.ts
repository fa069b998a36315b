import { Argument, Option } from 'commander';

import { cacheOption, explainOption, noCacheOption, rerunOption } from '../flags/cache-flags.js';
import { repeatable } from '../flags/repeatable.js';
import { remoteOption, tasksQueueOption } from '../flags/queue-options.js';
import type { ServeCommandOptions } from '../serve/serve.js';
import { storeOption } from '../store/store-option.js';
import { runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const serveCommand: AddCommand = (command, done) => {
  command('serve', 'Serve pipelines over HTTP: start runs, watch them, read their results.')
    .addArgument(new Argument('<file...>', 'pipeline files'))
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .option(
      '--host <address>',
      'the address to listen at; one that other machines reach needs a token',
      '127.0.0.1',
    )
    .option('--port <number>', 'the port to listen at; 0 for any free one', '8080')
    .option(
      '--token <token>',
      'what clients must send (better: MLPIPELINE_TOKEN in the environment)',
    )
    .addOption(
      new Option(
        '--allow-host <name>',
        'a further host name of the server, such as that of a proxy (repeatable)',
      ).argParser(repeatable),
    )
    .addOption(storeOption('keep the runs, and show those that are kept, in a store'))
    .option('--no-store', 'do not keep the runs')
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(rerunOption())
    .addOption(explainOption())
    .addOption(tasksQueueOption())
    .addOption(remoteOption())
    .option('--runs <number>', 'how many runs may be at work at once', '4')
    .option('--waiting <number>', 'how many runs may wait to start', '100')
    .option('--hold <duration>', 'how long a failed run is held open to be restarted', '10m')
    .option('--max-body <megabytes>', 'the largest body of a request', '64')
    .option('--drain <duration>', 'how long runs at work may take to finish at shutdown', '30s')
    .option('--quiet', 'log only what is wrong', false)
    .option('--verbose', 'log the steps of runs too', false)
    .action(async (all: string[], options: ServeCommandOptions) => {
      done(await (await import('../serve/serve.js')).serve(all, options));
    });
};
