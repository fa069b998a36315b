import { isObservable, NEVER, Observable, type Observer, Subscription } from 'rxjs';

import type { Runner } from '../../runners/runner.js';
import type { Attempt } from '../attempt.js';
import { Direct } from '../direct.js';
import type { Values } from '../event.js';
import { isPromise } from '../outcome.js';
import { AttemptTimeoutError } from './timeout.js';
import { attemptOf, type Wrapper } from './wrapper.js';

/**
 * Tells when each attempt starts, and ends its context when it has ended. Of an Observable that
 * gives several values the last one counts, and only if it completes, so that a failed attempt
 * leaves nothing behind for the next; or every one, as it comes. What leaves out an output has
 * failed like any other.
 */
export const watched =
  (counts: 'last' | 'every'): Wrapper =>
  (runner) => ({
    name: runner.name,
    run: (inputs, context) => {
      const attempt = attemptOf(context);
      attempt.task.started(attempt, inputs);
      // A sink may have stopped the run just now.
      if (attempt.task.isStopped()) return NEVER;
      let given: ReturnType<Runner['run']>;
      try {
        given = runner.run(inputs, attempt);
      } catch (error) {
        attempt.end(false);
        throw error;
      }
      if (isObservable(given)) return observed(given, attempt, counts);
      if (!isPromise(given)) return outputsOf(attempt, { values: given });
      return new Promised(given, attempt);
    },
  });

interface Given {
  readonly values: Values;
}

const outputsOf = (attempt: Attempt, given: Given | undefined): Values => {
  attempt.end(false);
  return attempt.task.outputs(given);
};

/** What a promise brings, which nobody can unsubscribe. */
class Promised extends Direct {
  private readonly given: PromiseLike<Values>;
  private readonly attempt: Attempt;

  constructor(given: PromiseLike<Values>, attempt: Attempt) {
    super();
    this.given = given;
    this.attempt = attempt;
  }

  listen(to: Observer<Values>): undefined {
    const { attempt } = this;
    this.given.then(
      (values) => {
        let outputs: Values;
        try {
          outputs = outputsOf(attempt, { values });
        } catch (error) {
          to.error(error);
          return;
        }
        to.next(outputs);
        to.complete();
      },
      (error: unknown) => {
        attempt.end(false);
        to.error(error);
      },
    );
  }
}

const observed = (
  given: Observable<Values>,
  attempt: Attempt,
  counts: 'last' | 'every',
): Observable<Values> =>
  new Observable((subscriber) => {
    let last: Given | undefined;
    let settle: (() => void) | undefined;
    const inner = new Subscription();
    let isSubscribed = false;
    // Nothing is told before all that the Observable held is let go: the slot is free by then, and
    // so is what the slot stood for.
    const finish = (): void => {
      if (settle === undefined || !isSubscribed) return;
      inner.unsubscribe();
      settle();
    };
    const fail = (error: unknown): void => {
      settle = () => {
        attempt.end(error instanceof AttemptTimeoutError);
        subscriber.error(error);
      };
      finish();
    };
    const asOutputs = (outputs: () => Values): void => {
      try {
        subscriber.next(outputs());
      } catch (error) {
        fail(error);
      }
    };
    inner.add(
      given.subscribe({
        next: (values) => {
          last = { values };
          if (counts === 'every' && settle === undefined)
            asOutputs(() => attempt.task.outputs({ values }));
        },
        error: fail,
        complete: () => {
          settle ??= () => {
            if (counts === 'last' || last === undefined) asOutputs(() => outputsOf(attempt, last));
            attempt.end(false);
            subscriber.complete();
          };
          finish();
        },
      }),
    );
    isSubscribed = true;
    finish();
    return inner;
  });
