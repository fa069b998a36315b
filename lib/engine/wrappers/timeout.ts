import { asyncScheduler, Observable, type SchedulerLike, takeLast, timeout } from 'rxjs';

import type { RunnerContext } from '../../runners/runner.js';
import { Attempt } from '../attempt.js';
import { outcome } from '../outcome.js';
import type { Wrapper } from './wrapper.js';

/** What an attempt fails with whose time is up. */
export class AttemptTimeoutError extends Error {
  override readonly name = 'AttemptTimeoutError';

  /** `told` is how far it has come, where that is known. */
  constructor(milliseconds: number, told = '') {
    super(`it took longer than ${milliseconds / 1000} s${told}`);
  }
}

// A timer that is to wait longer fires at once.
const mostMilliseconds = 2 ** 31 - 1;

/** Throws for what no timer can wait. */
export const checkTimeout = (milliseconds: number): void => {
  if (!(milliseconds > 0 && milliseconds <= mostMilliseconds))
    throw new RangeError(
      `a timeout must be from above 0 to ${mostMilliseconds} milliseconds, not ${milliseconds}`,
    );
};

const toldBy = (context: RunnerContext): string => (context instanceof Attempt ? context.told : '');

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
          with: () =>
            new Observable<never>((subscriber) => {
              subscriber.error(new AttemptTimeoutError(milliseconds, toldBy(context)));
            }),
        }),
      ),
  });
};
