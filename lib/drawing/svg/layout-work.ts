import { everyNode, type Sketch } from '../sketch.js';

/**
 * What laying a drawing out costs, roughly: its nodes, and a step for every rank that an edge
 * spans, since Graphviz places each such step as if it were a node.
 */
export const layoutWork = (drawn: Sketch): number => {
  const { edges } = drawn;
  const rank = new Map<string, number>();
  const ends = new Set(edges.map(({ to }) => to));
  // The edges stand in the order of what they end at, so a start has its rank by then.
  for (const { from, to } of edges)
    if (ends.has(from)) rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(from) ?? 0) + 1));
  // What nothing goes to stands right before the first that reads it.
  for (const { from, to } of edges)
    if (!ends.has(from))
      rank.set(from, Math.min(rank.get(from) ?? Infinity, (rank.get(to) ?? 0) - 1));
  return edges.reduce(
    (sum, { from, to }) => sum + (rank.get(to) ?? 0) - (rank.get(from) ?? 0),
    everyNode(drawn).length,
  );
};
