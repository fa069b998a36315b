import { Observable, type Unsubscribable } from 'rxjs';

import type { Runner, RunnerContext } from '../runners/runner.js';
import type { Held } from './attempt.js';
import type { Values } from './event.js';
import { deliver } from './outcome.js';
import { attemptOf } from './wrappers/wrapper.js';

/** Who would call a gated runner. */
export interface Caller {
  /** Told once where it has to wait. */
  readonly waiting: () => void;
  /** Its turn has come: calls `runner`, and gives back what it holds behind all that comes of that. */
  readonly enter: (runner: Runner, held: Held) => void;
}

/**
 * A runner before which its callers may have to wait. The engine waits there without inputs and
 * without a context: of the thousands of tasks that may be ready at once most wait, and what each
 * would wait with costs more than all else in it.
 */
export abstract class Gated implements Runner {
  abstract readonly name: string;

  /** Lets a caller in: at once, or else later, and gives then what ends its wait. */
  abstract admit(caller: Caller): Unsubscribable | undefined;

  run(inputs: Values, context: RunnerContext): Observable<Values> {
    const attempt = attemptOf(context);
    return new Observable((subscriber) =>
      this.admit({
        waiting: () => {
          attempt.task.waiting();
        },
        enter: (runner, held) => {
          attempt.holds(held);
          subscriber.add(deliver(runner, inputs, attempt, subscriber));
        },
      }),
    );
  }
}
