/** What is predicted of a run, or of the runs of many items. Times are in milliseconds. */
export interface Simulation {
  readonly pipeline: string;
  readonly settings: SimulatedSettings;
  /** Of many items `failed` where one has failed. */
  readonly outcome: 'done' | 'failed' | 'timeout';
  /** From the start until all has ended. */
  readonly makespan: number;
  /** All attempts together. */
  readonly work: number;
  /** How many attempts are at work at once. */
  readonly atWork: { readonly mean: number; readonly peak: number };
  readonly criticalPath: {
    /** How long a run would take if nothing waited for slots or resources; of many items the mean. */
    readonly duration: number;
    /** By the mean times of the tasks, first to last. */
    readonly tasks: readonly string[];
  };
  /** Of a single run: what its end waited for. */
  readonly chain?: SimulatedChain;
  /** What bounds how soon a run can end, or how fast items can follow each other: the tightest first. */
  readonly limits: readonly Limit[];
  /** Of each slot that is used how long it is busy; empty where there is no limit. */
  readonly slots: readonly number[];
  readonly resources: readonly SimulatedResource[];
  /** As declared; without those that no output needs. */
  readonly tasks: readonly SimulatedTask[];
  /** Absent for a single run. */
  readonly stream?: SimulatedStream;
}

export interface SimulatedChain {
  /** From what ended last, back along what each waited for longest; first to last. */
  readonly tasks: readonly string[];
  /** How long these waited for slots and for each resource, which is what they took beyond their own time. */
  readonly waits: readonly {
    readonly kind: 'slots' | 'resource';
    readonly resource?: string;
    readonly time: number;
  }[];
}

export interface SimulatedSettings {
  /** Absent for no limit. */
  readonly concurrency?: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly items?: number;
  readonly eachConcurrency?: number;
  /** How often conditions hold, how many elements lists have, and how many rounds repetitions. */
  readonly chances?: Readonly<Record<string, number>>;
  readonly lengths?: Readonly<Record<string, number>>;
  readonly rounds?: Readonly<Record<string, number>>;
  /** Those of them that nobody gave: `chance of careful`. */
  readonly assumed?: readonly string[];
}

export interface Limit {
  /** `resource` names one; the others are the critical path, the slots, and the items in flight. */
  readonly kind: 'critical-path' | 'items' | 'slots' | 'resource';
  readonly resource?: string;
  /** How much there is of it; 1 for the critical path. */
  readonly count: number;
  /** No run can take less, and no item can follow another sooner on average. */
  readonly least: number;
  /** The task that takes the largest part of it, and how large that is, from 0 to 1. */
  readonly most: { readonly task: string; readonly share: number } | undefined;
}

export interface SimulatedResource {
  readonly name: string;
  readonly count: number;
  readonly peak: number;
  /** Each unit of it counted. */
  readonly busy: number;
  /** The part of all its time that it is busy, from 0 to 1. */
  readonly share: number;
}

/** Sums over all items, but for what is said to be a mean. */
export interface SimulatedTask {
  /** `read`, within a pipeline `read/ocr`, and `read[]` for all elements of one that is mapped. */
  readonly name: string;
  readonly attempts: number;
  readonly retries: number;
  readonly timeouts: number;
  readonly failures: number;
  readonly finished: number;
  readonly failed: number;
  readonly skipped: number;
  /** Since a condition did not hold, or what it takes is absent, or nothing needs it. */
  readonly omitted: number;
  readonly cancelled: number;
  /** How often it was repeated; absent where it never was. */
  readonly repeats?: number;
  /** Its attempts together. */
  readonly busy: number;
  /** For slots and resources. */
  readonly waited: number;
  /** The mean of its attempts and the waits between them, for one run in which it starts. */
  readonly duration: number;
  /** How much longer it could take without its run taking longer, if nothing waited; the mean. Of components of the pipeline itself. */
  readonly slack?: number;
  /** In which part of the runs it has no slack at all, from 0 to 1. */
  readonly critical?: number;
}

export interface SimulatedStream {
  readonly done: number;
  readonly failed: number;
  /** Items that end in a second, from the start to the end. */
  readonly throughput: number;
  /** From the start of an item's run to its end. */
  readonly latency: {
    readonly mean: number;
    readonly median: number;
    readonly p95: number;
    readonly longest: number;
  };
  /** How many items are in flight, on average. */
  readonly inFlight: number;
}
