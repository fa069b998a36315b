import { asyncScheduler, type SchedulerLike } from 'rxjs';

import type { Component, Graph } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { poolSize, withThread } from '../runners/thread/with-thread.js';
import { anySeed } from './random.js';
import type { RunOptions } from './run-options.js';
import { type Claim, Slots } from './slots.js';
import { Trampoline } from './trampoline.js';
import { withRetry } from './wrappers/retry.js';
import { withSlot } from './wrappers/slot.js';
import { withTimeout } from './wrappers/timeout.js';
import { watched } from './wrappers/watched.js';
import type { Wrapper } from './wrappers/wrapper.js';

/** What a run puts around the runners of all its tasks. */
export interface PolicySettings {
  readonly scheduler: SchedulerLike;
  readonly seed: number;
  readonly directory: string;
  /** Absent where nothing bounds how much is at work at once. */
  readonly slots: Slots | undefined;
  readonly trampoline: Trampoline;
  /** The user's, the first one innermost. */
  readonly wrappers: readonly Wrapper[];
  /** The wrapped runners of tasks that declare resources at most: by runner, and by what they take. */
  readonly shared: Map<Runner, Map<string, Runner>>;
  /** Which values of an attempt that gives several count. */
  readonly values: 'last' | 'every';
}

/**
 * A component's runner with all that its policy says around it: the one place where that is turned
 * into wrappers. From the inside out: the thread, the user's wrappers, the timeout of an attempt,
 * the watch, the slot (so that waiting for one is not part of an attempt), and the retries (so that
 * the wait before one holds no slot).
 */
export const policy = (component: Component, settings: PolicySettings): Runner => {
  const { runner, timeout, retry, resources, thread } = component;
  if ((timeout ?? retry ?? thread) !== undefined) return wrappedRunner(component, settings);
  // Other tasks differ by their runners and resources alone: thousands share a few.
  let shared = settings.shared.get(runner);
  if (shared === undefined) settings.shared.set(runner, (shared = new Map<string, Runner>()));
  let key = '';
  for (const { name, count } of resources) key += `${name} ${count} `;
  let wrapped = shared.get(key);
  if (wrapped === undefined) shared.set(key, (wrapped = wrappedRunner(component, settings)));
  return wrapped;
};

const wrappedRunner = (
  { runner, timeout, retry, resources, thread }: Component,
  { scheduler, slots, trampoline, wrappers, values }: PolicySettings,
): Runner => {
  let wrapped = thread === undefined ? runner : withThread(thread)(runner);
  for (const wrapper of wrappers) wrapped = wrapper(wrapped);
  if (timeout !== undefined) wrapped = withTimeout(timeout, scheduler)(wrapped);
  wrapped = watched(values)(wrapped);
  if (slots !== undefined)
    wrapped = withSlot(slots, claimsOf(resources, thread), trampoline)(wrapped);
  if (retry !== undefined) wrapped = withRetry(retry, scheduler)(wrapped);
  return wrapped;
};

/** What the options of a run and its graph come to. */
export const settingsOf = (
  graph: Graph,
  { scheduler, concurrency = graph.concurrency, seed, slots, wrappers }: RunOptions,
  values: PolicySettings['values'],
): PolicySettings => ({
  scheduler: scheduler ?? asyncScheduler,
  seed: seed ?? anySeed(),
  directory: graph.directory ?? '.',
  slots: slots ?? slotsOf(graph, concurrency),
  trampoline: new Trampoline(),
  wrappers: wrappers ?? [],
  shared: new Map(),
  values,
});

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

// An attempt waits for a thread as for a resource, before it starts and its time runs.
const claimsOf = (
  resources: Claim['resources'],
  thread: number | true | undefined,
): Claim['resources'] =>
  thread === undefined ? resources : [...resources, { name: poolName(thread), count: 1 }];
