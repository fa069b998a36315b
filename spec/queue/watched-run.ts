import { firstValueFrom } from 'rxjs';

import type { RunEvent, Values } from '../../lib/engine/events/event.js';
import { Run } from '../../lib/engine/run/run.js';
import type { RunOptions } from '../../lib/engine/run/run-options.js';
import type { Graph } from '../../lib/graph/graph.js';

export const watchedRun = (
  graph: Graph,
  inputs: Values,
  {
    only = graph.outputs.map(({ name }) => name).filter((one) => one !== 'bad.y'),
    ...options
  }: RunOptions,
) => {
  const events: RunEvent[] = [];
  const run = new Run(graph, inputs, {
    only,
    ...options,
    sinks: [(event): number => events.push(event)],
  });
  return { events, run, outputs: firstValueFrom(run.outputs$) };
};
