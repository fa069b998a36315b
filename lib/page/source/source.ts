import type { ComparisonData } from '../../comparison/comparison-data.js';
import type { ItemsData } from '../../sinks/report/items-data.js';
import type { ReportData } from '../../sinks/report/report-data.js';
import type { WirePipeline, WireRun, WorkersAnswer, WireBatch } from '../../server/wire.js';
import type { Changed } from '../run/shown-run.js';
import type { PageAsked } from '../server/use-listed.js';

/** A run, many items, or runs compared. */
export type EmbeddedData = ReportData | ItemsData | ComparisonData;

/** Where the page has from what it shows. */
export type Source =
  /** A report: all is in the page. */
  { readonly kind: 'embedded'; readonly data: EmbeddedData } | ServerSource;

/** A server, which is asked, and which tells of runs as they go. */
export interface ServerSource {
  readonly kind: 'server';
  /** Whether it answers this browser, or wants a token first. */
  readonly isOpen: (signal: AbortSignal) => Promise<boolean>;
  /** Rejects where the token is another. */
  readonly enter: (token: string) => Promise<void>;
  readonly pipelines: (signal: AbortSignal) => Promise<readonly WirePipeline[]>;
  readonly runs: (
    asked: PageAsked & { readonly batch?: string },
    signal: AbortSignal,
  ) => Promise<readonly WireRun[]>;
  /** Sweeps and lists of items. */
  readonly batches: (asked: PageAsked, signal: AbortSignal) => Promise<readonly WireBatch[]>;
  /** Of runs, and of the runs of batches, by their ids. */
  readonly comparison: (ids: readonly string[], signal: AbortSignal) => Promise<ComparisonData>;
  readonly workers: (signal: AbortSignal) => Promise<WorkersAnswer>;
  /** Gives the id of the new run. */
  readonly start: (pipeline: string, inputs: object) => Promise<string>;
  /** A run without its events. */
  readonly run: (run: string, signal: AbortSignal) => Promise<WireRun>;
  readonly requests: (run: string) => RunRequests;
  /** Follows a run until it is unsubscribed from. */
  readonly follow: (run: string, watcher: RunWatcher) => () => void;
}

/** What can be asked for of a run; where another run comes of it, its id is given, else that of the run. */
export interface RunRequests {
  readonly cancel: () => Promise<void>;
  readonly restart: (task: string) => Promise<string>;
  readonly resume: (changed?: Changed) => Promise<string>;
  /** The address of a whole value, of which the page may have a part only. */
  readonly valueHref: (name: string) => string;
}

export interface RunWatcher {
  readonly show: (data: ReportData) => void;
  /** Whether events come in: not while the connection is lost, and not once all have come. */
  readonly connected: (is: boolean) => void;
  /** Nothing more comes, and the run has not ended: no process drives it. */
  readonly brokeOff: () => void;
  readonly failed: (message: string) => void;
}
