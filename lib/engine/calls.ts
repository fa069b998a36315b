import { defer, type Observable } from 'rxjs';

import { withTaskWrappers } from './composed/with-task-wrappers.js';
import { attemptsOf } from './composed/all-attempts.js';
import { hedged } from './composed/hedged.js';
import type { Body } from './composed/mapped.js';
import type { Values } from './events/event.js';
import type { Settings } from './settings.js';
import { whenThread } from './slots/threads.js';
import type { Task } from './task.js';
import { type Counting, watched } from './attempts/watched.js';
import { Attempt } from './attempts/attempt.js';
import { withoutLost } from './attempts/lost.js';
import { Policy } from './policy.js';

/** The calls of runners that the tasks of an execution make. */
export class Calls {
  private readonly policy: Policy;
  private readonly watched: ReturnType<typeof watched>;

  constructor(settings: Settings, counting: Counting) {
    this.policy = new Policy(settings, this.body);
    this.watched = watched(counting);
  }

  /** All that is tried with the values that a task takes, with the task wrappers around it. */
  readonly body: Body = (task, values) =>
    withTaskWrappers(task, values, attemptsOf(this.call, task, values));

  /** One call with the inputs of the runner; of two that are hedged what the better one gives. */
  readonly call = (task: Task, inputs: Values): Observable<Values> => {
    const { hedge } = task.component;
    return hedge === undefined
      ? this.attempt(task, inputs)
      : hedged(task, hedge, (onBegun) => this.attempt(task, inputs, onBegun));
  };

  private attempt(
    task: Task,
    inputs: Values,
    onBegun?: (attempt: Attempt) => void,
  ): Observable<Values> {
    const { component, settings } = task;
    const runner = this.policy.runnerOf(component);
    if (settings.remote !== undefined && this.policy.remoteOf(component) !== undefined) {
      let begun: Attempt | undefined;
      return defer(() => {
        begun = undefined;
        const attempt = new Attempt(task, task.nextNumber(), (itself) => {
          begun = itself;
          onBegun?.(itself);
        });
        if (component.batch === undefined) attempt.handOver(inputs);
        return this.watched(runner, inputs, attempt);
      }).pipe(withoutLost(task, (reason) => begun?.lost(reason)));
    }
    const attempt$ = this.watched(runner, inputs, new Attempt(task, task.nextNumber(), onBegun));
    const { thread } = component;
    return thread === undefined ? attempt$ : attempt$.pipe(whenThread(task, thread));
  }
}
