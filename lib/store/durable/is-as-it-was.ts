import type { Graph } from '../../graph/graph.js';
import type { KeptRun } from '../store.js';
import { changesSince } from './changes.js';
import { keptPipeline } from './kept-pipeline.js';

/** Whether a kept run is of just this pipeline, code and outputs, so that what it gave is what it would give. */
export const isAsItWas = (
  { declared, code, options }: KeptRun,
  graph: Graph,
  now: Readonly<Record<string, string>>,
  only: readonly string[] | undefined,
): boolean =>
  declared.hash === keptPipeline(graph, undefined).hash &&
  JSON.stringify(options['only']) === JSON.stringify(only) &&
  changesSince({ declaration: declared.declaration, code }, graph, now).length === 0;
