import type { HonoRequest } from 'hono';

import type { RunOptions } from '../../engine/run/run-options.js';
import type { NewServedRun } from '../runs/served-run.js';
import type { ServerState } from '../server-state.js';
import type { ServedPipeline } from '../served-pipelines.js';

/** What goes for every run of a pipeline, and for one that this request starts. */
export const runOptions = (
  { settings, metrics }: ServerState,
  { id, slots }: ServedPipeline,
  onFailure: NewServedRun['onFailure'],
  request: HonoRequest,
): RunOptions => {
  const { wrappers = [], remote, sinks = [] } = settings.run;
  const traced = settings.tracing?.forRequest(request.header());
  return {
    onFailure,
    ...(slots === undefined ? {} : { slots }),
    ...(remote === undefined ? {} : { remote }),
    wrappers: traced === undefined ? wrappers : [traced.wrapper, ...wrappers],
    sinks: [metrics.sinkFor(id), ...(traced === undefined ? [] : [traced.sink]), ...sinks],
  };
};
