import { EMPTY, filter, mergeMap, type Observable, of, takeWhile } from 'rxjs';

import { withMeant } from '../../diagnostics/suggest.js';
import { quoted } from '../../diagnostics/wording.js';
import { allComponents, hasTask, withoutElements } from '../../graph/component-at.js';
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
  const published = [...publishedIn(graph)];
  if (!hasTask(graph, task) || !published.includes(`${withoutElements(task)}.${output}`))
    throw new RangeError(
      withMeant(
        `no component of the pipeline publishes ${quoted(name)}`,
        withoutElements(name),
        published,
      ),
    );
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

/** All that is published, with the ways to it: `read/ocr.text`. */
const publishedIn = function* (graph: Graph): Generator<string> {
  for (const [path, { outputs }] of allComponents(graph))
    for (const { name } of outputs) yield `${path}.${name}`;
};
