import { isObservable, Observable } from 'rxjs';

import type { Runner, RunnerContext } from '../runners/runner.js';
import type { Values } from './event.js';

const isPromise = (value: unknown): value is PromiseLike<Values> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

/**
 * One attempt of a runner, as an Observable: cold, so that nothing is called before it is
 * subscribed; it gives what the runner gives and completes. Unsubscribing drops what a promise still
 * brings.
 */
export const outcome = (
  runner: Runner,
  inputs: Values,
  context: RunnerContext,
): Observable<Values> =>
  new Observable<Values>((subscriber) => {
    let given: ReturnType<Runner['run']>;
    try {
      given = runner.run(inputs, context);
    } catch (error) {
      subscriber.error(error);
      return undefined;
    }
    if (isPromise(given)) {
      given.then(
        (values) => {
          subscriber.next(values);
          subscriber.complete();
        },
        (error: unknown) => {
          subscriber.error(error);
        },
      );
      return undefined;
    }
    if (isObservable(given)) return given.subscribe(subscriber);
    subscriber.next(given);
    subscriber.complete();
    return undefined;
  });
