import type { Observable } from 'rxjs';

import type { Values } from '../engine/events/event.js';
import type { Need } from './queue-key.js';
import type { WorkerThere } from './worker-there.js';

/** An attempt that is to be made elsewhere. */
export interface Order {
  readonly need: Need;
  readonly run: string;
  readonly item: number | undefined;
  readonly task: string;
  readonly attempt: number;
  /** `run/task/attempt`. */
  readonly key: string;
  readonly seed: number;
  readonly trace: Readonly<Record<string, string>> | undefined;
  readonly outputs: readonly string[];
  readonly inputs: Values;
  /**
   * Another process may go on with the run: what was handed over by one that has died goes on to its end, and
   * whoever hands over the same again (run, item, task, outputs, inputs and need) gets what has come of it.
   */
  readonly isLasting: boolean;
}

/** What is told of it, in the order in which it happens. */
export type Told =
  | { readonly type: 'begun' }
  | { readonly type: 'waiting'; readonly reason: string | undefined }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'progress'; readonly fraction: number }
  /** A teardown of the runner's threw. */
  | { readonly type: 'teardown-failed'; readonly message: string }
  | { readonly type: 'part'; readonly port: string; readonly value: unknown }
  | { readonly type: 'timed-out'; readonly milliseconds: number }
  | { readonly type: 'done'; readonly values: unknown };

/** Carries attempts to workers. */
export interface TaskQueue {
  /**
   * Cold: hands the attempt over when it is subscribed, to one worker at a time. `begun` comes first, behind
   * any number of `waiting`; completes after `done`, or without where the runner gave nothing; errors as
   * the runner did, or with an `AttemptLostError` where nothing will be heard of it any more: what its worker
   * may still give is refused then. Unsubscribing cancels it.
   */
  readonly handOver: (order: Order) => Observable<Told>;
  /**
   * Told before what was handed over of a run that lasts is unsubscribed from, so that another process may go on with
   * the run: what of it has begun goes on to its end, as if this process had died. Without it all is cancelled.
   */
  readonly leave?: (run: string) => void;
  /** Lets go of what it holds; resolves when nothing keeps the process any more. */
  readonly close: () => Promise<void>;
}

/** One that also tells who takes attempts from it. */
export interface OpenQueue extends TaskQueue {
  /** The workers that are there. Rejects with a `QueueError` where the queue does not answer. */
  readonly workers: () => Promise<readonly WorkerThere[]>;
}
