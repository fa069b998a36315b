import type { Sink } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { jsonLog } from '../../sinks/log/json-log.js';
import { progress } from '../../sinks/progress/progress.js';
import { type Tally, tallySink } from '../../sinks/tally.js';
import { textLog } from '../../sinks/log/text-log.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { paintFor } from './paint-for.js';
import { isLive } from './is-live.js';
import { notesLog } from './notes-log.js';
import { stdout } from './stdout.js';

/** All that watches a run of the command line. */
export interface RunSinks {
  readonly sinks: readonly Sink[];
  readonly tally: () => Tally;
  /** Leaves the terminal as it was, if the end of the run has not. */
  readonly close: () => void;
}

/** What stderr shows of a run: on a terminal its progress, live, and lines of a log. */
export interface Shown {
  readonly live: boolean;
  readonly log: 'text' | 'troubles' | 'json' | 'none';
}

// On a terminal, above the live progress, so many lines of steps are of use; more are noise.
const mostSteps = 100;

/** What is shown as the flags say, and where they say nothing by what stderr is. */
export const shownOf = (
  { log, quiet, verbose }: Pick<RunCommandOptions, 'log' | 'quiet' | 'verbose'>,
  isLive: boolean,
  tasks: number,
): Shown => {
  if (quiet) return { live: false, log: 'none' };
  if (log === 'json') return { live: false, log };
  if (log !== undefined) return { live: isLive, log };
  return { live: isLive, log: isLive && !verbose && tasks > mostSteps ? 'troubles' : 'text' };
};

/** Whether stderr may hold what is no event: not where a program reads it, or nobody wants it. */
export const showsText = ({ log, quiet }: Pick<RunCommandOptions, 'log' | 'quiet'>): boolean =>
  !quiet && log !== 'json';

/** The sinks that the flags ask for. */
export const runSinks = async (
  { components }: Graph,
  options: RunCommandOptions,
): Promise<RunSinks> => {
  const { sink, tally } = tallySink();
  const sinks = [sink];
  const shown = shownOf(options, isLive(process.stderr), components.length);
  // Loaded where it is drawn on only.
  const live = shown.live
    ? (await import('./live-terminal.js')).liveTerminal(process.stderr, stdout)
    : undefined;
  const write = (line: string): void => {
    if (live === undefined) process.stderr.write(`${line}\n`);
    else live.print(`${line}\n`);
  };
  const { verbose } = options;
  if (shown.log === 'json') sinks.push(jsonLog(write));
  else if (shown.log !== 'none')
    sinks.push(textLog(write, { verbose, troublesOnly: shown.log === 'troubles' }));
  else if (options.explain === true) sinks.push(notesLog(write));
  // Last: what the others write of the end of the run stands above what it leaves.
  if (live !== undefined)
    sinks.push(progress(live, { paint: paintFor(process.stderr), only: options.only }));
  return { sinks, tally, close: () => live?.close('') };
};
