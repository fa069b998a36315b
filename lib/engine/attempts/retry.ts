import { identity, type MonoTypeOperatorFunction, retry, throwError, timer } from 'rxjs';

import type { RetryPolicy } from '../../declaration/policies.js';
import { isFinal } from '../../runners/final-error.js';
import { retryAfterOf } from '../../runners/error-retry-after.js';
import type { Task } from '../task.js';
import { TooLongWait } from './too-long-wait.js';

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
 * Another attempt after one that has failed, as the task's policy says, unless its failure was a
 * `FinalError`. Where an error says how long to wait (`retryAfter`, in milliseconds) no attempt comes
 * before that, and none at all where it is longer than the policy's `maxDelay`.
 */
export const withRetry = <T>(task: Task): MonoTypeOperatorFunction<T> => {
  const { retry: policy } = task.component;
  if (policy === undefined) return identity;
  return retry({
    delay: (error: unknown) => {
      const { attempt, made } = task;
      const after = retryAfterOf(error) ?? 0;
      const most = Math.min(policy.maxDelay ?? Infinity, mostMilliseconds);
      const isLast = attempt === undefined || made > policy.attempts;
      if (isLast || isFinal(error)) return throwError(() => error);
      if (after > most) return throwError(() => new TooLongWait(error, after, policy.maxDelay));
      const delay = Math.max(retryDelay(policy, made, attempt.random()), after);
      attempt.failed(error, delay);
      return timer(delay, task.settings.scheduler);
    },
  });
};
