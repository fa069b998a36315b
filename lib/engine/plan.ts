import { listed, quoted } from '../diagnostics/wording.js';
import type { Component, Graph } from '../graph/graph.js';
import { Takers } from './takers.js';

/** What is the same in every run of a graph: who waits for whom. Tasks are components by index. */
export interface Plan {
  readonly graph: Graph;
  /** Whether a task is run. */
  readonly wanted: Uint8Array;
  readonly count: number;
  /** For each consumable the tasks that take it, as declared; one that takes it twice twice. */
  readonly consumers: Takers;
  /** For each task those that wait for its end without taking a value, as declared. */
  readonly dependants: Takers;
  /** For each task, how many values and ends it waits for. */
  readonly waitsFor: Int32Array;
  readonly taskOf: (component: string) => number | undefined;
  readonly consumableOf: (name: string) => number | undefined;
}

// A pipeline may be run for each of many items.
const plans = new WeakMap<Graph, Plan>();

/**
 * The plan of a graph, or of as much of it as the outputs of these names need. Throws for a name
 * that is no output.
 */
export const planOf = (graph: Graph, outputs?: readonly string[]): Plan => {
  const known = outputs === undefined ? plans.get(graph) : undefined;
  if (known !== undefined) return known;
  const plan = newPlan(graph, outputs === undefined ? undefined : new Set(outputs));
  if (outputs === undefined) plans.set(graph, plan);
  return plan;
};

const newPlan = (graph: Graph, outputs: ReadonlySet<string> | undefined): Plan => {
  const { components, consumables } = graph;
  const wanted = new Uint8Array(components.length);
  if (outputs === undefined)
    components.forEach(({ pruned }, task) => {
      wanted[task] = pruned ? 0 : 1;
    });
  else {
    checkOutputs(graph, outputs);
    for (const { name, consumable } of graph.outputs) {
      const from = consumables[consumable]?.component;
      if (outputs.has(name) && from !== undefined) wanted[from] = 1;
    }
    // Components stand behind all that they depend on, so one walk backwards marks all needed.
    for (let task = components.length - 1; task >= 0; task -= 1)
      if (wanted[task] === 1)
        for (const before of components[task]?.predecessors ?? []) wanted[before] = 1;
  }
  const declared: number[] = [];
  for (let task = 0; task < components.length; task += 1)
    if (wanted[task] === 1) declared.push(task);
  inDeclaredOrder(declared, components);
  const consumers = new Takers(consumables.length);
  const dependants = new Takers(components.length);
  const waitsFor = new Int32Array(components.length);
  for (const task of declared) {
    const { inputs, dependencies } = components[task] as Component;
    for (const { consumable } of inputs) consumers.count(consumable);
    for (const before of dependencies) dependants.count(before);
    waitsFor[task] = inputs.length + dependencies.length;
  }
  consumers.counted();
  dependants.counted();
  for (const task of declared) {
    const { inputs, dependencies } = components[task] as Component;
    for (const { consumable } of inputs) consumers.add(consumable, task);
    for (const before of dependencies) dependants.add(before, task);
  }
  return {
    graph,
    wanted,
    count: declared.length,
    consumers,
    dependants,
    waitsFor,
    taskOf: indexByName(components),
    consumableOf: indexByName(consumables),
  };
};

/** Puts tasks in the order of the declaration; mostly they stand in it already. */
export const inDeclaredOrder = (tasks: number[], components: readonly Component[]): void => {
  const declared = (task: number | undefined): number => components[task ?? 0]?.declared ?? 0;
  for (let at = 1; at < tasks.length; at += 1)
    if (declared(tasks[at - 1]) > declared(tasks[at])) {
      tasks.sort((a, b) => declared(a) - declared(b));
      return;
    }
};

const checkOutputs = (graph: Graph, outputs: ReadonlySet<string>): void => {
  const names = graph.outputs.map(({ name }) => name);
  const known = new Set(names);
  const unknown = [...outputs].filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new RangeError(
      `the pipeline has no output ${listed(unknown, 'or', 5, quoted)}: its outputs are ${listed(names, 'and', 5, quoted)}`,
    );
};

// Made when first asked for: a run that nobody asks by name does without.
const indexByName = (
  all: readonly { readonly name: string }[],
): ((name: string) => number | undefined) => {
  let indexes: Map<string, number> | undefined;
  return (name) => (indexes ??= new Map(all.map((one, index) => [one.name, index]))).get(name);
};
