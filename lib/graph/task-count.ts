import type { Graph } from './graph.js';

const counts = new WeakMap<Graph, number>();

/** How many tasks a pipeline comes to with those of the pipelines within it, for one element of each list. */
export const taskCount = (graph: Graph): number => {
  let count = counts.get(graph);
  if (count === undefined) {
    count = graph.components.length;
    for (const { pipeline, map } of graph.components) {
      const within = map?.element.pipeline ?? pipeline;
      if (within !== undefined) count += taskCount(within);
    }
    counts.set(graph, count);
  }
  return count;
};
