import type { Values } from '../event.js';
import type { Failure } from '../failure.js';

/** What a task was run with, and what it gave. */
export interface Kept {
  /** The values of its inputs, and behind them what stands for the ends that it waited for. */
  readonly taken: readonly unknown[];
  readonly outputs: Values | undefined;
  /** How often it has run. */
  readonly runs: number;
}

/** What came of a task when it ran last. */
export interface Done extends Kept {
  /** Why there are no outputs. */
  readonly failure: Failure | undefined;
}
