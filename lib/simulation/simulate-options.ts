import type { Sink } from '../engine/events/event.js';
import type { Duration } from './duration.js';

/** So many, or one of these. */
export type Count = number | { readonly samples: readonly number[] };

/** What a simulation is told in place of the work. Times are in milliseconds. */
export interface SimulateOptions {
  /** How long an attempt takes, by the component's name; within a pipeline by the way to it, `read/ocr`. */
  readonly durations: Readonly<Record<string, Duration>>;
  /** For components that `durations` does not name; without, they must all be named. */
  readonly defaultDuration?: Duration;
  /** The chance of an attempt to fail, from 0 to 1, by the component's name; 0 by default. */
  readonly failureRates?: Readonly<Record<string, number>>;
  /** How often a component's condition holds, from 0 to 1; 0.5 by default. */
  readonly chances?: Readonly<Record<string, number>>;
  /**
   * How many elements a mapped component has, where its list is not made by another one: a number, or what was
   * recorded, of which each list takes one; 1 by default.
   */
  readonly lengths?: Readonly<Record<string, Count>>;
  /** How many rounds a repeated component takes; 1 by default. */
  readonly rounds?: Readonly<Record<string, number>>;
  /**
   * How many attempts may be at work at once, `Infinity` for no limit; by default what the pipeline
   * says.
   */
  readonly concurrency?: number;
  /** How many there are of resources of the pipeline, in place of what it says. */
  readonly resources?: Readonly<Record<string, number>>;
  /** What a failed task does to a single run, as in a run; `stop` by default. */
  readonly onFailure?: 'stop' | 'continue';
  /** How many items to run the pipeline for, as `each` does; a single run by default. */
  readonly items?: number;
  /** How many items may be in flight at once; by default as `each` has it. */
  readonly eachConcurrency?: number;
  /** The order of results, as in `each`. */
  readonly order?: 'arrival' | 'completion';
  /** A whole number that all chance follows from; 0 by default. */
  readonly seed?: number;
  /** These watch a single run, whose time begins at 0. */
  readonly sinks?: readonly Sink[];
}
