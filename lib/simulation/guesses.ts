import { canonical } from '../conditions/canonical.js';
import type { Condition } from '../conditions/condition.js';
import { allComponents } from '../graph/component-at.js';
import type { Component, Graph } from '../graph/graph.js';
import type { Count, SimulateOptions } from './simulate-options.js';
import type { SimulatedSettings } from './simulation.js';
import { isCertain } from './simulated-condition.js';

export const defaultChance = 0.5;

/** A component with a condition that is left to chance. */
export interface Conditional {
  readonly path: string;
  /** The same for conditions that say the same, or the opposite. */
  readonly key: string;
  readonly isNegated: boolean;
}

export const conditionalsOf = (graph: Graph): readonly Conditional[] =>
  componentsOf(graph).flatMap(({ path, prefix, component, within }) => {
    const condition = conditionIn(within, component);
    if (condition === undefined || isCertain(condition)) return [];
    const { text, isNegated } = canonical(condition.expression, (name) => name);
    return [{ path, key: `${prefix} ${text}`, isNegated }];
  });

/** The paths of the components that are mapped, by what they are mapped over. */
export const mappedOf = (graph: Graph): ReadonlyMap<string, string> =>
  new Map(
    componentsOf(graph).flatMap(({ path, prefix, component, within }): [string, string][] => {
      const over = component.map?.over[0];
      const input = component.inputs.find(({ port }) => port === over);
      if (input === undefined) return [];
      return [[path, `${prefix} ${within.consumables[input.consumable]?.name ?? ''}`]];
    }),
  );

export const repeatedOf = (graph: Graph): readonly string[] =>
  [...allComponents(graph)].flatMap(([path, component]) =>
    (component.map?.element ?? component).repeat === undefined || component.pruned ? [] : [path],
  );

/** The chance of each: what is given for one holds for those that say the same, or the opposite. */
export const chancesOf = (
  graph: Graph,
  given: SimulateOptions['chances'] = {},
): ReadonlyMap<string, number> => {
  const all = conditionalsOf(graph);
  const byKey = new Map<string, number>();
  for (const { path, key, isNegated } of all) {
    const chance = Object.hasOwn(given, path) ? given[path] : undefined;
    if (chance !== undefined && !byKey.has(key)) byKey.set(key, isNegated ? 1 - chance : chance);
  }
  return new Map(
    all.map(({ path, key, isNegated }) => {
      const chance = byKey.get(key) ?? defaultChance;
      return [path, isNegated ? 1 - chance : chance];
    }),
  );
};

/** The lengths of what each is mapped over: what is given for one holds for all over the same. */
export const lengthsOf = (
  graph: Graph,
  given: SimulateOptions['lengths'] = {},
): ReadonlyMap<string, Count> => {
  const all = mappedOf(graph);
  const byList = new Map<string, Count>();
  for (const [path, list] of all) {
    const length = Object.hasOwn(given, path) ? given[path] : undefined;
    if (length !== undefined && !byList.has(list)) byList.set(list, length);
  }
  return new Map(Array.from(all, ([path, list]) => [path, byList.get(list) ?? 1]));
};

/** What a simulation goes by where there are no values. */
export const guesses = (graph: Graph, options: SimulateOptions): Partial<SimulatedSettings> => {
  const chances = chancesOf(graph, options.chances);
  const lengths = lengthsOf(graph, options.lengths);
  const rounds = repeatedOf(graph);
  if (chances.size + lengths.size + rounds.length === 0) return {};
  const {
    chances: givenChances = {},
    lengths: givenLengths = {},
    rounds: givenRounds = {},
  } = options;
  const keysOf = new Map(conditionalsOf(graph).map(({ path, key }) => [path, key]));
  const lists = mappedOf(graph);
  const known = (of: ReadonlyMap<string, string>, given: Readonly<Record<string, unknown>>) =>
    new Set(Object.keys(given).map((path) => of.get(path)));
  const knownKeys = known(keysOf, givenChances);
  const knownLists = known(lists, givenLengths);
  const assumed = [
    ...[...chances.keys()].flatMap((path) =>
      knownKeys.has(keysOf.get(path)) ? [] : [`chance of ${path}`],
    ),
    ...[...lengths.keys()].flatMap((path) =>
      knownLists.has(lists.get(path)) ? [] : [`length of ${path}`],
    ),
    ...rounds.flatMap((path) => (Object.hasOwn(givenRounds, path) ? [] : [`rounds of ${path}`])),
  ];
  return {
    ...(chances.size > 0 ? { chances: Object.fromEntries(chances) } : {}),
    ...(lengths.size > 0
      ? { lengths: Object.fromEntries(Array.from(lengths, ([path, of]) => [path, mean(of)])) }
      : {}),
    ...(rounds.length > 0
      ? { rounds: Object.fromEntries(rounds.map((path) => [path, givenRounds[path] ?? 1])) }
      : {}),
    ...(assumed.length > 0 ? { assumed } : {}),
  };
};

const mean = (of: Count): number =>
  typeof of === 'number'
    ? of
    : of.samples.reduce((sum, one) => sum + one, 0) / Math.max(1, of.samples.length);

const conditionIn = ({ consumables }: Graph, { when }: Component): Condition | undefined =>
  consumables[when ?? -1]?.choice?.condition;

interface Found {
  readonly path: string;
  readonly prefix: string;
  readonly component: Component;
  readonly within: Graph;
}

const componentsOf = (within: Graph, prefix = ''): readonly Found[] =>
  within.components.flatMap((component): Found[] => {
    if (component.pruned) return [];
    const path = prefix + component.name;
    const { pipeline } = component.map?.element ?? component;
    return [
      { path, prefix, component, within },
      ...(pipeline === undefined ? [] : componentsOf(pipeline, `${path}/`)),
    ];
  });
