import { closeSync } from 'node:fs';

import { type ExitStatus, exitStatus } from './exit-status.js';
import type { Deadline } from './deadline.js';
import type { Interruption } from './interruption.js';
import { endProcess } from './end-process.js';
import { signals } from './signals.js';
import { watchForStalls } from './watch-for-stalls.js';

const hint = (whose: string | undefined): string =>
  `mlpipeline: ${runnerOf(whose)} blocks the event loop, so nothing else can run and no task timeout ` +
  'takes effect; `thread: true` runs it in a thread of its own\n';

/** How the runner is called that computes without pause. */
export const runnerOf = (whose: string | undefined): string =>
  whose === undefined ? 'a runner' : `the runner of ${whose}`;

/** What is at work, as it can be ended. */
export interface Interruptible {
  /** Asks it to end; how it has ended is told as always. */
  readonly cancel: () => void;
  /**
   * Ends it in this very call, for no other comes: a runner computes without pause. Tells and writes
   * what came of it, and gives the status; `undefined` where it may go on after all.
   */
  readonly endNow: (why: Interruption) => ExitStatus | undefined;
  /** When its time is up, if it ever is. */
  readonly deadline?: Deadline | undefined;
  /** The time, in milliseconds, that a part of it may take at most: no longer may a runner compute. */
  readonly longest?: number | undefined;
  /** Whether stderr may hold what is no event. */
  readonly isTold: boolean;
  /** What is told of a runner that computes without pause, in place of what is told of a run. */
  readonly hint?: ((whose: string | undefined) => string) | undefined;
  /** The task whose runner computes, asked in its midst; `undefined` where it is not known. */
  readonly whose?: (() => string | undefined) | undefined;
}

let cancel: (() => void) | undefined;

// For good: also while programs are waited for that have yet to end, the next one ends the process.
const heard = (): void => {
  const first = cancel;
  cancel = undefined;
  if (first === undefined) endProcess(exitStatus.interrupted);
  else first();
};

/**
 * Cancels at the first signal; the next one ends the process at once. Gives a function to be called
 * when there is nothing left to cancel.
 */
export const onInterrupt = (work: Interruptible): (() => void) => {
  ({ cancel } = work);
  for (const signal of signals)
    if (!process.listeners(signal).includes(heard)) process.on(signal, heard);
  const deaf = new Deaf();
  const stopWatching = watchForStalls({
    stalled: (why) => {
      if (why === 'deaf') deaf.begin();
      else {
        const status = work.endNow(why);
        if (status !== undefined) leaveFromWithin(status);
      }
    },
    resumed: () => {
      deaf.end();
    },
    hint: work.isTold ? (work.hint ?? hint) : undefined,
    whose: work.whose ?? (() => undefined),
    deadline: work.deadline,
    longest: work.longest,
  });
  return () => {
    stopWatching();
    deaf.end();
    cancel = undefined;
  };
};

// Node.js says on stderr that a debugger is connected: it is the thread by which this was called.
const leaveFromWithin = (status: ExitStatus): void => {
  closeSync(2);
  endProcess(status);
};

/** Where no signal would be heard of: then the first one ends the process, as where nobody listens. */
class Deaf {
  // Those of others too, such as of programs that are at work: any listener keeps a signal from
  // ending the process.
  private readonly silenced = new Map<NodeJS.Signals, NodeJS.SignalsListener[]>();

  begin(): void {
    if (this.silenced.size > 0) return;
    for (const signal of signals) {
      this.silenced.set(signal, process.listeners(signal));
      process.removeAllListeners(signal);
    }
  }

  end(): void {
    for (const [signal, listeners] of this.silenced)
      for (const one of listeners) process.on(signal, one);
    this.silenced.clear();
  }
}
