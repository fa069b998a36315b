import { defer, type Observable, of, switchMap } from 'rxjs';

import type { RunEvent, Values } from '../../engine/events/event.js';
import { recordOf } from '../../engine/port-values.js';
import { start } from '../../engine/run/start.js';
import {
  KeptOutputs,
  type TaskCall,
  type TaskOutputs,
} from '../../engine/wrappers/task-wrapper.js';
import type { Graph } from '../../graph/graph.js';
import { Cache, type CacheOptions } from './cache.js';

/** What a run would take from the cache, task by task: from where, or why not. */
export type Explained =
  | { readonly task: string; readonly from: string }
  | { readonly task: string; readonly why: readonly string[] };

/** Stands for a value that is not known before its task has run. */
class Unknown {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Runs a pipeline with what is kept in place of every runner, and with values that nobody knows yet where
 * nothing is kept. No runner is called. Throws an `InputError` where the inputs are wrong.
 */
export const explainCache = async (
  graph: Graph,
  inputs: Values,
  options: CacheOptions,
): Promise<readonly Explained[]> => {
  const cache = new Cache(graph, options);
  const explained = new Map<string, Explained>();
  const wrapper = (call: TaskCall, attempts$: Observable<TaskOutputs>): Observable<TaskOutputs> => {
    const { task, component } = call;
    const unknown = unknownIn(call);
    const isInner = component.map !== undefined || component.pipeline !== undefined;
    const isOpen =
      isInner && !(component.map?.over ?? []).some((port) => isUnknown(call.inputs[port]));
    if (isOpen) return attempts$;
    return defer(() =>
      unknown.length > 0 ? Promise.resolve({ why: unknown }) : cache.whyOrFrom(call),
    ).pipe(
      switchMap((found) => {
        if (found instanceof KeptOutputs) {
          explained.set(task, { task, from: found.from });
          return of(found);
        }
        explained.set(task, { task, why: found.why });
        return of(nothingKnown(call));
      }),
    );
  };
  // What is made of unknown values, such as a condition, cannot be told either.
  const untold = (event: RunEvent): void => {
    if (event.type !== 'task-failed' && event.type !== 'task-skipped') return;
    const { task } = event;
    if (!explained.has(task)) explained.set(task, { task, why: ['known only when it runs'] });
  };
  const run = start({ graph }, inputs, {
    taskWrappers: [wrapper],
    sinks: [untold],
    onFailure: 'continue',
  });
  await run.outputs.catch(() => undefined);
  return [...explained.values()];
};

const isUnknown = (value: unknown): boolean =>
  value instanceof Unknown || (Array.isArray(value) && value.some(isUnknown));

const unknownIn = ({ inputs }: TaskCall): readonly string[] => [
  ...new Set(Object.values(inputs).flatMap(namesIn)),
];

const namesIn = (value: unknown): readonly string[] => {
  if (value instanceof Unknown) return [`input ${value.name}`];
  return Array.isArray(value) ? value.flatMap(namesIn) : [];
};

const nothingKnown = ({ task, component }: TaskCall): KeptOutputs => {
  const names = component.outputs.map(({ name }) => name);
  return new KeptOutputs(
    recordOf(
      names,
      names.map((name) => new Unknown(`${task}.${name}`)),
    ),
    'nowhere',
  );
};
