import { exitStatus } from './exit-status.js';
import { watchForStalls } from './watch-for-stalls.js';

const hint =
  'mlpipeline: a runner computes without pause, so that nothing else can go on, no timeout either; ' +
  'with `thread: true` it would have a thread of its own. Ctrl-C now ends the process at once\n';

/**
 * Calls `cancel` at the first SIGINT or SIGTERM; the second ends the process at once. While a runner
 * computes without pause no listener would hear of a signal: then the first one ends the process, as
 * it does where nobody listens, and `isTold` says whether that is told on stderr. Gives a function
 * that stops listening.
 */
export const onInterrupt = (cancel: () => void, isTold: boolean): (() => void) => {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let isAsked = false;
  const listener = (): void => {
    if (isAsked) process.exit(exitStatus.interrupted);
    isAsked = true;
    cancel();
  };
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
  for (const signal of signals) process.on(signal, listener);
  const stopWatching = watchForStalls(silence, restore, isTold ? hint : undefined);
  return () => {
    stopWatching();
    restore();
    for (const signal of signals) process.off(signal, listener);
  };
};
