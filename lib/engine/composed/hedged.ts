import {
  catchError,
  defer,
  NEVER,
  type Observable,
  race,
  Subject,
  switchMap,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';

import type { Values } from '../events/event.js';
import { withSpareSlot } from '../slots/slot.js';
import type { StartedAttempt, Task } from '../task.js';

/**
 * An attempt, and where it has not ended so many milliseconds after it has begun a second one beside it, if
 * a slot is free. What succeeds first counts, and the other is cancelled. One that fails beside another is told,
 * and the other goes on; where that fails as well it is its failure that counts. One that fails before is
 * followed by none: that is for `retry`.
 */
export const hedged = (
  task: Task,
  milliseconds: number,
  attempt: (onBegun: (attempt: StartedAttempt) => void) => Observable<Values>,
): Observable<Values> =>
  defer(() => {
    let atWork = 0;
    const one = (onBegun?: () => void): Observable<Values> => {
      let begun: StartedAttempt | undefined;
      atWork += 1;
      return attempt((itself) => {
        begun = itself;
        onBegun?.();
      }).pipe(
        // The other one is cancelled.
        tap(() => {
          atWork = 1;
        }),
        catchError((error: unknown) => {
          atWork -= 1;
          if (atWork === 0) {
            task.attempt = begun ?? task.attempt;
            return throwError(() => error);
          }
          begun?.failed(error, undefined);
          return NEVER;
        }),
      );
    };
    const begun$ = new Subject<void>();
    const second$ = begun$.pipe(
      // One that was lost begins again.
      switchMap(() => timer(milliseconds, task.settings.scheduler)),
      take(1),
      switchMap(() =>
        defer(() => {
          // It is none of the further attempts that `retry` allows.
          task.before += 1;
          return one();
        }).pipe(withSpareSlot(task)),
      ),
    );
    const first$ = one(() => {
      begun$.next();
    });
    return race(second$, first$);
  });
