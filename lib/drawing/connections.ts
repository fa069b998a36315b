import type { Graph } from '../graph/graph.js';

/** An end of a connection; `index` counts in `inputs`, `components` or `outputs` of the graph. */
export interface End {
  readonly kind: 'input' | 'component' | 'output';
  readonly index: number;
}

/** All that goes from one place of a graph to another. */
export interface Connection {
  readonly from: End;
  readonly to: End;
  /** Each once, in the order of the inputs; none where one only waits for the other. */
  readonly consumables: readonly number[];
}

/**
 * Every pair that is connected, once: first those that end at a component, in the order of the
 * graph, then those that end at an output of the pipeline.
 */
export const connections = (graph: Graph): readonly Connection[] => [
  ...graph.components.flatMap((_, index) => toComponent(graph, index)),
  ...graph.outputs.flatMap(({ consumable }, index) =>
    chosenFrom(graph, consumable).map((one): Connection => ({
      from: sourceOf(graph, one),
      to: { kind: 'output', index },
      consumables: [one],
    })),
  ),
];

// What is chosen comes from all that it may be chosen from.
const chosenFrom = ({ consumables }: Graph, consumable: number): readonly number[] =>
  consumables[consumable]?.choice?.of ?? [consumable];

const toComponent = (graph: Graph, index: number): Connection[] => {
  const { components, consumables } = graph;
  const { inputs = [], when, dependencies = [] } = components[index] ?? {};
  const taken = inputs.flatMap(({ consumable }) => chosenFrom(graph, consumable));
  if (when !== undefined) taken.push(...chosenFrom(graph, when));
  const found: Connection[] = [];
  const passed = new Map<number, Set<number>>();
  const to: End = { kind: 'component', index };
  for (const consumable of taken) {
    const before = consumables[consumable]?.component;
    // An input of the pipeline is one consumable: told apart from components by its sign.
    const key = before ?? -1 - consumable;
    const known = passed.get(key);
    if (known !== undefined) known.add(consumable);
    else passed.set(key, new Set([consumable]));
  }
  for (const before of dependencies) if (!passed.has(before)) passed.set(before, new Set());
  for (const [key, values] of passed)
    found.push({
      from: key < 0 ? { kind: 'input', index: -1 - key } : { kind: 'component', index: key },
      to,
      consumables: [...values],
    });
  return found;
};

const sourceOf = ({ consumables }: Graph, consumable: number): End => {
  const index = consumables[consumable]?.component;
  return index === undefined ? { kind: 'input', index: consumable } : { kind: 'component', index };
};

/** Whether it belongs to what is not run. */
export const isPruned = ({ components }: Graph, { from, to }: Connection): boolean =>
  [from, to].some(({ kind, index }) => kind === 'component' && components[index]?.pruned === true);
