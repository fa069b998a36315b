import { isObservable, Observable, type Subscriber, type TeardownLogic } from 'rxjs';

import type { Runner, RunnerContext } from '../runners/runner.js';
import { Attempt } from './attempt.js';
import type { Values } from './event.js';
import { Listening } from './listening.js';

export const isPromise = (value: unknown): value is PromiseLike<Values> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

/**
 * One call of a runner, as an Observable: cold, so that nothing is called before it is subscribed;
 * it gives what the runner gives and completes: at once, when its promise settles, or as its
 * Observable does. What the runner throws is its error. Unsubscribing drops what a promise still
 * brings.
 */
export const outcome = (
  runner: Runner,
  inputs: Values,
  context: RunnerContext,
): Observable<Values> =>
  new Observable<Values>((subscriber) => deliver(runner, inputs, context, subscriber));

/** Calls a runner, and hands on what it gives. Throws what the runner throws. */
export const deliver = (
  runner: Runner,
  inputs: Values,
  context: RunnerContext,
  subscriber: Subscriber<Values>,
): TeardownLogic => {
  const given = runner.run(inputs, context);
  if (isObservable(given))
    return Listening.to(given, subscriber, (error) => {
      if (!(context instanceof Attempt)) throw error;
      context.teardownFailed(error);
    });
  if (isPromise(given))
    given.then(
      (values) => {
        subscriber.next(values);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
  else {
    subscriber.next(given);
    subscriber.complete();
  }
  return undefined;
};
