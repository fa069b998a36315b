import { ignoreElements, interval, map, merge, type Observable, take, tap, timer } from 'rxjs';

import type { RunnerContext } from '../runner.js';

// Smooth to look at where it takes long, no flood of events where it does not.
const reportEvery = 50;
const mostReports = 20;

/** Emits once, after a time in milliseconds, and reports progress until then. */
export const busyFor = (
  milliseconds: number,
  { scheduler, progress }: Pick<RunnerContext, 'scheduler' | 'progress'>,
): Observable<void> => {
  const done = timer(milliseconds, scheduler).pipe(map(() => undefined));
  const steps = Math.min(Math.floor(milliseconds / reportEvery), mostReports);
  if (steps < 2) return done;
  const reports = interval(milliseconds / steps, scheduler).pipe(
    take(steps - 1),
    tap((step) => {
      progress((step + 1) / steps);
    }),
    ignoreElements(),
  );
  return merge(done, reports);
};
