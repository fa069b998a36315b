import type { ReportData } from './report-data.js';

/** What the report of many items says. Times are in milliseconds. */
export interface ItemsData {
  readonly pipeline: string;
  readonly description?: string;
  /** Since the epoch; absent where nothing was run. */
  readonly started?: number;
  readonly duration: number;
  readonly items: ItemCounts;
  /** In the order of the graph. */
  readonly tasks: readonly ItemsTaskData[];
  /** The first of them, in the order in which they failed. */
  readonly failed: readonly FailedItem[];
  /** Of the first that failed. */
  readonly runs: readonly ReportData[];
  readonly notes: readonly string[];
}

export interface ItemCounts {
  done: number;
  failed: number;
  cancelled: number;
  /** Where the record breaks off. */
  unfinished: number;
}

/** What became of a task in the runs of all items. */
export interface ItemsTaskData {
  readonly name: string;
  readonly runner: string;
  finished: number;
  failed: number;
  skipped: number;
  omitted: number;
  cancelled: number;
  attempts: number;
  /** At work, in all attempts. */
  work: number;
  /** What the longest attempt took, and of which item. */
  longest: number;
  longestItem?: string;
}

export interface FailedItem {
  readonly item: string;
  readonly message: string;
  /** The place of its run in `runs`, where that is kept. */
  readonly run?: number;
}
