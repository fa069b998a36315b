import type { Graph } from '../graph/graph.js';

/** What is the same in every run of a graph: who waits for whom. Tasks are components by index. */
export interface Plan {
  readonly graph: Graph;
  /** Whether a task is run. */
  readonly wanted: Uint8Array;
  readonly count: number;
  /** For each consumable the tasks that take it, as declared; one that takes it twice twice. */
  readonly consumers: readonly (readonly number[])[];
  /** For each task those that wait for its end without taking a value, as declared. */
  readonly dependants: readonly (readonly number[])[];
  /** For each task, how many values and ends it waits for. */
  readonly waitsFor: Int32Array;
}

/** The plan of a graph, or of as much of it as the outputs of these names need. */
export const planOf = (graph: Graph, outputs?: readonly string[]): Plan => {
  const { components, consumables } = graph;
  const wanted = Uint8Array.from(components, ({ pruned }) => (pruned ? 0 : 1));
  if (outputs !== undefined) {
    wanted.fill(0);
    for (const { name, consumable } of graph.outputs) {
      const from = consumables[consumable]?.component;
      if (outputs.includes(name) && from !== undefined) wanted[from] = 1;
    }
    // Components stand behind all that they depend on, so one walk backwards marks all needed.
    for (let task = components.length - 1; task >= 0; task -= 1)
      if (wanted[task] === 1)
        for (const before of components[task]?.predecessors ?? []) wanted[before] = 1;
  }
  const consumers: number[][] = Array.from(consumables, () => []);
  const dependants: number[][] = Array.from(components, () => []);
  const waitsFor = new Int32Array(components.length);
  const declared = components
    .map((_, task) => task)
    .filter((task) => wanted[task] === 1)
    .sort((a, b) => (components[a]?.declared ?? 0) - (components[b]?.declared ?? 0));
  for (const task of declared) {
    const { inputs, dependencies } = components[task] ?? { inputs: [], dependencies: [] };
    for (const { consumable } of inputs) consumers[consumable]?.push(task);
    for (const before of dependencies) dependants[before]?.push(task);
    waitsFor[task] = inputs.length + dependencies.length;
  }
  return { graph, wanted, count: declared.length, consumers, dependants, waitsFor };
};
