import type { RunnersOptions } from '../inspect/runners.js';
import { formatOption, runnersOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const runnersCommand: AddCommand = (command, done) => {
  command('runners', 'List the runners that a pipeline may name, with their ports and params.')
    .argument('[name...]', 'list only these')
    .addOption(runnersOption())
    .addOption(formatOption('text', 'json'))
    .action(async (names: string[], options: RunnersOptions) => {
      done(await (await import('../inspect/runners.js')).runners(names, options));
    });
};
