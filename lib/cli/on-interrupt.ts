import { exitStatus } from './exit-status.js';

/**
 * Calls `cancel` at the first SIGINT or SIGTERM; the second ends the process at once. Gives a
 * function that stops listening.
 */
export const onInterrupt = (cancel: () => void): (() => void) => {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let isAsked = false;
  const listener = (): void => {
    if (isAsked) process.exit(exitStatus.interrupted);
    isAsked = true;
    cancel();
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
};
