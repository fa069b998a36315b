import type { SchedulerLike } from 'rxjs';

import type { EachError } from './each-error.js';
import type { Sink, Values } from '../events/event.js';
import type { RunOptions } from '../run/run-options.js';

/** How a pipeline is run for each item. What is not listed here holds for the run of each item. */
export interface EachOptions extends Omit<
  RunOptions,
  'concurrency' | 'onFailure' | 'sinks' | 'scheduler' | 'signal' | 'id'
> {
  /**
   * How many items may be in flight at once. By default 8, or as many as `taskConcurrency` where
   * that is more.
   */
  readonly concurrency?: number;
  /**
   * Whether results come in the order of their items (`arrival`, the default) or as soon as they
   * are there (`completion`). To keep memory bounded, in order of arrival no more than twice
   * `concurrency` items are taken beyond the first whose result has yet to come.
   */
  readonly order?: 'arrival' | 'completion';
  /**
   * What the failure of an item does. `error`, the default, ends it all with an `EachError`; in
   * order of arrival the results before it are still given. `skip` leaves the item out. `emit`
   * gives an `EachResult` for every item, failed or not.
   */
  readonly onFailure?: 'error' | 'skip' | 'emit';
  /** Inputs that are the same for all items; where an item has its own, that counts. */
  readonly inputs?: Values;
  /**
   * How many attempts may be at work at once, over all items; by default what the pipeline says,
   * else no limit.
   */
  readonly taskConcurrency?: number;
  /** Time, for all items: of delays, timeouts, retries and events. */
  readonly scheduler?: SchedulerLike;
  /** What watches the run of an item, from its first event on. */
  readonly sinks?: (item: Values, index: number) => readonly Sink[];
  /**
   * With a `store`, the batch that the runs of items belong to. One that is there is gone on with: of an
   * item that is done its outputs are given and nothing is run, of one that is not what has finished is
   * taken. Items are known by their inputs. By default it is a new one.
   */
  readonly batch?: string;
  /** A whole number that the seed of each item's run follows from, and from the item's index. */
  readonly seed?: number;
  /** The run of an item has this as its id, with `-` and the item's index; with a `store` each has one of its own. */
  readonly id?: string;
}

/** What came of one item. */
export type EachResult<O = Values> = {
  /** As it came. */
  readonly item: Values;
  /** Its place among all items, from 0. */
  readonly index: number;
} & (
  | { readonly outputs: O; readonly error: undefined }
  | { readonly outputs: undefined; readonly error: EachError }
);
