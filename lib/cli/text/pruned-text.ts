import { listed, quoted } from '../../diagnostics/wording.js';
import type { Graph } from '../../graph/graph.js';
import type { RunCommandOptions } from '../flags/run-flags.js';

/**
 * Which components are not run, since no output needs them, in a line for those who read the log as
 * text; mostly none.
 */
export const prunedText = (
  { components }: Graph,
  { quiet, log = 'text' }: Pick<RunCommandOptions, 'quiet' | 'log'>,
): string => {
  const names = components.filter(({ pruned }) => pruned).map(({ name }) => name);
  return quiet || log !== 'text' || names.length === 0
    ? ''
    : `pruned: ${listed(names, 'and', 5, quoted)} (no output needs ${names.length === 1 ? 'it' : 'them'})\n`;
};
