import { interval, type Observable, share } from 'rxjs';

import { BodyReader } from './body/body-reader.js';
import { KeptUploads } from './body/kept-uploads.js';
import { type FileUploads, Uploads } from './body/uploads.js';
import { TokenGuard } from './guard/token.js';
import type { ValueKeeper } from '../store/values/value-keeper.js';
import type { Store } from '../store/store.js';
import { keeperOf } from '../store/values/keeper-of.js';
import { AllRuns } from './kept/all-runs.js';
import { Comparisons } from './kept/comparisons.js';
import { DurableRuns } from './kept/durable-runs.js';
import { KeptLogs } from './kept/kept-log.js';
import { Metrics } from './metrics.js';
import { Idempotency } from './runs/idempotency.js';
import { ServedRuns } from './runs/served-runs.js';
import { type PipelineToServe, ServedPipelines } from './served-pipelines.js';
import type { Settings } from './server-options.js';

const beatEvery = 15_000;
/** How often a run is looked after that another process drives, in milliseconds. */
const lookEvery = 1_000;

/** What a server holds; the routes are functions of it. */
export interface ServerState {
  readonly settings: Settings;
  readonly pipelines: ServedPipelines;
  /** Those that this server has at work, or has had. */
  readonly runs: ServedRuns;
  /** Those and what is in the store. */
  readonly all: AllRuns;
  readonly stored: { readonly store: Store; readonly keeper: ValueKeeper } | undefined;
  readonly comparisons: Comparisons | undefined;
  /** Puts runs into the store, where there is one. */
  readonly durable: DurableRuns | undefined;
  readonly metrics: Metrics;
  readonly uploads: FileUploads;
  readonly bodies: BodyReader;
  readonly keys: Idempotency;
  readonly guard: TokenGuard;
  /** The pulse of all that watch. */
  readonly beats$: Observable<unknown>;
}

export const serverState = (given: readonly PipelineToServe[], settings: Settings): ServerState => {
  const metrics = new Metrics();
  const { store, uploads } = settings;
  const pipelines = new ServedPipelines(given);
  const runs = new ServedRuns(settings, metrics);
  const stored = store === undefined ? undefined : { store, keeper: keeperOf(store.blobs) };
  return {
    settings,
    ...{ pipelines, runs, metrics },
    stored,
    all: new AllRuns(
      runs,
      pipelines,
      stored && { ...stored, logs: new KeptLogs(stored.store.history, interval(lookEvery)) },
    ),
    comparisons: stored && new Comparisons(stored),
    durable: stored && new DurableRuns(stored, pipelines.all, settings.cache),
    uploads:
      store === undefined || uploads === undefined ? new Uploads() : new KeptUploads(uploads),
    bodies: new BodyReader(settings.maxBody),
    keys: new Idempotency(),
    guard: new TokenGuard(settings),
    beats$: interval(beatEvery).pipe(share()),
  };
};
