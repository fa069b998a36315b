import { defer, map, type MonoTypeOperatorFunction, Observable, tap, throwIfEmpty } from 'rxjs';

import { CalledTask } from '../attempts/called-task.js';
import type { Values } from '../events/event.js';
import { isRecord, kindOf, OutputsError } from '../port-values.js';
import type { Task } from '../task.js';
import type { Trampoline } from '../trampoline.js';
import { KeptOutputs, type TaskOutputs } from '../wrappers/task-wrapper.js';

/** What is tried for a task, with the run's task wrappers around it. */
export const withTaskWrappers = (
  task: Task,
  values: readonly unknown[],
  attempts$: Observable<Values>,
): Observable<TaskOutputs> => {
  const { taskWrappers, trampoline } = task.settings;
  if (taskWrappers.length === 0) return attempts$;
  return defer(() => {
    const call = new CalledTask(task, values);
    return taskWrappers
      .reduce<Observable<TaskOutputs>>(
        (inner$, wrapper) => defer(() => wrapper(call, inner$)),
        attempts$.pipe(asJobs(trampoline)),
      )
      .pipe(
        throwIfEmpty(() => new Error('a task wrapper completed without outputs')),
        map(checked),
        tap({
          unsubscribe: () => {
            call.stop();
          },
        }),
        asJobs(trampoline),
      );
  });
};

// It may be written in JavaScript.
const checked = (given: TaskOutputs): TaskOutputs => {
  const outputs: unknown = given instanceof KeptOutputs ? given.outputs : given;
  if (isRecord(outputs)) return given;
  throw new OutputsError(
    `a task wrapper returned ${kindOf(outputs)}: expected the outputs of its task by name`,
  );
};

/**
 * What is looked up comes at any time: what follows from it, and what is subscribed to after it, are jobs
 * of the run like any other.
 */
const asJobs =
  <T>(trampoline: Trampoline): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      trampoline.do(() => {
        const work = source.subscribe({
          next: (value) => {
            trampoline.add(() => {
              subscriber.next(value);
            });
          },
          error: (error: unknown) => {
            trampoline.add(() => {
              subscriber.error(error);
            });
          },
          complete: () => {
            trampoline.add(() => {
              subscriber.complete();
            });
          },
        });
        subscriber.add(work);
      });
    });
