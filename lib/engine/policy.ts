import type { SchedulerLike } from 'rxjs';

import type { Component, Graph } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { Slots } from './slots.js';
import type { Trampoline } from './trampoline.js';
import { watched, withRetry, withSlot, withTimeout, type Wrapper } from './wrappers.js';

/** What a run puts around the runners of all its tasks. */
export interface PolicySettings {
  readonly scheduler: SchedulerLike;
  readonly seed: number;
  /** Absent where nothing bounds how much is at work at once. */
  readonly slots: Slots | undefined;
  readonly trampoline: Trampoline;
  /** The user's, the first one innermost. */
  readonly wrappers: readonly Wrapper[];
}

/**
 * A component's runner with all that its policy says around it: the one place where that is turned
 * into wrappers. From the inside out: the user's wrappers, the timeout of an attempt, the watch, the
 * slot (so that waiting for one is not part of an attempt), and the retries (so that the wait
 * before one holds no slot).
 */
export const policy = (
  { runner, timeout, retry, resources }: Component,
  { scheduler, slots, trampoline, wrappers }: PolicySettings,
): Runner => {
  let wrapped = runner;
  for (const wrapper of wrappers) wrapped = wrapper(wrapped);
  if (timeout !== undefined) wrapped = withTimeout(timeout, scheduler)(wrapped);
  wrapped = watched(wrapped);
  if (slots !== undefined) wrapped = withSlot(slots, resources, trampoline)(wrapped);
  if (retry !== undefined) wrapped = withRetry(retry, scheduler)(wrapped);
  return wrapped;
};

/** The slots of a run; none where nothing is bounded. */
export const slotsOf = (
  { resources }: Graph,
  concurrency: number | undefined,
): Slots | undefined =>
  concurrency !== undefined || resources.size > 0 ? new Slots(concurrency, resources) : undefined;
