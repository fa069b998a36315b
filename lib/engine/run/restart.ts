import type { Component, Graph } from '../../graph/graph.js';

/** The tasks below one of which `isSkipped` holds, in the order of the graph. */
export const skippedBelow = (
  { components }: Graph,
  task: number,
  isSkipped: (task: number) => boolean,
): number[] => {
  const below: number[] = [];
  const seen = new Set([task]);
  // Components stand behind all that they depend on: one walk finds all that is below.
  for (let next = task + 1; next < components.length; next += 1)
    if (
      isSkipped(next) &&
      (components[next] as Component).predecessors.some((before) => seen.has(before))
    ) {
      seen.add(next);
      below.push(next);
    }
  return below;
};
