import type { AddCommand } from './add-command.js';

export const schemaCommand: AddCommand = (command, done) => {
  command('schema', 'Print the JSON Schema of pipeline files, for editors.').action(async () => {
    done((await import('../inspect/schema.js')).schema());
  });
};
