import type { SchedulerLike } from 'rxjs';

import type { Sink } from '../events/event.js';
import type { Keeping } from './keeping.js';
import type { Remote } from '../attempts/remote.js';
import type { CacheSettings, RunSettings } from './run-settings.js';
import type { Slots } from '../slots/slots.js';
import type { TaskWrapper } from '../wrappers/task-wrapper.js';
import type { Wrapper } from '../wrappers/wrapper.js';

export interface RunOptions extends RunSettings, CacheSettings {
  /** Time: of delays, timeouts, retries and events. */
  readonly scheduler?: SchedulerLike;
  /** Slots that several runs share, in place of the run's own (`concurrency` says nothing then). */
  readonly slots?: Slots;
  /**
   * Cancels the run when it fires: for who may have to before `start` has returned. As a timeout where
   * its reason is a `TimeoutError`, as that of `AbortSignal.timeout` is.
   */
  readonly signal?: AbortSignal;
  /**
   * Makes it last: what a finished task gave is committed before anything that takes it starts. The run begins
   * when it is in the store, and gives its outputs when all that came of it is. By default nothing is kept.
   */
  readonly store?: Keeping;
  /** Around every runner, the first one innermost. */
  readonly wrappers?: readonly Wrapper[];
  /** Around all attempts at each task, the first one innermost. */
  readonly taskWrappers?: readonly TaskWrapper[];
  /** Has attempts made elsewhere, such as `remote(queue)` of `mlpipeline/queue`; by default none. */
  readonly remote?: Remote;
  /** These watch from the first event on. */
  readonly sinks?: readonly Sink[];
  readonly id?: string;
  /**
   * Whether plain data is frozen that tasks publish, so that none of those that take it changes it for
   * the others; of inputs a copy is, which leaves those of the caller alone. True by default.
   */
  readonly freeze?: boolean;
}
