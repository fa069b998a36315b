import { isDeepStrictEqual } from 'node:util';

import type { Component, Graph } from '../../graph/graph.js';

type Placed = readonly [graph: Graph, component: Component];

/**
 * Whether two components, each of a graph of its own, do the same with the same values: what one
 * has given still holds for the other. How it is gone about (timeouts, retries, resources) does not
 * count.
 */
export const isSameComponent = (one: Placed, other: Placed): boolean =>
  isSameWork(one, other) && isDeepStrictEqual(wiring(one), wiring(other));

const isSameWork = ([graph, one]: Placed, [otherGraph, other]: Placed): boolean => {
  const { pipeline, map } = one;
  if (map !== undefined && other.map !== undefined)
    return (
      isDeepStrictEqual([map.over, map.onFailure], [other.map.over, other.map.onFailure]) &&
      isSameWork([graph, map.element], [otherGraph, other.map.element])
    );
  // Of a pipeline that was loaded anew the runner is another one.
  const isSameRunner =
    pipeline !== undefined && other.pipeline !== undefined
      ? isSamePipeline(pipeline, other.pipeline)
      : one.runner === other.runner;
  return (
    isSameRunner &&
    graph.directory === otherGraph.directory &&
    isDeepStrictEqual(own(one), own(other)) &&
    areSame(one.fallback ?? [], other.fallback ?? [], (a, b) =>
      isSameWork([graph, a], [otherGraph, b]),
    )
  );
};

const isSamePipeline = (one: Graph, other: Graph): boolean =>
  isDeepStrictEqual(ends(one), ends(other)) &&
  areSame(one.components, other.components, (a, b) => isSameWithin([one, a], [other, b]));

// Of what stands within another it counts, too, whether it runs, and what becomes of its failure.
const isSameWithin = (one: Placed, other: Placed): boolean =>
  isDeepStrictEqual(terms(one), terms(other)) && isSameComponent(one, other);

const areSame = <T>(
  all: readonly T[],
  others: readonly T[],
  isSame: (one: T, other: T) => boolean,
): boolean => all.length === others.length && all.every((one, at) => isSame(one, others[at] as T));

const own = ({ params, repeat }: Component): unknown => [
  params,
  repeat && [repeat.until.text, repeat.atMost, repeat.carry],
];

const terms = ([{ consumables }, { name, when, onFailure }]: Placed): unknown => [
  name,
  consumables[when ?? -1]?.choice?.condition?.text,
  onFailure,
];

const ends = (graph: Graph): unknown => [
  graph.inputs,
  graph.outputs.map(({ name, consumable }) => [name, source(graph, consumable)]),
];

const source = ({ consumables }: Graph, consumable: number): unknown => {
  const { name, choice } = consumables[consumable] ?? {};
  return [name, choice?.kind, choice?.atLeast];
};

const wiring = ([graph, component]: Placed): unknown => ({
  inputs: component.inputs.map(({ port, consumable }) => [port, source(graph, consumable)]),
  outputs: component.outputs.map(({ name, port }) => [name, port]),
  after: component.dependencies.map((task) => graph.components[task]?.name),
});
