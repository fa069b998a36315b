import { isLive } from '../terminal/is-live.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';
import { SweepProgress } from './sweep-progress.js';

/** What stderr shows of a sweep beside the lines of settings that have ended. */
export interface SweepScreen {
  /** Absent where nothing can be drawn over, or nothing is to be shown. */
  readonly progress: SweepProgress | undefined;
  readonly close: () => void;
}

/** On a terminal how far the runs are, live; elsewhere nothing. */
export const sweepScreen = async (runs: number, isQuiet: boolean): Promise<SweepScreen> => {
  const { stderr } = process;
  if (isQuiet || !isLive(stderr)) return { progress: undefined, close: () => undefined };
  // Loaded where it is drawn on only.
  const { liveTerminal } = await import('../terminal/live-terminal.js');
  const progress = new SweepProgress(runs, Date.now());
  const live = liveTerminal(stderr, stdout);
  const paint = paintFor(stderr);
  live.open(({ columns, now }) => progress.lines(columns, now, paint));
  return {
    progress,
    close: () => {
      live.close('');
    },
  };
};
