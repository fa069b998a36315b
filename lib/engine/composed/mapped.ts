import { EMPTY, endWith, ignoreElements, map, Observable, takeLast } from 'rxjs';

import { isList } from '../../conditions/values.js';
import { counted, quoted } from '../../diagnostics/wording.js';
import type { Component, ElementMap } from '../../graph/graph.js';
import { FinalError } from '../../runners/final-error.js';
import type { Runner } from '../../runners/runner.js';
import { taskOf } from '../attempts/attempt.js';
import type { Values } from '../events/event.js';
import { FailureError } from '../failure.js';
import { kindOf, recordOf } from '../port-values.js';
import { atMost } from './at-most.js';
import type { DoneElements, Settings } from '../settings.js';
import { Task } from '../task.js';
import { outputsEvent, outputsOf } from '../outputs-event.js';
import { KeptOutputs, type TaskOutputs } from '../wrappers/task-wrapper.js';

/** All that is tried with the values that a task takes. */
export type Body = (task: Task, values: readonly unknown[]) => Observable<TaskOutputs>;

/**
 * Runs a component for each element of the lists on some of its ports: each a task of its own. Gives
 * for each output the list of what they gave, in their order; `null` in place of what is absent.
 */
export const mapped = (component: Component, elements: ElementMap, body: Body): Runner => ({
  name: component.runner.name,
  run: (inputs, context) => {
    const task = taskOf(context);
    const count = lengthOf(elements.over, inputs);
    const before = doneBefore(task, elements, count, inputs);
    const done = new Map<number, Values | null>(before);
    task.settings.elements.set(task.name, { inputs, done });
    const { resources, batch } = elements.element;
    // Of those that wait for a slot no more are made than can have one.
    const most = (task.settings.slots?.most(resources) ?? Infinity) * (batch?.size ?? 1);
    const concurrency = Math.min(elements.concurrency ?? Infinity, most);
    return new Observable<Values>((subscriber) => {
      task.parts = subscriber;
      const open = new Set<() => void>();
      // In one job of the run, which ends behind it: a sink may end the run at the end of any of them.
      subscriber.add(() => {
        task.settings.trampoline.do(() => {
          for (const stop of open) stop();
        });
      });
      return atMost(concurrency, count, (at) =>
        done.has(at) ? EMPTY : element$(at, inputs, task, elements, body, open, done),
      )
        .pipe(
          ignoreElements(),
          endWith(undefined),
          map(() => {
            if (!keepsElements(task.settings)) task.settings.elements.delete(task.name);
            return listsOf(component, count, done);
          }),
        )
        .subscribe(subscriber);
    });
  },
});

// Of what is within a pipeline all runs again.
const keepsElements = ({ isLive, prefix }: Settings): boolean => isLive && prefix === '';

const element$ = (
  at: number,
  inputs: Values,
  { name, settings }: Task,
  { element, over, onFailure }: ElementMap,
  body: Body,
  open: Set<() => void>,
  done: Map<number, Values | null>,
): Observable<Values | null> =>
  new Observable((subscriber) => {
    const path = `${name}[${at}]`;
    const { inner } = settings;
    const stop = (): void => {
      task.stop();
      if (!open.delete(stop)) return;
      inner?.element(name, at, 'cancelled');
      settings.emit({ type: 'task-cancelled', task: path });
    };
    const end = (values: Values | null): void => {
      done.set(at, values);
      subscriber.next(values);
      subscriber.complete();
    };
    // It may be stopped in the midst of telling what came of it.
    const task = new Task(
      at,
      element,
      settings,
      {
        ended: (_, given) => {
          if (!open.delete(stop)) return;
          const outputs = given as TaskOutputs;
          if (outputs instanceof KeptOutputs && element.pipeline !== undefined)
            inner?.keptElement(name, at);
          else inner?.element(name, at, 'finished');
          settings.emit(outputsEvent(task, outputs));
          end(outputsOf(outputs));
        },
        failed: (_, error) => {
          if (!open.delete(stop)) return;
          const failure = task.failure(error);
          inner?.element(name, at, 'failed');
          settings.emit({ type: 'task-failed', task: path, failure });
          if (onFailure === 'omit') end(null);
          else subscriber.error(new FailureError(failure));
        },
      },
      path,
    );
    const values = element.inputs.map(({ port }) =>
      over.includes(port) ? (inputs[port] as readonly unknown[])[at] : inputs[port],
    );
    // Before it starts: a sink may stop the run in the midst of that.
    open.add(stop);
    subscriber.add(stop);
    inner?.element(name, at, 'running');
    const body$ = body(task, values);
    // In a live run each value of a runner counts, but there is one for each place of a list.
    (settings.isLive ? body$.pipe(takeLast(1)) : body$).subscribe(task);
  });

const lengthOf = (over: readonly string[], inputs: Values): number => {
  const wrong = over.find((port) => !isList(inputs[port]));
  if (wrong !== undefined)
    throw new FinalError(
      `input ${quoted(wrong)} must be a list to be mapped over, not ${kindOf(inputs[wrong])}`,
    );
  const lengths = over.map((port) => (inputs[port] as readonly unknown[]).length);
  const [first = 0] = lengths;
  const other = lengths.findIndex((length) => length !== first);
  if (other >= 0)
    throw new FinalError(
      `the lists must have the same length: ${quoted(over[0] ?? '')} has ${counted(first, 'element')}, ${quoted(over[other] ?? '')} ${counted(lengths[other] ?? 0, 'element')}`,
    );
  return first;
};

/**
 * The elements that are done already and take what they took: of a task that has failed, for its restart,
 * and in a live run of what the task gave last.
 */
const doneBefore = (
  { name, settings }: Task,
  { over }: ElementMap,
  count: number,
  inputs: Values,
): DoneElements['done'] => {
  const before = settings.elements.get(name);
  if (before === undefined) return new Map();
  const isSame = (port: string, was: unknown, is: unknown): boolean =>
    settings.isSameElement(was, is, `${name}.${port}`);
  const ports = Object.keys(inputs).filter((port) => !over.includes(port));
  if (!ports.every((port) => isSame(port, before.inputs[port], inputs[port]))) return new Map();
  const elementOf = (values: Values, port: string, at: number): unknown =>
    (values[port] as readonly unknown[])[at];
  return new Map(
    [...before.done].filter(
      ([at]) =>
        at < count &&
        over.every((port) =>
          isSame(port, elementOf(before.inputs, port, at), elementOf(inputs, port, at)),
        ),
    ),
  );
};

const listsOf = (
  { outputs }: Component,
  count: number,
  done: ReadonlyMap<number, Values | null>,
): Values =>
  recordOf(
    outputs.map(({ port }) => port),
    outputs.map(({ name }) =>
      Array.from({ length: count }, (_, at) => {
        const values = done.get(at);
        return values && Object.hasOwn(values, name) ? values[name] : null;
      }),
    ),
  );
