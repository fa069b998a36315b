import { isObservable, Observable, type Observer, type Unsubscribable } from 'rxjs';

import type { Runner, RunnerContext } from '../runners/runner.js';
import { Direct } from './direct.js';
import type { Values } from './event.js';

export const isPromise = (value: unknown): value is PromiseLike<Values> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

/**
 * Calls a runner and hands on what it gives: now, when its promise settles, or as its Observable
 * does. What a promise brings cannot be unsubscribed: whoever listens drops what comes too late.
 */
export const deliver = (
  runner: Runner,
  inputs: Values,
  context: RunnerContext,
  to: Observer<Values>,
): Unsubscribable | undefined => {
  let given: ReturnType<Runner['run']>;
  try {
    given = runner.run(inputs, context);
  } catch (error) {
    to.error(error);
    return undefined;
  }
  if (given instanceof Direct) return given.listen(to);
  if (isPromise(given)) {
    given.then(
      (values) => {
        to.next(values);
        to.complete();
      },
      (error: unknown) => {
        to.error(error);
      },
    );
    return undefined;
  }
  if (isObservable(given)) return given.subscribe(to);
  to.next(given);
  to.complete();
  return undefined;
};

/**
 * One call of a runner, as an Observable: cold, so that nothing is called before it is subscribed;
 * it gives what the runner gives and completes. Unsubscribing drops what a promise still brings.
 */
export const outcome = (
  runner: Runner,
  inputs: Values,
  context: RunnerContext,
): Observable<Values> =>
  new Observable<Values>((subscriber) => deliver(runner, inputs, context, subscriber));
