import {
  catchError,
  defer,
  EMPTY,
  merge,
  type Observable,
  Subject,
  switchMap,
  take,
  takeUntil,
  throwIfEmpty,
  timer,
} from 'rxjs';

import type { Values } from '../event.js';
import { withSpareSlot } from '../slot.js';
import type { Task } from '../task.js';

/**
 * An attempt, and where it has not ended after so many milliseconds a second one beside it, if a slot is
 * free. What succeeds first counts, and the other is cancelled; where both fail it is the first failure
 * that is told. One that fails before is followed by none: that is for `retry`.
 */
export const hedged = (
  task: Task,
  milliseconds: number,
  attempt: () => Observable<Values>,
): Observable<Values> =>
  defer(() => {
    const failures: unknown[] = [];
    const failed = new Subject<void>();
    const failing = catchError<Values, Observable<never>>((error: unknown) => {
      failures.push(error);
      failed.next();
      return EMPTY;
    });
    const second$ = timer(milliseconds, task.settings.scheduler).pipe(
      takeUntil(failed),
      switchMap(() =>
        defer(() => {
          // It is none of the further attempts that `retry` allows.
          task.before += 1;
          return attempt();
        }).pipe(withSpareSlot(task), failing),
      ),
    );
    return merge(attempt().pipe(failing), second$).pipe(
      take(1),
      throwIfEmpty(() => failures[0]),
    );
  });
