import type { ComparisonData } from '../comparison/comparison-data.js';
import type { Outcome } from '../engine/events/event.js';
import type { JsonGraph } from '../drawing/json-graph.js';
import type { WorkerThere } from '../queue/worker-there.js';

export type { WorkerThere };

/*
 * What the server says in JSON and its page reads, beside the recorded events of
 * `GET /runs/{id}/events` (each as `id: <sequence>` and `data: <event>`). Types alone: a browser loads
 * nothing of this folder.
 */

/** Of `GET /pipelines`. */
export interface PipelinesAnswer {
  readonly pipelines: readonly WirePipeline[];
}

export interface WirePipeline {
  /** Its name as a part of a path. */
  readonly id: string;
  readonly graph: JsonGraph;
}

/** `waiting`: for its turn; `held`: failed, and open to be restarted; `interrupted`: its process is gone. */
export type WireState = Outcome | 'waiting' | 'running' | 'held' | 'interrupted';

/** Of `GET /runs`, the latest first; `?before=` with the `started` of the last gives the next. */
export interface RunsAnswer {
  readonly runs: readonly WireRun[];
}

export interface WireRun {
  readonly id: string;
  /** The pipeline's own name. */
  readonly pipeline: string;
  readonly state: WireState;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended?: number;
  /** Those that have ended in order, omitted ones among them. */
  readonly tasksDone?: number;
  readonly tasksOmitted?: number;
  readonly tasksFailed?: number;
  readonly tasks?: number;
  /** Whether it is kept: it can be gone on with, and its tasks run again, when it has ended. */
  readonly lasts?: boolean;
  /** The batch that it is part of: a sweep, a list of items. */
  readonly batch?: { readonly id: string; readonly key: string };
}

/** Of `GET /batches`, the latest first; `?before=` with the `started` of the last gives the next. */
export interface BatchesAnswer {
  readonly batches: readonly WireBatch[];
}

/** Runs that are one of the same. */
export interface WireBatch {
  readonly id: string;
  readonly pipeline: string;
  /** Of settings, and not of items alone. */
  readonly isSweep: boolean;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended?: number;
  readonly runs: number;
  readonly done: number;
  readonly running: number;
}

/** Of `GET /comparison?run=…`: of runs, and of the runs of batches. */
export type ComparisonAnswer = ComparisonData;

/** Of `POST /pipelines/{id}/runs` without `?wait`. The body: inputs by name, as JSON or as a form. */
export interface StartedAnswer {
  readonly id: string;
}

/** Of `GET /workers`. */
export interface WorkersAnswer {
  /** Whether tasks are handed over to workers at all. */
  readonly queue: boolean;
  readonly workers: readonly WorkerThere[];
}

/** Of every error: RFC 9457. */
export interface WireProblem {
  readonly title: string;
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  /** All that is wrong with the inputs, at once. */
  readonly errors?: readonly { readonly input?: string; readonly detail: string }[];
}
