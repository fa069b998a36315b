import { Observable, type Subscriber, type TeardownLogic } from 'rxjs';

import type { Runner } from '../../runners/runner.js';
import { isStream, streamOf } from '../../runners/stream.js';
import type { Attempt } from './attempt.js';
import { namingChanged } from './changed-input.js';
import type { Values } from '../events/event.js';
import { freeze } from '../../runners/values/frozen.js';
import { Listening } from '../../runners/listening.js';
import { isPromise } from './runner-call.js';
import { OutputsError, outputValues } from '../port-values.js';
import { quoted } from '../../diagnostics/wording.js';

/** Which values of an attempt that gives several count: the last one, if it completes, or each. */
export type Counting = 'last' | 'every';

/**
 * Where the engine meets the code of runners: of any outcome it makes outputs by their names. Tells
 * when each attempt starts, and ends its context when it has ended; what lacks an output has failed
 * like any other.
 */
export const watched =
  (counting: Counting) =>
  (runner: Runner, inputs: Values, attempt: Attempt): Observable<Values> =>
    new Observable((subscriber) => {
      // Events tell of the record itself, and it is the same for the next attempt.
      if (attempt.task.settings.freezes) Object.freeze(inputs);
      if (!attempt.isHandedOver) attempt.started(inputs);
      // A sink may have stopped the run just now.
      return attempt.task.isStopped
        ? undefined
        : call(runner, inputs, new Results(attempt, inputs, subscriber), counting);
    });

const call = (
  runner: Runner,
  inputs: Values,
  results: Results,
  counting: Counting,
): TeardownLogic => {
  try {
    const given = runner.run(inputs, results.attempt);
    if (!isPromise(given)) return take(given, results, counting);
    given.then(
      (values) => {
        results.add(values, counting);
      },
      (error: unknown) => {
        results.error(error);
      },
    );
  } catch (error) {
    results.error(error);
  }
  return results;
};

/** Takes values by name, or each of a stream of them. */
const take = (given: unknown, results: Results, counting: Counting): TeardownLogic => {
  if (!isStream<Values>(given)) {
    results.last(given);
    return results;
  }
  const { attempt } = results;
  const stream = streamOf(given, (error) => {
    // What comes later than the end of the run is one of nobody's.
    if (!attempt.teardownFailed(error)) throw error;
  });
  return observe(stream, results, counting);
};

const observe = (
  given: Observable<Values>,
  results: Results,
  counting: Counting,
): TeardownLogic => {
  let last: { readonly values: unknown } | undefined;
  const fail = (error: unknown): void => {
    results.error(error);
  };
  const { attempt } = results;
  const source = Listening.to(
    given,
    {
      next: (values) => {
        last = { values };
        if (counting === 'every') results.next(values, fail);
      },
      error: fail,
      complete: () => {
        if (last === undefined) results.error(noValue(attempt));
        else if (counting === 'last') results.last(last.values);
        else results.complete();
      },
    },
    (error) => {
      attempt.teardownFailed(error);
    },
  );
  return () => {
    source.unsubscribe();
    results.unsubscribe();
  };
};

const noValue = ({ task }: Attempt): OutputsError =>
  new OutputsError(`runner ${quoted(task.component.runner.name)} completed without a value`);

/** Takes what an attempt gives to its run, as one job for each: it may start what comes next. */
class Results {
  readonly attempt: Attempt;
  readonly inputs: Values;
  readonly subscriber: Subscriber<Values>;
  /** The last value, or the error: a job that is known before it is there costs less than one made for it. */
  given: unknown = undefined;

  constructor(attempt: Attempt, inputs: Values, subscriber: Subscriber<Values>) {
    this.attempt = attempt;
    this.inputs = inputs;
    this.subscriber = subscriber;
  }

  /** What is given later, and stopped with the rest: nothing is taken if the rest has been stopped. */
  add(given: unknown, counting: Counting): void {
    if (!this.subscriber.closed) this.subscriber.add(take(given, this, counting));
  }

  /** The last value. */
  last(values: unknown): void {
    this.given = values;
    this.inOneJob(giveLast);
  }

  /** One of several values; `fail` is called where it is not what was asked for. */
  next(values: unknown, fail: (error: unknown) => void): void {
    this.attempt.task.settings.trampoline.do(() => {
      try {
        this.subscriber.next(this.outputs(values));
      } catch (error) {
        fail(error);
      }
    });
  }

  complete(): void {
    this.inOneJob(giveEnd);
  }

  /** What else the attempt has started ends with it: the rest of a `Promise.all`. */
  error(error: unknown): void {
    this.given = error;
    this.inOneJob(giveError);
  }

  /** The attempt is stopped. */
  unsubscribe(): void {
    this.attempt.end(true);
  }

  outputs(given: unknown): Values {
    const { component, settings } = this.attempt.task;
    const outputs = outputValues(component, given);
    if (settings.freezes) for (const name in outputs) freeze(outputs[name]);
    return outputs;
  }

  private inOneJob(give: (results: Results) => void): void {
    if (!this.subscriber.closed) this.attempt.task.settings.trampoline.do(give, this);
  }
}

const giving =
  (give: (results: Results) => void) =>
  (results: Results): void => {
    try {
      give(results);
    } catch (error) {
      results.attempt.end(true);
      results.subscriber.error(error);
    }
  };

const giveLast = giving((results) => {
  const { attempt, subscriber } = results;
  if (attempt.isHandedOver) attempt.begin();
  const outputs = results.outputs(results.given);
  attempt.end(false);
  subscriber.next(outputs);
  subscriber.complete();
});

const giveEnd = giving(({ attempt, subscriber }) => {
  attempt.end(false);
  subscriber.complete();
});

const giveError = giving(({ attempt, inputs, subscriber, given }) => {
  if (attempt.isHandedOver) attempt.begin();
  attempt.end(true);
  subscriber.error(namingChanged(given, attempt.task, inputs));
});
