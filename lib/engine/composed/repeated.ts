import { defer, map, Observable, repeat, takeLast, takeWhile } from 'rxjs';

import { absent } from '../../conditions/absent.js';
import type { Condition } from '../../conditions/condition.js';
import { counted, quoted } from '../../diagnostics/wording.js';
import type { Repetition } from '../../graph/graph.js';
import { FinalError } from '../../runners/final-error.js';
import { conditionFailure } from '../control/condition-failure.js';
import type { Values } from '../events/event.js';
import type { Task } from '../task.js';
import type { Trampoline } from '../trampoline.js';

/**
 * A round after the other, with outputs carried into the inputs of the next, until its condition holds
 * over what a round has given; that is what it gives. Errors where it does not hold after the last.
 */
export const repeated = (
  task: Task,
  { until, atMost, carry }: Repetition,
  values: readonly unknown[],
  round$: (values: readonly unknown[]) => Observable<Values>,
): Observable<Values> =>
  defer(() => {
    let taken = values;
    let round = 0;
    const { inputs } = task.component;
    const carried = (outputs: Values): readonly unknown[] =>
      taken.map((value, at) => {
        const from = carry.find(({ port }) => port === inputs[at]?.port);
        if (from === undefined) return value;
        if (Object.hasOwn(outputs, from.output)) return outputs[from.output];
        throw new FinalError(
          `round ${round} did not produce output ${quoted(from.output)}, which is carried into input ${quoted(from.port)}`,
        );
      });
    return defer(() => round$(taken)).pipe(
      map((outputs) => {
        round += 1;
        if (holds(until, outputs)) return { outputs, isLast: true };
        if (round === atMost)
          throw new FinalError(
            `${quoted(until.text)} does not hold after ${counted(atMost, 'round')}`,
          );
        taken = carried(outputs);
        const { name, attempts: attempt, settings } = task;
        settings.emit({ type: 'task-repeated', task: name, attempt, round, outputs });
        return { outputs, isLast: false };
      }),
      // As a job of its own: rounds of a synchronous runner would stand inside one another.
      repeat({ delay: () => nextJob(task.settings.trampoline) }),
      takeWhile(({ isLast }) => !isLast, true),
      takeLast(1),
      map(({ outputs }) => outputs),
    );
  });

const holds = (until: Condition, outputs: Values): boolean => {
  try {
    return (
      until.evaluate((name) => (Object.hasOwn(outputs, name) ? outputs[name] : absent)) === true
    );
  } catch (error) {
    throw conditionFailure(until, error);
  }
};

const nextJob = (trampoline: Trampoline): Observable<void> =>
  new Observable((subscriber) => {
    trampoline.add(() => {
      subscriber.next();
    });
  });
