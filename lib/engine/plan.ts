import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import { type Component, type Graph, publishersOf } from '../graph/graph.js';
import { type ControlPlan, controlPlanOf } from './control/control-plan.js';
import { NumberLists } from './number-lists.js';

/**
 * What is the same in every run of a graph: who waits for whom. Tasks are components by index. What a
 * task waits for is told by a number: a consumable by its place in the graph, the end of a task,
 * which those wait for that depend on it without taking a value, by `endOf`.
 */
export interface Plan {
  readonly graph: Graph;
  /** Whether a task is run. */
  readonly wanted: Uint8Array;
  readonly count: number;
  /** How many things there are to wait for. */
  readonly things: number;
  /** For each task what it waits for: the values of its inputs, its condition, then the ends, as declared. */
  readonly takes: NumberLists;
  /** For each task how many these are. */
  readonly missing: readonly number[];
  /** The tasks that wait for nothing, as declared. */
  readonly first: readonly number[];
  /** For each thing the tasks that wait for it, as declared; one that takes it twice stands twice. */
  readonly dependents: NumberLists;
  /** Whether other tasks are run within some: elements of lists, or those of other pipelines. */
  readonly hasInner: boolean;
  /** What there is to know where something may be absent or is chosen. */
  readonly control: ControlPlan | undefined;
  /** The outputs of the pipeline that come of what is run. */
  readonly outputs: Graph['outputs'];
  readonly taskOf: (component: string) => number | undefined;
  readonly consumableOf: (name: string) => number | undefined;
}

/** The end of a task, as a thing to wait for. */
export const endOf = ({ consumables }: Graph, task: number): number => consumables.length + task;

// A pipeline may be run for each of many items.
const plans = new WeakMap<Graph, Map<string | undefined, Plan>>();

/**
 * The plan of a graph, or of as much of it as the outputs of these names need. Throws for a name
 * that is no output.
 */
export const planOf = (graph: Graph, outputs?: readonly string[]): Plan => {
  let known = plans.get(graph);
  if (known === undefined) plans.set(graph, (known = new Map<string | undefined, Plan>()));
  const key = outputs && [...new Set(outputs)].sort().join(' ');
  let plan = known.get(key);
  if (plan === undefined) {
    const asked = outputs === undefined ? undefined : new Set(outputs);
    plan = newPlan(graph, asked);
    known.set(key, plan);
  }
  return plan;
};

// And one within another for each of many elements.
const within = new WeakMap<Component, Plan>();

/** What is run of the pipeline that a component is: what its outputs need; `undefined` where it is none. */
export const planWithin = (component: Component): Plan | undefined => {
  const { pipeline, outputs } = component;
  if (pipeline === undefined) return undefined;
  let plan = within.get(component);
  if (plan === undefined) {
    plan = planOf(
      pipeline,
      outputs.map(({ port }) => port),
    );
    within.set(component, plan);
  }
  return plan;
};

const newPlan = (graph: Graph, asked?: ReadonlySet<string>): Plan => {
  const { components, consumables } = graph;
  const wanted = asked === undefined ? new Uint8Array(components.length) : wantedFor(graph, asked);
  const declared: number[] = [];
  const first: number[] = [];
  const missing: number[] = [];
  const starts = new Int32Array(components.length + 1);
  const taken: number[] = [];
  let hasInner = false;
  let mayHaveControl = false;
  // One walk: of a hundred thousand components none is in the processor's cache any more when the next begins.
  for (let task = 0; task < components.length; task += 1) {
    const component = components[task] as Component;
    const { inputs, when, dependencies, map, pipeline, onFailure, pruned } = component;
    hasInner ||= map !== undefined || pipeline !== undefined;
    mayHaveControl ||= when !== undefined || onFailure !== undefined || pipeline !== undefined;
    if (asked === undefined && !pruned) wanted[task] = 1;
    if (wanted[task] === 1) {
      declared.push(task);
      for (const { consumable } of inputs) taken.push(consumable);
      if (when !== undefined) taken.push(when);
      for (const before of dependencies) taken.push(endOf(graph, before));
      if (taken.length === starts[task]) first.push(task);
    }
    missing.push(taken.length - (starts[task] as number));
    starts[task + 1] = taken.length;
  }
  inDeclaredOrder(declared, components);
  inDeclaredOrder(first, components);
  const things = consumables.length + components.length;
  const takes = new NumberLists(starts, new Int32Array(taken));
  const plan = {
    graph,
    wanted,
    count: declared.length,
    things,
    takes,
    missing,
    first,
    dependents: takes.inverted(declared, things),
    hasInner,
    outputs: graph.outputs.filter(({ name, consumable }) => {
      const publishers = publishersOf(consumables, consumable);
      // One that is wired to an input comes of nothing that is run.
      if (publishers.length === 0) return asked?.has(name) ?? true;
      return publishers.every((task) => wanted[task] === 1);
    }),
    taskOf: indexByName(components),
    consumableOf: indexByName(consumables),
  };
  const control = controlPlanOf(plan, planOf, mayHaveControl);
  if (control === undefined || asked === undefined) return { ...plan, control };
  // Where something may be absent an output that was not asked for could fail what was.
  const only = { ...plan, outputs: plan.outputs.filter(({ name }) => asked.has(name)) };
  return { ...only, control: controlPlanOf(only, planOf, mayHaveControl) };
};

const wantedFor = (graph: Graph, outputs: ReadonlySet<string>): Uint8Array => {
  const problem = unknownOutputs(graph, [...outputs]);
  if (problem !== undefined) throw new RangeError(problem);
  const { components, consumables } = graph;
  const wanted = new Uint8Array(components.length);
  for (const { name, consumable } of graph.outputs) {
    if (outputs.has(name))
      for (const task of publishersOf(consumables, consumable)) wanted[task] = 1;
  }
  // Components stand behind all that they depend on, so one walk backwards marks all needed.
  for (let task = components.length - 1; task >= 0; task -= 1)
    if (wanted[task] === 1)
      for (const before of components[task]?.predecessors ?? []) wanted[before] = 1;
  return wanted;
};

/** Puts tasks in the order of the declaration; mostly they stand in it already. */
export const inDeclaredOrder = (tasks: number[], components: readonly Component[]): void => {
  if (tasks.length < 2) return;
  const declared = (task: number | undefined): number => components[task ?? 0]?.declared ?? 0;
  for (let at = 1; at < tasks.length; at += 1)
    if (declared(tasks[at - 1]) > declared(tasks[at])) {
      tasks.sort((a, b) => declared(a) - declared(b));
      return;
    }
};

/** What is wrong with names of outputs: that the pipeline has none of that name. */
export const unknownOutputs = (graph: Graph, asked: readonly string[]): string | undefined => {
  const names = graph.outputs.map(({ name }) => name);
  const known = new Set(names);
  const unknown = asked.filter((name) => !known.has(name));
  if (unknown.length === 0) return undefined;
  const suggester = new Suggester();
  const meant = new Set(unknown.flatMap((name) => suggester.nearest(name, names, 1)));
  const [hint = `its outputs are ${listed(names, 'and', 5, quoted)}`] = didYouMean([...meant]);
  return `the pipeline has no output ${listed(unknown, 'or', 5, quoted)}: ${hint}`;
};

// Made when first asked for: a run that nobody asks by name does without.
const indexByName = (
  all: readonly { readonly name: string }[],
): ((name: string) => number | undefined) => {
  let indexes: Map<string, number> | undefined;
  return (name) => (indexes ??= new Map(all.map((one, index) => [one.name, index]))).get(name);
};
