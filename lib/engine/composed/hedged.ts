import {
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  merge,
  type Observable,
  Subject,
  switchMap,
  take,
  takeUntil,
  throwIfEmpty,
  timer,
} from 'rxjs';

import type { Values } from '../events/event.js';
import { withSpareSlot } from '../slots/slot.js';
import type { Task } from '../task.js';

/**
 * An attempt, and where it has not ended so many milliseconds after it has begun a second one beside it, if
 * a slot is free. What succeeds first counts, and the other is cancelled; where both fail it is the first failure
 * that is told. One that fails before is followed by none: that is for `retry`.
 */
export const hedged = (
  task: Task,
  milliseconds: number,
  attempt: (onBegun: () => void) => Observable<Values>,
): Observable<Values> =>
  defer(() => {
    const failures: unknown[] = [];
    const failed = new Subject<void>();
    const begun = new Subject<void>();
    const failing = catchError<Values, Observable<never>>((error: unknown) => {
      failures.push(error);
      failed.next();
      return EMPTY;
    });
    let isBegun = false;
    const second$ = begun.pipe(
      // One that was lost begins again.
      switchMap(() => timer(milliseconds, task.settings.scheduler)),
      take(1),
      switchMap(() =>
        defer(() => {
          // It is none of the further attempts that `retry` allows.
          task.before += 1;
          isBegun = true;
          return attempt(() => undefined);
        }).pipe(withSpareSlot(task), failing),
      ),
      // The slot that it would wait for may be the one that this task itself holds.
      takeUntil(failed.pipe(filter(() => !isBegun))),
    );
    const first$ = attempt(() => {
      begun.next();
    }).pipe(
      failing,
      finalize(() => {
        begun.complete();
      }),
    );
    return merge(second$, first$).pipe(
      take(1),
      throwIfEmpty(() => failures[0]),
    );
  });
