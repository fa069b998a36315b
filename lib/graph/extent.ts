import type { Graph } from './graph.js';

/** How large a pipeline is with those within it. */
export interface Extent {
  /** Its tasks and theirs, for one element of each list. */
  readonly tasks: number;
  /** How many stand in one another, itself counted. */
  readonly levels: number;
}

const extents = new WeakMap<Graph, Extent>();

export const extentOf = (graph: Graph): Extent => {
  const known = extents.get(graph);
  if (known !== undefined) return known;
  let tasks = graph.components.length;
  let levels = 1;
  for (const { pipeline, map } of graph.components) {
    const within = map?.element.pipeline ?? pipeline;
    if (within === undefined) continue;
    const inner = extentOf(within);
    tasks += inner.tasks;
    levels = Math.max(levels, 1 + inner.levels);
  }
  const extent = { tasks, levels };
  extents.set(graph, extent);
  return extent;
};
