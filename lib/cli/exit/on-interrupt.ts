import { exitStatus } from './exit-status.js';
import { leave } from './leave.js';
import { watchForStalls } from './watch-for-stalls.js';

const hint =
  'mlpipeline: a runner computes without pause, so that nothing else can go on, no timeout either; ' +
  'with `thread: true` it would have a thread of its own. Ctrl-C now ends the process at once\n';

// The last one comes when a terminal is closed.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let cancel: (() => void) | undefined;

// For good: also while programs are waited for that have yet to end, the next one ends the process.
const heard = (): void => {
  const first = cancel;
  cancel = undefined;
  if (first === undefined) leave(exitStatus.interrupted);
  else first();
};

/**
 * Calls `onFirst` at the first signal; the next one ends the process at once. While a runner
 * computes without pause no listener would hear of a signal: then the first one ends the process, as
 * it does where nobody listens, and `isTold` says whether that is told on stderr. Gives a function
 * to be called when there is nothing left to cancel.
 */
export const onInterrupt = (onFirst: () => void, isTold: boolean): (() => void) => {
  cancel = onFirst;
  for (const signal of signals)
    if (!process.listeners(signal).includes(heard)) process.on(signal, heard);
  // Those of others too, such as of programs that are at work: any listener keeps a signal from
  // ending the process.
  const silenced = new Map<NodeJS.Signals, NodeJS.SignalsListener[]>();
  const silence = (): void => {
    if (silenced.size > 0) return;
    for (const signal of signals) {
      silenced.set(signal, process.listeners(signal));
      process.removeAllListeners(signal);
    }
  };
  const restore = (): void => {
    for (const [signal, listeners] of silenced)
      for (const one of listeners) process.on(signal, one);
    silenced.clear();
  };
  const stopWatching = watchForStalls(silence, restore, isTold ? hint : undefined);
  return () => {
    stopWatching();
    restore();
    cancel = undefined;
  };
};
