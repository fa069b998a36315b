import type { Choice, Graph } from '../graph/graph.js';

/** A place in a graph; `index` counts in its `inputs`, `components` or `outputs`. */
export interface DirectEnd {
  readonly kind: 'input' | 'component' | 'output';
  readonly index: number;
}

/** A place, or a selector of several consumables or a condition; its `index` counts in `consumables`. */
export type End = DirectEnd | { readonly kind: 'choice'; readonly index: number };

/** All that goes from one place of a graph to another. */
export interface Connection {
  readonly from: End;
  readonly to: End;
  /** Each once, in the order of the inputs; none where one only waits for the other. */
  readonly consumables: readonly number[];
  /** Whether it belongs to what is not run. */
  readonly pruned: boolean;
}

/**
 * Every pair that is connected, once: first those that end at a component, in the order of the
 * graph, then those that end at an output of the pipeline. Those that end at a choice stand before the
 * one that begins at it.
 */
export const connections = (graph: Graph): readonly Connection[] => [
  ...graph.components.flatMap((_, index) => toComponent(graph, index)),
  ...graph.outputs.flatMap(({ consumable }, index) => {
    const [from] = sources(graph, [consumable], false);
    return [
      ...toChoice(graph, consumable, false),
      ...(from === undefined ? [] : [{ ...from, to: { kind: 'output', index } as const }]),
    ];
  }),
];

const toComponent = (graph: Graph, index: number): Connection[] => {
  const { inputs = [], when, dependencies = [], pruned = false } = graph.components[index] ?? {};
  const taken = inputs.map(({ consumable }) => consumable);
  if (when !== undefined) taken.push(when);
  const to: End = { kind: 'component', index };
  const found = sources(graph, taken, pruned);
  const passing = new Set(found.map(({ from }) => (from.kind === 'component' ? from.index : -1)));
  for (const before of dependencies)
    if (!passing.has(before))
      found.push({ from: { kind: 'component', index: before }, consumables: [], pruned });
  return [
    ...taken.flatMap((consumable) => toChoice(graph, consumable, pruned)),
    ...found.map((one) => ({ ...one, to })),
  ];
};

/** What is drawn as a thing of its own between a consumable and those that it follows from. */
export const drawnChoice = ({ consumables }: Graph, consumable: number): Choice | undefined => {
  const { choice } = consumables[consumable] ?? {};
  // One that may be absent is as it is, but for what stands in its place.
  return choice?.kind === 'maybe' ? undefined : choice;
};

const toChoice = (graph: Graph, consumable: number, pruned: boolean): Connection[] => {
  const choice = drawnChoice(graph, consumable);
  if (choice === undefined) return [];
  return sources(graph, choice.of, pruned).map((one) => ({
    ...one,
    to: { kind: 'choice', index: consumable },
  }));
};

/** The places from which consumables come, each once. */
const sources = (
  graph: Graph,
  taken: readonly number[],
  pruned: boolean,
): Omit<Connection, 'to'>[] => {
  const found = new Map<number, { readonly from: End; readonly consumables: Set<number> }>();
  for (const consumable of taken) {
    const from = sourceOf(graph, consumable);
    // Inputs and choices are one consumable each: told apart from components by the sign.
    const key = from.kind === 'component' ? from.index : -1 - from.index;
    const known = found.get(key);
    if (known !== undefined) known.consumables.add(consumable);
    else found.set(key, { from, consumables: new Set([consumable]) });
  }
  return Array.from(found.values(), ({ from, consumables }) => ({
    from,
    consumables: [...consumables],
    pruned,
  }));
};

const sourceOf = (graph: Graph, consumable: number): End => {
  if (drawnChoice(graph, consumable) !== undefined) return { kind: 'choice', index: consumable };
  const { component, choice } = graph.consumables[consumable] ?? {};
  if (choice !== undefined) return sourceOf(graph, choice.of[0] ?? -1);
  return component === undefined
    ? { kind: 'input', index: consumable }
    : { kind: 'component', index: component };
};
