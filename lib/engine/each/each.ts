import { Observable } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import type { Asked, Only, Typed } from '../../graph/typed.js';
import { checkEachOptions } from '../check-options.js';
import type { EachOptions, EachResult } from './each-options.js';
import { EachRun } from './each-run.js';
import type { Items } from './each-source.js';
import type { Values } from '../events/event.js';

type Pipeline = { readonly graph: Graph };

/** An operator that takes more than Observables: `items$.pipe(operator)`, `operator(array)`. */
export type EachOperator<T> = (items: Items) => Observable<T>;

/**
 * Runs a pipeline for each item, an item being the inputs of a run by name; items overlap, and share
 * slots and resources. Gives the outputs of each, and completes when the source has ended and all
 * items are done.
 *
 * An iterable or a stream is pulled only as items finish; what an Observable gives meanwhile queues,
 * and nothing is dropped. Errors with an `EachError` where an item fails, with what the source throws
 * or errors with where that fails. Unsubscribing cancels the items in flight and calls `return` of
 * the iterator. Where attempts wait for slots or resources, those of earlier items go first.
 */
export function each<O = Values, const K extends string = keyof O & string>(
  pipeline: Pipeline & Typed<O>,
  options?: EachOptions & Only<K> & { readonly onFailure?: 'error' | 'skip' },
): EachOperator<Asked<O, K>>;
export function each<O = Values, const K extends string = keyof O & string>(
  pipeline: Pipeline & Typed<O>,
  options: EachOptions & Only<K> & { readonly onFailure: 'emit' },
): EachOperator<EachResult<Asked<O, K>>>;
export function each<O = Values, const K extends string = keyof O & string>(
  pipeline: Pipeline & Typed<O>,
  options: EachOptions & Only<K>,
): EachOperator<Asked<O, K> | EachResult<Asked<O, K>>>;
export function each(
  { graph }: Pipeline,
  options: EachOptions = {},
): EachOperator<Values | EachResult> {
  checkEachOptions(graph, options);
  return (items) =>
    new Observable((subscriber) => {
      const run = new EachRun(graph, options, subscriber);
      subscriber.add(() => {
        run.stop();
      });
      run.start(items);
    });
}
