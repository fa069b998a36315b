import type { Choice, Component, Graph } from '../../graph/graph.js';
import type { NumberLists } from '../number-lists.js';

/**
 * What is the same in every run of a graph in which something may be absent or is chosen; `undefined`
 * where nothing is.
 */
export interface ControlPlan {
  /** The choices that something takes, by their consumables. */
  readonly choices: ReadonlyMap<number, Choice>;
  /** For each thing the choices that it may be chosen by. */
  readonly choosers: ReadonlyMap<number, readonly number[]>;
  /** For each thing how many take it: tasks, choices, outputs of the pipeline. */
  readonly takers: Int32Array;
  /** For each task how many take what it publishes, or wait for its end. */
  readonly needs: Int32Array;
  /** The consumables that are outputs of the pipeline. */
  readonly outputs: ReadonlySet<number>;
  /** For each thing whether a run may come in which it is absent. */
  readonly mayBeAbsent: Uint8Array;
}

/** What there is to know of a plan for it. */
export interface Planned {
  readonly graph: Graph;
  readonly wanted: Uint8Array;
  readonly things: number;
  readonly takes: NumberLists;
  readonly outputs: Graph['outputs'];
}

/** Plans a graph that is run within a task, for some of its outputs. */
export type PlanInner = (
  graph: Graph,
  outputs: readonly string[],
) => Planned & { readonly control: ControlPlan | undefined };

/** `mayHaveControl` is whether any component is conditional, may fail without harm, or is a pipeline. */
export const controlPlanOf = (
  plan: Planned,
  planInner: PlanInner,
  mayHaveControl: boolean,
): ControlPlan | undefined => {
  const { graph, wanted, takes, things, outputs } = plan;
  const { components, consumables } = graph;
  const hasControl =
    mayHaveControl &&
    components.some(
      (component, task) =>
        wanted[task] === 1 && (canOmit(component) || absentWithin(component, planInner).length > 0),
    );
  if (!hasControl && !consumables.some(({ choice }) => choice !== undefined)) return undefined;
  const given = new Set(outputs.map(({ consumable }) => consumable));
  const taken = new Set(given);
  for (const thing of takes.items) taken.add(thing);
  const choices = new Map<number, Choice>();
  consumables.forEach(({ choice }, thing) => {
    if (choice !== undefined && taken.has(thing)) choices.set(thing, choice);
  });
  if (!hasControl && choices.size === 0) return undefined;

  const takers = new Int32Array(things);
  const needs = new Int32Array(components.length);
  const take = (thing: number): void => {
    takers[thing] = (takers[thing] ?? 0) + 1;
    const task = publisherOf(graph, thing);
    if (task !== undefined) needs[task] = (needs[task] ?? 0) + 1;
  };
  for (const thing of takes.items) take(thing);
  for (const { consumable } of outputs) take(consumable);
  const choosers = new Map<number, number[]>();
  for (const [thing, { of }] of choices)
    for (const one of of) {
      take(one);
      const known = choosers.get(one);
      if (known === undefined) choosers.set(one, [thing]);
      else known.push(thing);
    }
  return {
    choices,
    choosers,
    takers,
    needs,
    outputs: given,
    mayBeAbsent: absences(plan, planInner),
  };
};

const canOmit = ({ when, onFailure }: Component): boolean =>
  when !== undefined || onFailure !== undefined;

/** The task that publishes a thing, or whose end it is. */
export const publisherOf = ({ consumables }: Graph, thing: number): number | undefined =>
  thing < consumables.length ? consumables[thing]?.component : thing - consumables.length;

const absences = ({ graph, wanted, things }: Planned, planInner: PlanInner): Uint8Array => {
  const { components, consumables } = graph;
  const mayBe = new Uint8Array(things);
  const isSettled = new Uint8Array(things);
  // Components stand behind all that they depend on, and so does what is chosen from them.
  const settle = (thing: number): boolean => {
    const choice = consumables[thing]?.choice;
    if (choice !== undefined && isSettled[thing] === 0) {
      isSettled[thing] = 1;
      mayBe[thing] = mayChoose(choice, settle) ? 1 : 0;
    }
    return mayBe[thing] === 1;
  };
  components.forEach((component, task) => {
    if (wanted[task] !== 1) return;
    const isOmitted =
      canOmit(component) || component.inputs.some(({ consumable }) => settle(consumable));
    const absent = isOmitted ? component.outputs : absentWithin(component, planInner);
    for (const { consumable } of absent) mayBe[consumable] = 1;
  });
  consumables.forEach((_, thing) => settle(thing));
  return mayBe;
};

/** The outputs of a pipeline that is run once in place of a runner that may be absent. */
const absentWithin = (
  { pipeline, outputs }: Component,
  planInner: PlanInner,
): Component['outputs'] => {
  if (pipeline === undefined) return [];
  const inner = planInner(
    pipeline,
    outputs.map(({ port }) => port),
  );
  const { control } = inner;
  if (control === undefined) return [];
  const absent = new Set(
    inner.outputs.flatMap(({ name, consumable }) =>
      control.mayBeAbsent[consumable] === 1 ? [name] : [],
    ),
  );
  return outputs.filter(({ port }) => absent.has(port));
};

const mayChoose = ({ kind, of }: Choice, mayBeAbsent: (thing: number) => boolean): boolean => {
  if (kind === 'when') return true;
  return (kind === 'first' || kind === 'race') && of.every(mayBeAbsent);
};
