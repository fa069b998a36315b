import { defer, map, Observable, of } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import { beginRun } from './begin-run.js';
import type { Values } from '../events/event.js';
import type { KeptBatch, RunOfBatch, RunToBegin } from './keeping.js';
import type { RunOptions } from './run-options.js';

/** A run of a batch that is done, or how it ends. */
export interface EndingRun {
  readonly id: string;
  /** Emits once and completes, or errors as a run does; unsubscribing cancels the run. */
  readonly outputs$: Observable<Values>;
}

/** What the batch has of a run, or the run that is begun for it. Cold. */
export const runOfBatch = (
  batch: KeptBatch,
  run: Omit<RunOfBatch, 'settings'>,
  options: RunOptions,
): Observable<EndingRun> =>
  defer(() => batch.run({ ...run, settings: options })).pipe(
    map((found) => ({
      id: found.id,
      outputs$: 'outputs' in found ? of(found.outputs) : begun(run.graph, options, found),
    })),
  );

const begun = (graph: Graph, options: RunOptions, found: RunToBegin): Observable<Values> =>
  new Observable((subscriber) => {
    const run = beginRun(graph, found, options);
    subscriber.add(() => {
      run.cancel();
    });
    subscriber.add(run.outputs$.subscribe(subscriber));
  });
