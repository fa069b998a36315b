import { asyncScheduler, Observable, type SchedulerLike, Subscription } from 'rxjs';

import type { RetryPolicy } from '../../declaration/policies.js';
import { isFinal } from '../../runners/final-error.js';
import { retryAfterOf } from '../../runners/retry-after.js';
import type { Attempt } from '../attempt.js';
import { outcome } from '../outcome.js';
import { attemptOf, type Wrapper } from './wrapper.js';

// What a timer can wait: one that is to wait longer would fire at once.
const mostMilliseconds = 2 ** 31 - 1;

/** The wait before the attempt after `attempt`, in milliseconds; `random` is from 0 to 1. */
export const retryDelay = (policy: RetryPolicy, attempt: number, random: number): number => {
  const factor = Math.min(policy.backoff ** (attempt - 1), Number.MAX_VALUE);
  const delay = Math.min(policy.delay * factor, policy.maxDelay ?? Infinity, mostMilliseconds);
  // Jitter only shortens: `maxDelay` holds, and crowds are spread all the same.
  return delay * (1 - policy.jitter * random);
};

/**
 * A failed attempt is made again, as the policy says, unless its failure was a `FinalError`. Where an
 * error says how long to wait (`retryAfter`, in milliseconds) no attempt comes before that, and none
 * at all where it is longer than the policy's `maxDelay`.
 */
export const withRetry =
  (policy: RetryPolicy, scheduler: SchedulerLike = asyncScheduler): Wrapper =>
  (runner) => ({
    ...runner,
    run: (inputs, context) =>
      new Observable((subscriber) => {
        const all = new Subscription();
        const start = (attempt: Attempt): void => {
          const inner = outcome(runner, inputs, attempt).subscribe({
            next: (values) => {
              subscriber.next(values);
            },
            complete: () => {
              subscriber.complete();
            },
            error: (error: unknown) => {
              const after = retryAfterOf(error) ?? 0;
              const isTooLong = after > Math.min(policy.maxDelay ?? Infinity, mostMilliseconds);
              if (isFinal(error) || attempt.attempt > policy.attempts || isTooLong) {
                subscriber.error(error);
                return;
              }
              const delay = Math.max(retryDelay(policy, attempt.attempt, attempt.random()), after);
              attempt.task.retrying(attempt.attempt, error, delay);
              all.add(
                scheduler.schedule(() => {
                  start(attempt.again());
                }, delay),
              );
            },
          });
          all.add(inner);
        };
        start(attemptOf(context));
        return all;
      }),
  });
