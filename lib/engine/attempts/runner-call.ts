import { Observable, type TeardownLogic } from 'rxjs';

import type { Runner, RunnerContext } from '../../runners/runner.js';
import { isStream, streamOf } from '../../runners/stream.js';
import { tellTeardown } from '../../runners/tell-teardown.js';
import type { Values } from '../events/event.js';
import { Listening } from '../../runners/listening.js';

export const isPromise = (value: unknown): value is PromiseLike<Values> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

/**
 * One call of a runner, as an Observable: cold, so that nothing is called before it is subscribed;
 * it gives what the runner gives and completes: at once, when its promise settles, or as its
 * stream does. What the runner throws is its error. Unsubscribing drops what a promise still
 * brings.
 */
export const outcome = (
  runner: Runner,
  inputs: Values,
  context: RunnerContext,
): Observable<Values> =>
  new Observable<Values>((subscriber): TeardownLogic => {
    const take = (given: unknown): TeardownLogic => {
      if (isStream<Values>(given)) {
        const teardownFailed = (error: unknown): void => {
          tellTeardown(context, error);
        };
        return Listening.to(streamOf(given, teardownFailed), subscriber, teardownFailed);
      }
      subscriber.next(given as Values);
      subscriber.complete();
      return undefined;
    };
    const given = runner.run(inputs, context);
    if (!isPromise(given)) return take(given);
    given.then(
      (values) => {
        if (!subscriber.closed) subscriber.add(take(values));
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return undefined;
  });
