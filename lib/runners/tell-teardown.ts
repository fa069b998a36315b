import type { RunnerContext } from './runner.js';

/**
 * Tells what a teardown throws, beside the outcome of the attempt, to a context that takes it: that of
 * the engine does. Another one may be of a user's own: then it is thrown.
 */
export const tellTeardown = (context: RunnerContext, error: unknown): void => {
  const { teardownFailed } = context as { readonly teardownFailed?: unknown };
  if (
    typeof teardownFailed !== 'function' ||
    Reflect.apply(teardownFailed, context, [error]) !== true
  )
    throw error;
};
