import { asyncScheduler, type SchedulerLike, takeLast, throwError, timeout } from 'rxjs';

import type { RunnerContext } from '../../runners/runner.js';
import { Attempt } from './attempt.js';
import { AttemptTimeoutError } from './attempt-timeout-error.js';
import { outcome } from './runner-call.js';
import type { Wrapper } from '../wrappers/wrapper.js';

// A timer that is to wait longer fires at once.
const mostMilliseconds = 2 ** 31 - 1;

/** Throws for what no timer can wait. */
export const checkTimeout = (milliseconds: number): void => {
  if (!(milliseconds > 0 && milliseconds <= mostMilliseconds))
    throw new RangeError(
      `a timeout must be above 0 and at most ${mostMilliseconds} milliseconds, not ${milliseconds}`,
    );
};

const lastWordsOf = (context: RunnerContext): string =>
  context instanceof Attempt ? context.lastWords : '';

/** Each attempt may take this many milliseconds, from its start, not counting waits for a slot. */
export const withTimeout = (
  milliseconds: number,
  scheduler: SchedulerLike = asyncScheduler,
): Wrapper => {
  checkTimeout(milliseconds);
  return (runner) => ({
    ...runner,
    run: (inputs, context) =>
      outcome(runner, inputs, context).pipe(
        takeLast(1),
        timeout({
          first: milliseconds,
          scheduler,
          with: () => throwError(() => new AttemptTimeoutError(milliseconds, lastWordsOf(context))),
        }),
      ),
  });
};
