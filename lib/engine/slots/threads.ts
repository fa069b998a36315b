import type { MonoTypeOperatorFunction } from 'rxjs';

import { poolSize } from '../../runners/thread/with-thread.js';
import { heldBy, Slot } from './slot.js';
import { type Claim, Slots } from './slots.js';
import type { Task } from '../task.js';

/** The threads of the process by the size of their pool: attempts of all its runs wait in one line. */
const pools = new Map<number, Slots>();

const poolOf = (size: number): Slots => {
  let pool = pools.get(size);
  if (pool === undefined) pools.set(size, (pool = new Slots(size, new Map())));
  return pool;
};

/**
 * Subscribes to an attempt when a thread is free for it, so that its time does not run before. Its
 * run, which bounds its own threads, knows nothing of the other runs of the process.
 */
export const whenThread = <T>(task: Task, thread: number | true): MonoTypeOperatorFunction<T> =>
  heldBy(new Slot(poolOf(poolSize(thread)), task, []));

/** Keeps the thread of an attempt that has been stopped, until what this gives is called. */
export const keepThread = (thread: number | true): (() => void) => {
  const pool = poolOf(poolSize(thread));
  // Before all that wait: the attempt holds the thread, and releases it right after.
  const claim: Claim = {
    resources: [],
    rank: -1,
    order: 0,
    state: 'waiting',
    grant: () => undefined,
  };
  pool.acquire(claim);
  return () => {
    pool.release(claim);
  };
};
