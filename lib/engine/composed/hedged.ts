import {
  catchError,
  defer,
  EMPTY,
  filter,
  merge,
  type Observable,
  ReplaySubject,
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
    const failed = new ReplaySubject<void>(1);
    const failing = catchError<Values, Observable<never>>((error: unknown) => {
      failures.push(error);
      failed.next();
      return EMPTY;
    });
    let isBegun = false;
    const second$ = timer(milliseconds, task.settings.scheduler).pipe(
      switchMap(() =>
        defer(() => {
          // It is none of the further attempts that `retry` allows.
          task.before += 1;
          isBegun = true;
          return attempt();
        }).pipe(withSpareSlot(task), failing),
      ),
      // The slot that it would wait for may be the one that this task itself holds.
      takeUntil(failed.pipe(filter(() => !isBegun))),
    );
    return merge(attempt().pipe(failing), second$).pipe(
      take(1),
      throwIfEmpty(() => failures[0]),
    );
  });
