import { Observable } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import type { Asked, Only, Typed } from '../../graph/typed.js';
import { checkCacheOptions, checkRunOptions } from '../check-options.js';
import { bindInputs, neededInputs } from './bind-inputs.js';
import type { Values } from '../events/event.js';
import { refuseMistyped } from '../mistyped-options.js';
import { Run } from './run.js';
import type { RunOptions } from './run-options.js';

/**
 * Starts a run of a pipeline and gives it to hold. Throws an `InputError` with all that is wrong
 * with the inputs; nothing is started then.
 */
export const start = <O extends Values = Values, const K extends string = keyof O & string>(
  { graph }: { readonly graph: Graph } & Typed<O>,
  inputs: Values,
  options: RunOptions & Only<K> = {},
): Run<Asked<O, K>> => {
  refuseMistyped(options);
  const { store } = options;
  checkCacheOptions(graph, options);
  return new Run(
    graph,
    bindInputs(graph, inputs, neededInputs(graph, options.only)),
    options,
    store && { keep: (run) => store.keep({ ...run, graph, inputs, settings: options }) },
  );
};

type OutputsOptions = Omit<RunOptions, 'onFailure'> & {
  readonly onFailure?: 'stop' | 'continue';
};

/**
 * The outputs of a pipeline by name, as a cold Observable: each subscription is a run of its own,
 * and unsubscribing cancels it. Emits once and completes; errors with a `RunError` where the run
 * fails, with an `InputError` where the inputs are wrong. Throws a `RangeError` at once for options that cannot be.
 */
export function outputs<O = Values, const K extends string = keyof O & string>(
  pipeline: { readonly graph: Graph } & Typed<O>,
  inputs: Values,
  options?: OutputsOptions & Only<K>,
): Observable<Asked<O, K>>;
export function outputs(
  pipeline: { readonly graph: Graph },
  inputs: Values,
  options: OutputsOptions = {},
): Observable<Values> {
  refuseMistyped(options);
  checkRunOptions(pipeline.graph, options);
  checkCacheOptions(pipeline.graph, options);
  return new Observable((subscriber) => {
    const run = start(pipeline, inputs, options);
    subscriber.add(() => {
      run.cancel();
    });
    subscriber.add(run.outputs$.subscribe(subscriber));
  });
}
