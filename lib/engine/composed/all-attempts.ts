import { catchError, defer, EMPTY, identity, type Observable } from 'rxjs';

import type { Component } from '../../graph/graph.js';
import type { Values } from '../events/event.js';
import { withRetry } from '../attempts/retry.js';
import { withSlot } from '../slots/slot.js';
import type { Task } from '../task.js';
import { repeated } from './repeated.js';

/** One attempt of a task, with the inputs of its runner. */
export type Call = (task: Task, inputs: Values) => Observable<Values>;

/** Whether an attempt, and its retries, are all that is tried with whatever it takes. */
export const isPlain = ({ runner, fallback, repeat }: Component): boolean =>
  runner.inputs === undefined && fallback === undefined && repeat === undefined;

/**
 * All that is tried with the values that a task takes: attempts, each with its slot; where all have
 * failed, those of the runners to fall back to; and all of it again, as long as it is to be repeated.
 */
export const attemptsOf = (
  call: Call,
  task: Task,
  values: readonly unknown[],
): Observable<Values> => {
  const { component } = task;
  if (component.repeat === undefined) return withFallback(call, task, values);
  return repeated(task, component.repeat, values, (taken) => {
    task.startAgain(component);
    return withFallback(call, task, taken);
  });
};

const withFallback = (call: Call, task: Task, values: readonly unknown[]): Observable<Values> =>
  (task.component.fallback ?? []).reduce(
    (tried$, other) =>
      tried$.pipe(
        catchError((error: unknown) => {
          task.fallBack(error, other);
          return attempts(call, task, values);
        }),
      ),
    attempts(call, task, values),
  );

// What does not fit a port is told without a wait for a slot.
const attempts = (call: Call, task: Task, values: readonly unknown[]): Observable<Values> =>
  defer(() => {
    const inputs = task.inputsOf(values);
    // A codec may have stopped it.
    if (task.isStopped) return EMPTY;
    const slot = withSlot<Values, Task>(task);
    const again = withRetry<Values>(task);
    // Of what is run for each of many elements mostly one call is all.
    if (slot === identity && again === identity) return call(task, inputs);
    return defer(() => call(task, inputs)).pipe(slot, again);
  });
