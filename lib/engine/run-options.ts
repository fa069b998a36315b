import type { SchedulerLike } from 'rxjs';

import type { Sink } from './event.js';
import type { Remote } from './remote.js';
import type { Slots } from './slots.js';
import type { TaskWrapper } from './wrappers/task-wrapper.js';
import type { Wrapper } from './wrappers/wrapper.js';

export interface RunOptions {
  /** Time: of delays, timeouts, retries and events. */
  readonly scheduler?: SchedulerLike;
  /** How many attempts may be at work at once; by default what the pipeline says, else no limit. */
  readonly concurrency?: number;
  /** Slots that several runs share, in place of the run's own (`concurrency` says nothing then). */
  readonly slots?: Slots;
  /** For the whole run, in milliseconds; by default what the pipeline says, else no limit. */
  readonly timeout?: number;
  /**
   * Cancels the run when it fires: for who may have to before `start` has returned. As a timeout where
   * its reason is a `TimeoutError`, as that of `AbortSignal.timeout` is.
   */
  readonly signal?: AbortSignal;
  /**
   * What a failure does: `stop` cancels the rest, `continue` finishes what can be finished, `hold`
   * does so too and then stays open, for a restart or a cancel. `stop` by default.
   */
  readonly onFailure?: 'stop' | 'continue' | 'hold';
  /** The outputs to run for; all by default. */
  readonly only?: readonly string[];
  /** Around every runner, the first one innermost. */
  readonly wrappers?: readonly Wrapper[];
  /** Around all attempts at each task, the first one innermost. */
  readonly taskWrappers?: readonly TaskWrapper[];
  /** Has attempts made elsewhere, such as `remote(queue)` of `mlpipeline/queue`; by default none. */
  readonly remote?: Remote;
  /** These watch from the first event on. */
  readonly sinks?: readonly Sink[];
  /** A whole number that all random numbers of the run follow from; by default another each time. */
  readonly seed?: number;
  readonly id?: string;
  /**
   * Whether plain data is frozen that tasks publish, so that none of those that take it changes it for
   * the others; of inputs a copy is, which leaves those of the caller alone. True by default.
   */
  readonly freeze?: boolean;
}
