import { interval, type Observable, share } from 'rxjs';

import type { Graph } from '../graph/graph.js';
import { BodyReader } from './body/body-reader.js';
import { Uploads } from './body/uploads.js';
import { TokenGuard } from './guard/token.js';
import { Metrics } from './metrics.js';
import { Idempotency } from './runs/idempotency.js';
import { ServedRuns } from './runs/served-runs.js';
import { ServedPipelines } from './served-pipelines.js';
import type { Settings } from './server-options.js';

const beatEvery = 15_000;

/** What a server holds; the routes are functions of it. */
export interface Served {
  readonly settings: Settings;
  readonly pipelines: ServedPipelines;
  readonly runs: ServedRuns;
  readonly metrics: Metrics;
  readonly uploads: Uploads;
  readonly bodies: BodyReader;
  readonly keys: Idempotency;
  readonly guard: TokenGuard;
  /** The pulse of all that watch. */
  readonly beats$: Observable<unknown>;
}

export const served = (
  pipelines: readonly { readonly graph: Graph }[],
  settings: Settings,
): Served => {
  const metrics = new Metrics();
  return {
    settings,
    pipelines: new ServedPipelines(pipelines),
    runs: new ServedRuns(settings, metrics),
    metrics,
    uploads: new Uploads(),
    bodies: new BodyReader(settings.maxBody),
    keys: new Idempotency(),
    guard: new TokenGuard(settings.token),
    beats$: interval(beatEvery).pipe(share()),
  };
};
