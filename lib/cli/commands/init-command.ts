import type { InitOptions } from '../init/init.js';
import type { AddCommand } from './add-command.js';

export const initCommand: AddCommand = (command, done) => {
  command('init', 'Make a new project: a pipeline, runners in TypeScript, a test.')
    .argument('<folder>', 'a new or empty folder, or . for this one')
    .option('--link', 'use this copy of MLPipeline (default: from where this copy came)')
    .option('--no-link', 'take MLPipeline from the package registry')
    .action(async (folder: string, options: InitOptions) => {
      done((await import('../init/init.js')).init(folder, options));
    });
};
