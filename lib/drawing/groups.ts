import type { Graph } from '../graph/graph.js';
import type { Connection } from './connections.js';

/** For every input, and every output, the first of those that share a node with it. */
export interface Groups {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** With more edges than this, those that can share a node do. Workflows with 900 inputs exist. */
const mostEdges = 12;

/**
 * Where many edges come from inputs, those that go to the same components share a node; so do,
 * where many go to outputs, those that come from the same component.
 */
export const groupEnds = (
  { inputs, outputs }: Graph,
  connections: readonly Connection[],
): Groups => {
  const readers = inputs.map((): string[] => []);
  const writers = outputs.map((): string[] => []);
  for (const { from, to } of connections) {
    if (from.kind === 'input') readers[from.index]?.push(`${to.kind} ${to.index}`);
    if (to.kind === 'output') writers[to.index]?.push(`${from.kind} ${from.index}`);
  }
  return { inputs: firstAlike(readers), outputs: firstAlike(writers) };
};

const firstAlike = (others: readonly (readonly string[])[]): readonly number[] => {
  const edges = others.reduce((sum, ends) => sum + ends.length, 0);
  if (edges <= mostEdges) return others.map((_, index) => index);
  const first = new Map<string, number>();
  return others.map((ends, index) => {
    const signature = ends.join();
    const earlier = first.get(signature);
    if (earlier === undefined) first.set(signature, index);
    return earlier ?? index;
  });
};
