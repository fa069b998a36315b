import type { Graph, PipelineOutput } from './graph.js';

/** Where an output of the pipeline comes from. */
export interface Provenance {
  /** Its name in the result. */
  readonly output: string;
  /** The full name of the consumable that it is. */
  readonly consumable: string;
  /** The inputs of the pipeline that it follows from, as declared. */
  readonly inputs: readonly string[];
  /** The tasks that it needs, those that can run side by side together, in the order of readiness. */
  readonly steps: readonly (readonly string[])[];
}

/** The proof that a pipeline can finish: what would happen, without anything being run. */
export interface DryRun {
  /**
   * The tasks in the order in which they become ready, if all took equally long; those of one step
   * do not wait for each other.
   */
  readonly steps: readonly (readonly string[])[];
  /** Components that are not run, since no output needs them. */
  readonly pruned: readonly string[];
}

/** Walks the graph as a run would. A graph is sound, so every task in it can run. */
export const dryRun = (graph: Graph): DryRun => {
  const kept = graph.components.map(({ pruned }) => !pruned);
  return {
    steps: stepsOf(graph, (index) => kept[index] === true),
    pruned: graph.components.filter(({ pruned }) => pruned).map(({ name }) => name),
  };
};

const stepsOf = (graph: Graph, isWanted: (index: number) => boolean): string[][] => {
  const levels: string[][] = [];
  graph.components.forEach(({ name, level }, index) => {
    if (isWanted(index)) (levels[level] ??= []).push(name);
  });
  return levels.filter((step) => (step as string[] | undefined) !== undefined);
};

/** The way to one output of the pipeline. Costs a walk over all that the output needs. */
export const provenance = (graph: Graph, { name, consumable }: PipelineOutput): Provenance => {
  const { components, consumables, inputs } = graph;
  const needed = new Set<number>();
  const sources = new Set<number>();
  const from = consumables[consumable];
  const stack: number[] = [];
  if (from?.component === undefined) sources.add(consumable);
  else stack.push(from.component);
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (needed.has(index)) continue;
    needed.add(index);
    const component = components[index];
    for (const input of component?.inputs ?? [])
      if (input.consumable < inputs.length) sources.add(input.consumable);
    for (const before of component?.predecessors ?? []) if (!needed.has(before)) stack.push(before);
  }
  return {
    output: name,
    consumable: from?.name ?? name,
    inputs: inputs.filter((_, index) => sources.has(index)).map(({ name }) => name),
    steps: stepsOf(graph, (index) => needed.has(index)),
  };
};
