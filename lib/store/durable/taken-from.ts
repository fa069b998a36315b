import { outermost } from '../../graph/component-at.js';
import { catchError, defer, from, type Observable, of, switchMap } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import { KeptOutputs, type TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import type { Store } from '../store.js';
import { valuesOf } from './kept-values.js';
import type { ValueKeeper } from './value-keeper.js';

/** Looks up what an earlier run gave, for all tasks but those that are to run again. */
export const takenFrom = async (
  store: Pick<Store, 'history'>,
  keeper: ValueKeeper,
  run: string,
  again: readonly string[],
): Promise<TaskWrapper> => {
  const stale = new Set(again);
  const rows = await store.history.tasks(run);
  const known = new Map(
    rows.filter(({ task }) => !stale.has(outermost(task))).map((row) => [row.task, row]),
  );
  return ({ task, note }, attempts$) => {
    const row = known.get(task);
    if (row === undefined) return attempts$;
    const unreadable = (error: unknown): Observable<undefined> => {
      note(`what it gave before cannot be read, so it runs again: ${messageOf(error)}`);
      return of(undefined);
    };
    return defer(() => from(valuesOf(keeper, row.outputs))).pipe(
      catchError(unreadable),
      switchMap((outputs) =>
        outputs === undefined
          ? attempts$
          : of(new KeptOutputs(outputs, row.from ?? `${run}/${task}`)),
      ),
    );
  };
};
