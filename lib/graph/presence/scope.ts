import type { Condition } from '../../conditions/condition.js';
import type { Component, Graph } from '../graph.js';
import { type Formula, formulaOf, type Variables } from './formula.js';
import type { Claim, Subject, Value } from './subjects.js';

/** What is known of a consumable as conditions see it, wherever they stand. */
interface Origin {
  readonly key: string;
  readonly isInteger: boolean;
}

/** A graph, at its place among those that it is within, with its conditions. */
export interface Scope {
  readonly graph: Graph;
  /** The way to it: `read/`. */
  readonly prefix: string;
  /** By component. */
  readonly conditions: ReadonlyMap<number, Formula>;
  readonly inner: ReadonlyMap<number, Scope>;
}

/** All that conditions are about: variables by number. */
export class Subjects implements Variables {
  readonly all: Subject[] = [];
  private readonly values = new Map<string, readonly [number, Value]>();
  private readonly claims = new Map<string, number>();

  add(subject: Subject): number {
    return this.all.push(subject) - 1;
  }

  readonly value: Variables['value'] = (key, make) => {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const value = make();
    const added = [this.add(value), value] as const;
    this.values.set(key, added);
    return added;
  };

  readonly claim = (key: string, make: () => Claim): number => {
    const known = this.claims.get(key);
    if (known !== undefined) return known;
    const added = this.add(make());
    this.claims.set(key, added);
    return added;
  };
}

/** Beyond so many components, pipelines within others are not looked into. */
const mostComponents = 200_000;

export const scopeOf = (graph: Graph, subjects: Subjects): Scope => {
  let components = 0;

  const scope = (graph: Graph, prefix: string, given: ReadonlyMap<string, Origin>): Scope => {
    components += graph.components.length;
    const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
    const origin = (name: string): Origin =>
      given.get(name) ?? {
        key: prefix + name,
        isInteger: inputs.get(name)?.type === 'integer',
      };
    const naming = {
      key: (name: string) => origin(name).key,
      isInteger: (name: string) => origin(name).isInteger,
    };
    const conditions = new Map<number, Formula>();
    const inner = new Map<number, Scope>();
    graph.components.forEach((component, index) => {
      if (component.pruned) return;
      const condition = conditionOf(graph, component);
      if (condition !== undefined) conditions.set(index, formulaOf(condition, subjects, naming));
      const { pipeline } = component;
      if (pipeline === undefined || isPlain(pipeline) || components > mostComponents) return;
      const below = givenTo(graph, component, origin);
      inner.set(index, scope(pipeline, `${prefix}${component.name}/`, below));
    });
    return { graph, prefix, conditions, inner };
  };

  return scope(graph, '', new Map());
};

/** The condition of a component. */
export const conditionOf = ({ consumables }: Graph, { when }: Component): Condition | undefined =>
  consumables[when ?? -1]?.choice?.condition;

// What a pipeline takes has the name that it has outside; what is chosen, and what each round of a
// repetition may have anew, a name of its own.
const givenTo = (
  { consumables }: Graph,
  { inputs, repeat }: Component,
  origin: (name: string) => Origin,
): ReadonlyMap<string, Origin> =>
  new Map(
    inputs.flatMap(({ port, consumable }): [string, Origin][] => {
      const { name = '', choice } = consumables[consumable] ?? {};
      const isCarried = repeat?.carry.some((one) => one.port === port) ?? false;
      return choice !== undefined || isCarried ? [] : [[port, origin(name)]];
    }),
  );

const plain = new WeakMap<Graph, boolean>();

/** Whether nothing of a graph can be absent. */
export const isPlain = (graph: Graph): boolean => {
  const known = plain.get(graph);
  if (known !== undefined) return known;
  const is = graph.components.every(
    ({ pruned, when, onFailure, pipeline }) =>
      pruned ||
      (when === undefined &&
        onFailure === undefined &&
        (pipeline === undefined || isPlain(pipeline))),
  );
  plain.set(graph, is);
  return is;
};
