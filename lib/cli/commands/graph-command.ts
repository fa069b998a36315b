import type { GraphOptions } from '../inspect/graph.js';
import { file, formatOption, runnersOption, setFileOption, setOption } from './shared-options.js';
import type { AddCommand } from './add-command.js';

export const graphCommand: AddCommand = (command, done) => {
  command('graph', 'Draw a pipeline.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(formatOption('mermaid', 'dot', 'svg', 'json'))
    .option('--depth <levels>', 'how many levels of nested pipelines are expanded (default: 0)')
    .action(async (path: string, options: GraphOptions) => {
      done(await (await import('../inspect/graph.js')).graph(path, options));
    });
};
