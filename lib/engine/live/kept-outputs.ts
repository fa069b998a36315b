import type { Values } from '../events/event.js';
import type { Omission } from '../control/omission.js';
import type { Failure } from '../failure.js';
import type { DoneElements } from '../settings.js';

/** What a task was run with, and what it gave. */
export interface Kept {
  /**
   * The values of its inputs, and behind them, for each end that it waited for, what that task had
   * taken: of each run of a task a list of its own, by which that run is known.
   */
  readonly taken: readonly unknown[];
  readonly outputs: Values | undefined;
  /** Of a map what its elements took and gave, so that those that are the same need not run again. */
  readonly elements?: DoneElements | undefined;
}

/** What came of a task when it ran last. */
export interface Done extends Kept {
  /** Why there are no outputs. */
  readonly failure: Failure | undefined;
  /** Why they are absent, where that is in order. */
  readonly omission?: Omission | undefined;
}
