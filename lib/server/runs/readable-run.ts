import type { Observable } from 'rxjs';

import type { Values } from '../../engine/events/event.js';
import type { WireRun, WireState } from '../wire.js';

/** What is read of a run, be it in this process or in a store. */
export interface ReadableRun {
  readonly id: string;
  readonly state: WireState;
  readonly ended: number | undefined;
  readonly wire: WireRun;
  readonly log: WatchableLog;
  readonly contents: () => Promise<RunContents>;
  /** The value of a consumable by its full name, or of an input or output of the pipeline. */
  readonly value: (name: string) => Promise<{ readonly value: unknown } | undefined>;
  /** What can be asked for as a value, be it there or not: consumables by their full names, inputs and outputs. */
  readonly names: readonly string[];
}

export interface RunContents {
  readonly inputs: Values;
  readonly outputs: Values | undefined;
  readonly failures: readonly ToldFailure[];
  /** The full names of those that there are. */
  readonly values: readonly string[];
}

export interface ToldFailure {
  readonly task: string;
  readonly kind: string;
  readonly attempt: number;
  readonly message: string;
}

/** Some events as they are sent, and the sequence of the last. */
export interface Batch {
  readonly bytes: Uint8Array;
  readonly last: number;
}

/** The events of a run for those who watch it. */
export interface WatchableLog {
  /** Whether no more will come than there are. */
  readonly isOver: boolean;
  /** Emits when there may be more. */
  readonly changed$: Observable<unknown>;
  /** What comes after an event, as much as is sent at once; `undefined` where there is nothing yet. */
  readonly after: (sequence: number) => Batch | undefined | Promise<Batch | undefined>;
}
