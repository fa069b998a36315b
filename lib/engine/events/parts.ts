import { EMPTY, filter, mergeMap, type Observable, of, takeWhile } from 'rxjs';

import { quoted } from '../../diagnostics/wording.js';
import { allComponents, withoutElements } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import type { RunEvent } from './event.js';
import { taskEnds } from './task-ends.js';

/** A piece of what an output will be. */
export interface OutputPart {
  readonly attempt: number;
  readonly value: unknown;
  /** The attempt has failed: what it gave so far counts for nothing. Its value is `undefined`. */
  readonly isVoid: boolean;
}

/** The parts of a consumable among the events of a run; completes when its task has ended. */
export const partsOf = (
  graph: Graph,
  events$: Observable<RunEvent>,
  name: string,
): Observable<OutputPart> => {
  const dot = name.lastIndexOf('.');
  const [task, output] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
  if (!isPublished(graph, withoutElements(task), output))
    throw new RangeError(`no component of the pipeline publishes ${quoted(name)}`);
  return events$.pipe(
    filter((event) => 'task' in event && event.task === task),
    takeWhile(({ type }) => !taskEnds.has(type)),
    mergeMap((event) => {
      if (event.type === 'attempt-part' && event.output === output)
        return of({ attempt: event.attempt, value: event.value, isVoid: false });
      return event.type === 'attempt-failed'
        ? of({ attempt: event.attempt, value: undefined, isVoid: true })
        : EMPTY;
    }),
  );
};

const isPublished = (graph: Graph, task: string, output: string): boolean => {
  for (const [path, { outputs }] of allComponents(graph))
    if (path === task) return outputs.some(({ name }) => name === output);
  return false;
};
