import { type MonoTypeOperatorFunction, of, retry, throwError } from 'rxjs';

import type { Task } from './task.js';

/** Whoever made an attempt is gone, so that nothing is known of what came of it. */
export class AttemptLostError extends Error {
  override readonly name = 'AttemptLostError';
}

/** How many attempts may be lost before one that is lost counts as failed. */
export const mostLost = 3;

/** Another attempt for one that was lost, without one of those that `retry` allows. */
export const withoutLost = <T>(task: Task): MonoTypeOperatorFunction<T> =>
  retry({
    count: mostLost,
    delay: (error: unknown) => {
      if (!(error instanceof AttemptLostError)) return throwError(() => error);
      task.before += 1;
      task.attempt?.lost(error.message);
      return of(undefined);
    },
  });
