import type { Sink } from '../../engine/event.js';
import type { DurableRun } from './durable-run.js';

/** A run that is in the store, held by this process, and has yet to begin. */
export interface PreparedRun {
  readonly id: string;
  /** Of its next event in the store. */
  readonly sequence: number;
  /** These sinks come before those that it was prepared with. */
  readonly begin: (sinks?: readonly Sink[]) => DurableRun;
  /** Lets it go as it stands, to be resumed by whoever wants to. */
  readonly release: () => Promise<void>;
  /** Ends it as cancelled. */
  readonly cancel: () => Promise<void>;
}
