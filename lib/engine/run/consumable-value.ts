import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concat,
  defer,
  ignoreElements,
  merge,
  mergeMap,
  type Observable,
  take,
  throwError,
} from 'rxjs';

import type { Settled } from '../consumables.js';
import { Omission } from '../control/omission.js';
import type { Values } from '../events/event.js';
import { RunError, saidOf } from '../failure.js';
import { quoted } from '../../diagnostics/wording.js';

/**
 * The value of a consumable as its watchers get it: completes without one where it is absent, errors
 * with a `RunError` where there is a failure in its place, or where the run ends before it.
 */
export const consumableValue = (
  consumable: () => Observable<Settled>,
  name: string,
  result$: Observable<Values>,
): Observable<unknown> => {
  const endedBefore = (error?: unknown): Observable<never> =>
    throwError(() => {
      const outcome = error instanceof RunError ? error.outcome : 'cancelled';
      return new RunError(outcome, `the run ended before ${quoted(name)} had a value`);
    });
  return defer(() =>
    merge(
      consumable(),
      concat(result$.pipe(ignoreElements(), catchError(endedBefore)), endedBefore()),
    ),
  ).pipe(take(1), mergeMap(settledValue));
};

const settledValue = (settled: Settled): readonly unknown[] => {
  if (E.isRight(settled)) return [settled.right];
  if (settled.left instanceof Omission) return [];
  throw new RunError('failed', saidOf(settled.left), [settled.left]);
};
