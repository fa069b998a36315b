import type { Graph } from '../../graph/graph.js';
import type { Outcome, Sink, Values } from '../events/event.js';
import type { CacheSettings, RunSettings } from './run-settings.js';
import type { TaskWrapper } from '../wrappers/task-wrapper.js';

/**
 * A store as the engine knows it: what makes runs last, such as `openStore` of `mlpipeline/store` gives. It
 * stands around the tasks of a run, as a wrapper does, and watches it, as a sink does.
 */
export interface Keeping {
  /** Keeps a run, which begins when this has resolved, and fails with what it rejects with. */
  readonly keep: (run: RunToKeep) => Promise<KeptRun>;
  /** Runs that belong together: those of items, of settings. */
  readonly batch: (batch: BatchToKeep) => Promise<KeptBatch>;
  /** What looks results up for a run that is not kept itself, the first one innermost. */
  readonly lookups: (graph: Graph, settings: CacheSettings) => readonly TaskWrapper[];
}

/** A run that waits for being kept. */
export interface BegunRun {
  readonly id: string;
  readonly seed: number;
  /** Ends the run, at any time: what is to last of it does not. */
  readonly fail: (error: unknown) => void;
}

export interface RunToKeep extends BegunRun {
  readonly graph: Graph;
  /** By name, as they were given. */
  readonly inputs: Values;
  readonly settings: RunSettings & CacheSettings;
}

export interface KeptRun {
  /** Around all attempts at each task, inside of the task wrappers of the run's options: the first one innermost. */
  readonly lookups: readonly TaskWrapper[];
  /** The same outside of them. */
  readonly commit: TaskWrapper;
  /** Watches it before all others. */
  readonly sink: Sink;
  /**
   * Called once, behind the last event: the run gives its outputs when this has resolved, and fails with
   * what it rejects with.
   */
  readonly end: (outcome: Outcome, outputs: Values) => Promise<void>;
}

export interface BatchToKeep {
  /** What the batch is known by: one that is there is gone on with. By default it is a new one. */
  readonly id?: string | undefined;
  readonly settings: CacheSettings;
  /** Whether results are looked up of components that say nothing of it. */
  readonly cachedByDefault?: boolean;
}

export interface KeptBatch {
  readonly id: string;
  /**
   * What a run of the batch has given, where it is done and its pipeline still what it was; else what it is
   * to be begun with, which may be that part of it is there. Equal ones are had once for each time that they were run.
   */
  readonly run: (run: RunOfBatch) => Promise<DoneRun | RunToBegin>;
}

/** It is known by its setting and its inputs. */
export interface RunOfBatch {
  readonly graph: Graph;
  readonly inputs: Values;
  /** Of a sweep, what was set. */
  readonly setting?: Values;
  readonly settings: RunSettings;
}

export interface DoneRun {
  readonly id: string;
  readonly outputs: Values;
}

export interface RunToBegin {
  readonly id: string;
  /** Checked already, one value for each input of the pipeline. */
  readonly inputs: Values;
  readonly settings: RunSettings;
  readonly keep: (run: BegunRun) => KeptRun;
  /** Lets it go as it stands, in place of beginning it. */
  readonly release: () => Promise<void>;
}
