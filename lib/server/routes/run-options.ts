import type { RunOptions } from '../../engine/run-options.js';
import type { NewServedRun } from '../runs/served-run.js';
import type { Served } from '../served.js';
import type { ServedPipeline } from '../served-pipelines.js';

/** What goes for every run of a pipeline. */
export const runOptions = (
  { settings, metrics }: Served,
  { id, slots }: ServedPipeline,
  onFailure: NewServedRun['onFailure'],
): RunOptions => {
  const { wrappers, remote, sinks = [] } = settings.run;
  return {
    onFailure,
    ...(slots === undefined ? {} : { slots }),
    ...(wrappers === undefined ? {} : { wrappers }),
    ...(remote === undefined ? {} : { remote }),
    sinks: [metrics.sinkFor(id), ...sinks],
  };
};
