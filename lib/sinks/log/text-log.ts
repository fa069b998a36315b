import type { Sink } from '../../engine/events/event.js';
import { logLines } from './log-lines.js';

export interface TextLogOptions {
  /** Whether starts, waits and progress are logged too, not only what has ended. */
  readonly verbose?: boolean;
  /** Whether of all steps only those are logged that failed, under their numbers. */
  readonly troublesOnly?: boolean;
}

/**
 * A log of a run in lines of text: one for each step, numbered in the order in which they ended,
 * between a first line with the pipeline's inputs and a last one with its outputs; what took a tenth
 * of a second or more says how long.
 */
export const textLog = (
  write: (line: string) => void,
  { verbose = false, troublesOnly = false }: TextLogOptions = {},
): Sink => {
  const lineOf = logLines();
  let steps = 0;
  return (event) => {
    const line = lineOf(event);
    if (line === undefined) return;
    const { kind, text } = line;
    if (kind === 'step' || kind === 'failure') {
      if (!troublesOnly || kind === 'failure') write(`${steps} : ${text()}`);
      steps += 1;
    } else if (kind === 'alarm' || (!troublesOnly && (kind === 'aside' || verbose)))
      write(`  ${text()}`);
    if (event.type === 'run-started' && verbose && !troublesOnly) write(`  seed ${event.seed}`);
  };
};
