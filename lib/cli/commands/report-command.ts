import type { ReportOptions } from '../inspect/report.js';
import { isRunId } from '../store/is-run-id.js';
import type { StoreFlags } from '../store/store-flags.js';
import { storeOption } from '../store/store-option.js';
import type { AddCommand } from './add-command.js';

export const reportCommand: AddCommand = (command, done) => {
  command('report', 'Make the HTML report of a run, from its events or from a store.')
    .argument('<events>', 'what `run --events` wrote, - for standard input, or a run in the store')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addOption(storeOption('where that run is kept'))
    .action(async (events: string, options: ReportOptions & StoreFlags) => {
      done(
        isRunId(events)
          ? await (await import('../history/report.js')).report(events, options)
          : await (await import('../inspect/report.js')).report(events, options),
      );
    });
};
