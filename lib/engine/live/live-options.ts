import type { Component } from '../../graph/graph.js';
import type { Keeping } from '../run/keeping.js';
import type { RunOptions } from '../run/run-options.js';
import type { Kept } from './kept-outputs.js';

export interface LiveOptions extends Omit<RunOptions, 'onFailure' | 'timeout' | 'signal'> {
  /** Results of its tasks are looked up and kept in it, as in other runs; the run itself is not kept. */
  readonly store?: Keeping;
  /**
   * Whether a value of a consumable is equal to the one before it, so that nothing below it need
   * run: by default if they are the same (`Object.is`). What it throws ends the run.
   */
  readonly equal?: (a: unknown, b: unknown, consumable: string) => boolean;
  /**
   * What a component gave in another run, for which `LiveRun.kept` is asked: its task is not run
   * while what it takes is equal to what it took then.
   */
  readonly kept?: (component: Component) => Kept | undefined;
}
