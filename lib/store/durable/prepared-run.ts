import type { Sink } from '../../engine/events/event.js';
import type { RunToBegin } from '../../engine/run/keeping.js';
import type { DurableRun } from './durable-run.js';

/** A run that is in the store, held by this process, and has yet to begin. */
export interface PreparedRun extends RunToBegin {
  /** Of its next event in the store. */
  readonly sequence: number;
  /** These sinks come before those that it was prepared with. */
  readonly begin: (sinks?: readonly Sink[]) => DurableRun;
  /** Ends it as cancelled. */
  readonly cancel: () => Promise<void>;
}
