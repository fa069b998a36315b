import { exitStatus } from './exit-status.js';
import { watchForStalls } from './stall-watch.js';

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
  const listen = (): void => {
    for (const signal of signals) process.on(signal, listener);
  };
  const ignore = (): void => {
    for (const signal of signals) process.off(signal, listener);
  };
  listen();
  const stopWatching = watchForStalls(ignore, listen, isTold ? hint : undefined);
  return () => {
    stopWatching();
    ignore();
  };
};
