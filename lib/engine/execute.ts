import { Observable } from 'rxjs';

import { Execution } from './execution.js';
import { FailureError } from './failure.js';
import type { Execute } from './settings.js';

/** Executes a plan as part of a task. */
export const execute: Execute = (plan, inputs, settings) =>
  new Observable((subscriber) => {
    let isOver = false;
    const execution = new Execution(
      plan,
      settings,
      settings.stopsAtOnce ? 'stop' : 'continue',
      (outcome) => {
        stop();
        if (outcome === 'done') {
          subscriber.next(execution.outputsThere(outcome));
          subscriber.complete();
        } else {
          const [first] = execution.failuresTold;
          subscriber.error(
            first === undefined ? new Error('the pipeline failed') : new FailureError(first),
          );
        }
      },
    );
    const stop = (): void => {
      if (isOver) return;
      isOver = true;
      // In one job of the run, which ends behind it: a sink may end the run at the end of any of them.
      settings.trampoline.do(() => {
        execution.stop();
        execution.tellUnsettled();
      });
      settings.inner?.end(settings.prefix, execution);
    };
    subscriber.add(stop);
    settings.inner?.begin(settings.prefix, execution);
    execution.begin(inputs);
  });
