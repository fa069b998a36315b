import type { Code } from '../../diagnostics/codes.js';
import { located } from '../../diagnostics/place.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Findings } from '../../load.js';
import { type QueueFlags, queueAsked } from '../flags/queue-options.js';

/**
 * What who is about to run a pipeline has to know of what `check` warns of, a line each: that the command line sets a
 * param in vain, and that this machine lacks what a component needs, unless the tasks are made by workers.
 */
export const warningsText = ({ source, diagnostics }: Findings, flags: QueueFlags = {}): string => {
  const isElsewhere = queueAsked(flags) !== undefined && flags.remote !== 'declared';
  const codes = new Set<Code>([
    'undeclared-param',
    ...(isElsewhere ? [] : (['missing-requirement'] as const)),
  ]);
  return diagnostics
    .filter(({ code }) => codes.has(code))
    .map(({ code, place, message, label, help }) => {
      const told = code === 'undeclared-param' ? message : `${message}: ${label}`;
      const name = quoted(located(source, place).source.name);
      return `mlpipeline: ${name}: ${[told, ...help].join('; ')}\n`;
    })
    .join('');
};
