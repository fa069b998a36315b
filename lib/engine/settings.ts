import { asyncScheduler, type SchedulerLike } from 'rxjs';

import type { Graph } from '../graph/graph.js';
import { Lifetime } from '../runners/lifetime.js';
import { poolSize } from '../runners/thread/with-thread.js';
import type { EventBody } from './event.js';
import { anySeed } from './random.js';
import type { RunOptions } from './run-options.js';
import { type Claim, Slots } from './slots.js';
import { Trampoline } from './trampoline.js';
import type { Wrapper } from './wrappers/wrapper.js';

/** What all tasks of a run share. */
export interface Settings {
  /** The run's id. */
  readonly run: string;
  readonly scheduler: SchedulerLike;
  readonly seed: number;
  readonly directory: string;
  readonly item: number | undefined;
  /** Ends with the run. */
  readonly own: Lifetime;
  /** Ends with the run, or with the last of all items. */
  readonly shared: Lifetime;
  /** Absent where nothing bounds how much is at work at once. */
  readonly slots: Slots | undefined;
  readonly trampoline: Trampoline;
  /** The user's, the first one innermost. */
  readonly wrappers: readonly Wrapper[];
  /** Gives whether it was told: nothing is once the run has ended. */
  readonly emit: (event: EventBody) => boolean;
}

/** Which run it is, and of what it is a part. */
export interface Part {
  readonly run: string;
  readonly item?: number;
  /** Of all items together. */
  readonly lifetime?: Lifetime;
}

/** What the options of a run and its graph come to. */
export const settingsOf = (
  graph: Graph,
  { scheduler, concurrency = graph.concurrency, seed, slots, wrappers }: RunOptions,
  { run, item, lifetime }: Part,
  emit: Settings['emit'],
): Settings => {
  const own = new Lifetime();
  return {
    scheduler: scheduler ?? asyncScheduler,
    seed: seed ?? anySeed(),
    directory: graph.directory ?? '.',
    run,
    item,
    own,
    shared: lifetime ?? own,
    slots: slots ?? slotsOf(graph, concurrency),
    trampoline: new Trampoline(),
    wrappers: wrappers ?? [],
    emit,
  };
};

/** The slots of a run; none where nothing is bounded. Throws for a bound within which nothing runs. */
export const slotsOf = (graph: Graph, concurrency: number | undefined): Slots | undefined => {
  if (concurrency !== undefined && !(concurrency >= 1))
    throw new RangeError(`at least one attempt must be allowed at a time, not ${concurrency}`);
  const resources = new Map(graph.resources);
  for (const { thread } of graph.components)
    if (thread !== undefined) resources.set(poolName(thread), poolSize(thread));
  return concurrency !== undefined || resources.size > 0
    ? new Slots(concurrency, resources)
    : undefined;
};

// No resource of a pipeline can have such a name.
const poolName = (thread: number | true): string => `pool of ${poolSize(thread)}`;

/** An attempt waits for a thread as for a resource, before it starts and its time runs. */
export const withPool = (
  resources: Claim['resources'],
  thread: number | true | undefined,
): Claim['resources'] =>
  thread === undefined ? resources : [...resources, { name: poolName(thread), count: 1 }];
