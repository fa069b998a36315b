import type { Sink, Values } from '../../engine/events/event.js';
import type { Run } from '../../engine/run/run.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import { start } from '../../engine/run/start.js';
import type { Graph } from '../../graph/graph.js';

/** A run that has yet to begin, in memory or in a store. */
export interface Runnable {
  readonly id: string;
  /** Of its first event: not 0 where it is gone on with. */
  readonly sequence: number;
  readonly begin: (sinks: readonly Sink[]) => BegunRun;
  /** Lets it go, where it can be gone on with; else it is cancelled. */
  readonly release: () => Promise<void>;
  readonly cancel: () => Promise<void>;
  /** Whether it can be gone on with when this process has ended. */
  readonly lasts: boolean;
}

export interface BegunRun {
  readonly run: Run;
  /** Settles when all that came of the run is kept. */
  readonly outputs: Promise<unknown>;
  /** Stops it: to be gone on with where it lasts. */
  readonly leave: () => void;
}

const done = (): Promise<void> => Promise.resolve();

export const inMemory = (graph: Graph, inputs: Values, options: RunOptions): Runnable => {
  const id = globalThis.crypto.randomUUID();
  return {
    id,
    sequence: 0,
    begin: (sinks) => {
      const run = start({ graph }, inputs, {
        ...options,
        id,
        sinks: [...sinks, ...(options.sinks ?? [])],
      });
      return {
        run,
        outputs: run.outputs,
        leave: () => {
          run.cancel();
        },
      };
    },
    release: done,
    cancel: done,
    lasts: false,
  };
};
