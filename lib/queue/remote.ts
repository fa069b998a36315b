import { Observable } from 'rxjs';

import { Attempt } from '../engine/attempts/attempt.js';
import { AttemptTimeoutError } from '../engine/attempts/attempt-timeout-error.js';
import type { Values } from '../engine/events/event.js';
import type { Remote, RemoteContext } from '../engine/attempts/remote.js';
import type { Component } from '../graph/graph.js';
import { FinalError } from '../runners/final-error.js';
import type { Runner, RunnerContext } from '../runners/runner.js';
import { tellTeardown } from '../runners/tell-teardown.js';
import { messageOf } from '../diagnostics/thrown.js';
import { Needs } from './queue-key.js';
import type { Order, TaskQueue } from './task-queue.js';

export interface RemoteOptions {
  /** Whose attempts are made by workers: those of all components, or of those that declare `workers` (all). */
  readonly which?: 'all' | 'declared';
}

/** Has the attempts of a run made by the workers of a queue. */
export const remote = (queue: TaskQueue, options: RemoteOptions = {}): Remote =>
  Object.assign(remoteOf(queue, options, false), {
    lasting: remoteOf(queue, options, true),
    leave: (run: string) => {
      queue.leave?.(run);
    },
  });

const remoteOf = (
  queue: TaskQueue,
  { which = 'all' }: RemoteOptions,
  isLasting: boolean,
): Remote => {
  const runners = new Map<Component, Runner>();
  const needs = new Map<string, Needs>();
  const needsIn = (directory: string): Needs => {
    let found = needs.get(directory);
    if (found === undefined) needs.set(directory, (found = new Needs(directory)));
    return found;
  };
  return (component) => {
    if (which === 'declared' && component.workers === undefined) return undefined;
    let runner = runners.get(component);
    if (runner === undefined)
      runners.set(component, (runner = carried(component, queue, needsIn, isLasting)));
    return runner;
  };
};

const carried = (
  component: Component,
  queue: TaskQueue,
  needsIn: (directory: string) => Needs,
  isLasting: boolean,
): Runner => ({
  ...component.runner,
  run: (inputs, context) =>
    new Observable<Values>((subscriber) => {
      const order = {
        ...orderOf(component, inputs, context, needsIn(context.directory)),
        isLasting,
      };
      const { begin, wait } = context as Partial<RemoteContext>;
      subscriber.add(
        queue.handOver(order).subscribe({
          next: (told) => {
            switch (told.type) {
              case 'begun':
                begin?.();
                return;
              case 'waiting':
                wait?.(told.reason);
                return;
              case 'log':
                context.log(told.message);
                return;
              case 'progress':
                context.progress(told.fraction);
                return;
              case 'teardown-failed':
                tellTeardown(context, new Error(told.message));
                return;
              case 'part':
                context.part(told.port, told.value);
                return;
              case 'timed-out':
                subscriber.error(
                  new AttemptTimeoutError(
                    told.milliseconds,
                    context instanceof Attempt ? context.lastWords : '',
                  ),
                );
                return;
              case 'done':
                subscriber.next(told.values as Values);
            }
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            subscriber.complete();
          },
        }),
      );
    }),
});

const orderOf = (
  component: Component,
  inputs: Values,
  context: RunnerContext,
  needs: Needs,
): Omit<Order, 'isLasting'> => {
  const { run, item, attempt, key, trace, outputs, seed } = context;
  try {
    const need = needs.of(component);
    return { need, run, item, task: context.component, attempt, key, seed, trace, outputs, inputs };
  } catch (error) {
    throw new FinalError(`no worker can be given it: ${messageOf(error)}`, { cause: error });
  }
};
