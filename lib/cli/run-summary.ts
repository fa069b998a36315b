import { counted, listed, visible } from '../diagnostics/visible.js';
import type { RunError } from '../engine/failure.js';
import type { Tally } from '../sinks/tally.js';

const mostFailures = 20;

/**
 * Why a run did not come to its outputs, and what became of its tasks. Of very many failures the
 * first are told; all of them, with their stacks, where it is to be `verbose`.
 */
export const runSummary = (error: RunError, tally: Tally, verbose: boolean): string => {
  const told = verbose ? tally.failures : tally.failures.slice(0, mostFailures);
  const untold = tally.failures.length - told.length;
  const failures = told.flatMap(({ task, attempt, message, cause }) => [
    `\`${task}\` failed at attempt ${attempt}: ${visible(message)}`,
    ...(verbose && cause instanceof Error ? [String(cause.stack)] : because(cause)),
  ]);
  const names = (what: string, all: readonly string[]): string[] =>
    all.length === 0 ? [] : [`  ${what.padEnd(10)} ${counted(all.length, 'task')}: ${listed(all)}`];
  return [
    ...(failures.length > 0 ? failures : [`mlpipeline: ${error.message}`]),
    ...(untold > 0 ? [`… and ${counted(untold, 'more task')} failed: --verbose tells all`] : []),
    ...names('finished', tally.finished),
    ...names('skipped', tally.skipped),
    ...names('cancelled', tally.cancelled),
    '',
  ].join('\n');
};

// What an error was caused by, each on a line.
const because = (error: unknown): string[] => {
  const lines: string[] = [];
  let at = error instanceof Error ? error.cause : undefined;
  while (at instanceof Error && lines.length < 5) {
    lines.push(`  because of: ${visible(at.message)}`);
    at = at.cause;
  }
  return lines;
};
