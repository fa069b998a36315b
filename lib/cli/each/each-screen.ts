import type { EachProgress } from './each-progress.js';
import type { EachCommandOptions } from './each-flags.js';
import { paintFor } from '../terminal/paint-for.js';
import { isLive } from '../terminal/is-live.js';
import { stdout } from '../terminal/stdout.js';

/** What stderr shows of a batch of items. */
export interface EachScreen {
  /** A line above the progress. */
  readonly print: (line: string) => void;
  /** Something has changed. */
  readonly refresh: () => void;
  readonly close: () => void;
}

// In milliseconds: where nothing can be drawn over, a line every so often.
const interval = 10_000;

/** Shows the progress: on a terminal a bar, live, elsewhere a line every ten seconds. */
export const eachScreen = async (
  progress: EachProgress,
  { quiet, log }: EachCommandOptions,
): Promise<EachScreen> => {
  const { stderr } = process;
  const print = (line: string): void => {
    stderr.write(`${line}\n`);
  };
  if (quiet || log === 'json') return { print, refresh: () => undefined, close: () => undefined };
  if (!isLive(stderr)) {
    const timer = setInterval(() => {
      print(`mlpipeline: ${progress.text(Date.now())}`);
    }, interval).unref();
    return {
      print,
      refresh: () => undefined,
      close: () => {
        clearInterval(timer);
      },
    };
  }
  // Loaded where it is drawn on only.
  const { liveTerminal } = await import('../terminal/live-terminal.js');
  const live = liveTerminal(stderr, stdout);
  const paint = paintFor(stderr);
  live.open(({ columns, now }) => [progress.line(columns, now, paint)]);
  return {
    print: (line) => {
      live.print(`${line}\n`);
    },
    refresh: () => {
      live.refresh(Date.now());
    },
    close: () => {
      live.close('');
    },
  };
};
