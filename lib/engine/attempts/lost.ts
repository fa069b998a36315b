import { defer, type MonoTypeOperatorFunction, of, retry, throwError } from 'rxjs';

import type { Task } from '../task.js';

/** Whoever made an attempt is gone, so that nothing is known of what came of it. */
export class AttemptLostError extends Error {
  override readonly name = 'AttemptLostError';
  /** It was let go of in order, such as where a worker is replaced: that may happen any number of times. */
  readonly isHandedBack: boolean;

  constructor(message: string, { isHandedBack = false } = {}) {
    super(message);
    this.isHandedBack = isHandedBack;
  }
}

/** How many attempts may be lost before one that is lost counts as failed. */
export const mostLost = 3;

/** Another attempt for one that was lost, without one of those that `retry` allows. */
export const withoutLost =
  <T>(task: Task, tell: (reason: string) => void): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      let lost = 0;
      return source.pipe(
        retry({
          delay: (error: unknown) => {
            if (!(error instanceof AttemptLostError)) return throwError(() => error);
            if (!error.isHandedBack) lost += 1;
            if (lost > mostLost) return throwError(() => error);
            task.before += 1;
            tell(error.message);
            return of(undefined);
          },
        }),
      );
    });
