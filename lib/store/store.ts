import type { Outcome } from '../engine/events/event.js';
import type { RecordedEvent } from '../sinks/record/recorded-event.js';
import type { BlobStore } from './values/blob-store.js';
import type { KeptValue } from './values/kept-value.js';

/**
 * What lasts of runs, wherever it is kept: a value that is passed in (`start(pipeline, inputs, { store })`).
 * Every method rejects with a `StoreError` that says where, what, and what to do.
 */
export interface Store {
  /** As a reader may see it: a path, or a URL without its password. */
  readonly where: string;
  readonly blobs: BlobStore;
  /** A new run, with its lease held by this process. */
  readonly create: (run: NewRun) => Promise<RunWriter>;
  /**
   * The lease of a run that did not finish, with a higher fencing number: its earlier holder can write
   * nothing from then on. Rejects with a `RunHeldError` where another process holds it.
   */
  readonly takeOver: (run: string) => Promise<RunWriter>;
  readonly history: History;
  readonly results: Results;
  /** Removes what is older, and then every blob that nothing refers to; gives what that was. */
  readonly prune: (options: PruneOptions) => Promise<Pruned>;
  readonly close: () => Promise<void>;
}

export interface NewRun {
  readonly id: string;
  readonly pipeline: KeptPipeline;
  readonly inputs: ReadonlyMap<string, KeptValue>;
  readonly seed: number;
  /** What else the run was started with, as JSON data: `only`, limits, `onFailure`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The code of each component by the way to it: see `cache/`. */
  readonly code: Readonly<Record<string, string>>;
  /** The runs that it is one of: items of `each`, settings of a sweep. */
  readonly batch?: { readonly id: string; readonly key: string };
}

/** A pipeline by what it declares. */
export interface KeptPipeline {
  /** SHA-256 of `declaration`. */
  readonly hash: string;
  readonly name: string;
  /** The file that it was loaded from, where it was. */
  readonly file: string | undefined;
  /** Canonical JSON of what is declared, params included. */
  readonly declaration: string;
}

/** The one writer of a run. What it is told after its lease is lost rejects with a `LeaseLostError`. */
export interface RunWriter {
  readonly run: string;
  /** Higher for each that took the run over. */
  readonly fence: number;
  /** Of the next event. */
  readonly sequence: number;
  /** Fires when the lease is lost: nothing of this process counts any more. */
  readonly lost: AbortSignal;
  /** What a task that has finished gave, by the way to it; absent outputs are not in it. */
  readonly finished: (task: string) => Promise<FinishedTask | undefined>;
  /** Keeps what a task gave: when it resolves, that outlasts a crash of the machine. */
  readonly finish: (task: FinishedTask) => Promise<void>;
  /** History, in the order given; may be written in batches. `sequence` goes on across takeovers. */
  readonly record: (events: readonly RecordedEvent[]) => Promise<void>;
  /** The run is over. Releases the lease. */
  readonly end: (outcome: Outcome, outputs: ReadonlyMap<string, KeptValue>) => Promise<void>;
  /** Lets the run go unfinished, to be resumed: releases the lease. */
  readonly release: () => Promise<void>;
}

export interface FinishedTask {
  /** The way to it: `ocr`, `read[3]/ocr`. */
  readonly task: string;
  readonly attempt: number;
  /** By port. */
  readonly inputs: ReadonlyMap<string, KeptValue>;
  /** By output. */
  readonly outputs: ReadonlyMap<string, KeptValue>;
  /** Where the outputs were taken from, where no attempt was made: `run/task`. */
  readonly from?: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended: number;
}

/** What a result depends on: its parts are kept, so that a difference can be told. */
export interface ResultKey {
  readonly hash: string;
  /** By name, such as `params.psm`, `code of ocr.ts`, `input preparation.page`: short values as they are, others as hashes. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Results that serve other runs: the cache. */
export interface Results {
  readonly find: (key: string) => Promise<KeptResult | undefined>;
  /** Those of a component of a pipeline of that name, the latest first: to say what differs. */
  readonly latest: (pipeline: string, task: string, most: number) => Promise<readonly KeptResult[]>;
  /**
   * Keeps a result of a pipeline of that name, in place of one with the same key. A crash may lose it; a
   * result that is found is whole.
   */
  readonly keep: (pipeline: string, result: KeptResult) => Promise<void>;
  /** A result that turned out to be damaged counts as not there from now on. */
  readonly forget: (key: string) => Promise<void>;
  /**
   * Whether this process may compute what has that key: `false` while another process computes it. Given up by
   * `release`, or by the death of the process (a lease).
   */
  readonly claim: (key: string) => Promise<boolean>;
  readonly release: (key: string) => Promise<void>;
}

export interface KeptResult {
  readonly key: ResultKey;
  readonly run: string;
  readonly task: string;
  /** By the runner's ports: components may publish them by other names. */
  readonly outputs: ReadonlyMap<string, KeptValue>;
  readonly ended: number;
}

/** `interrupted`: nobody holds its lease, and it did not finish. */
export type RunState = Outcome | 'running' | 'interrupted';

export interface RunSummary {
  readonly id: string;
  readonly pipeline: string;
  readonly file: string | undefined;
  readonly state: RunState;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended: number | undefined;
  /**
   * Milliseconds at work so far, without the time between an interruption and a resume. Of a process that was
   * killed the last seconds may lack.
   */
  readonly took: number;
  /** Those that have ended in order, omitted ones among them: of a run that is done all but those that failed. */
  readonly tasksDone: number;
  /** Those that gave nothing, and that is in order: no condition of theirs held, or nothing needed them. */
  readonly tasksOmitted: number;
  readonly tasksFailed: number;
  readonly tasks: number;
  readonly batch: { readonly id: string; readonly key: string } | undefined;
  /** Who holds it, while it runs: host, process and since when. */
  readonly holder: { readonly name: string; readonly since: number } | undefined;
}

export interface KeptRun extends RunSummary {
  readonly declared: KeptPipeline;
  readonly inputs: ReadonlyMap<string, KeptValue>;
  readonly outputs: ReadonlyMap<string, KeptValue>;
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly code: Readonly<Record<string, string>>;
  /** How many there are so far: their sequences are below it. */
  readonly events: number;
}

/** Runs that are one of the same: items of `each`, settings of a sweep. */
export interface BatchSummary {
  readonly id: string;
  readonly pipeline: string;
  /** The least of the keys of its runs. */
  readonly key: string;
  /** Milliseconds since the epoch: of the first run. */
  readonly started: number;
  /** Of the last run; `undefined` while one has not ended. */
  readonly ended: number | undefined;
  readonly runs: number;
  readonly done: number;
  readonly running: number;
}

/** What can be read of runs, by any process, while they are written too. */
export interface History {
  /** The latest first. */
  readonly runs: (options?: RunsOptions) => Promise<readonly RunSummary[]>;
  /** The latest first. */
  readonly batches: (options?: BatchesOptions) => Promise<readonly BatchSummary[]>;
  /** By its id or the beginning of it; rejects with a `StoreError` where there is none, or are several. */
  readonly run: (id: string) => Promise<KeptRun>;
  readonly tasks: (run: string) => Promise<readonly FinishedTask[]>;
  /** By the order of the run, from after `sequence` (`-1` for all). */
  readonly events: (run: string, after: number, most?: number) => Promise<readonly RecordedEvent[]>;
  /** Which tasks gave a value, and which took it. */
  readonly uses: (hash: string) => Promise<readonly ValueUse[]>;
}

export interface RunsOptions {
  readonly states?: readonly RunState[];
  readonly pipeline?: string;
  readonly batch?: string;
  readonly most?: number;
  /** Only those that began before. */
  readonly before?: number;
  /** Only those that come after that run, for the next page: of runs that began at once the ids are in their order. */
  readonly behind?: Pick<RunSummary, 'id' | 'started'>;
}

export interface BatchesOptions {
  /** Its id or, where no batch has that, the beginning of it. */
  readonly id?: string;
  readonly pipeline?: string;
  readonly most?: number;
  /** Only those that began before. */
  readonly before?: number;
  /** Only those that come after that batch, for the next page: of those that began at once the ids are in their order. */
  readonly behind?: Pick<BatchSummary, 'id' | 'started'>;
}

export interface ValueUse {
  readonly run: string;
  /** `undefined` for an input of the run. */
  readonly task: string | undefined;
  /** The port or output; the input of the run. */
  readonly name: string;
  readonly as: 'input' | 'output';
}

export interface PruneOptions {
  /** Milliseconds since the epoch: runs that ended before it. */
  readonly before: number;
  readonly keepFailed?: boolean;
  /** Tells what would go, and removes nothing. */
  readonly dry?: boolean;
}

export interface Pruned {
  readonly runs: number;
  readonly blobs: number;
  readonly bytes: number;
}
