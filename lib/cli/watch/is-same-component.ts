import { isDeepStrictEqual } from 'node:util';

import type { Component, Graph } from '../../graph/graph.js';

/**
 * Whether two components, each of a graph of its own, do the same with the same values: what one
 * has given still holds for the other. How it is gone about (timeouts, retries, resources) does not
 * count.
 */
export const isSameComponent = (
  [graph, one]: readonly [Graph, Component],
  [otherGraph, other]: readonly [Graph, Component],
): boolean =>
  one.runner === other.runner &&
  graph.directory === otherGraph.directory &&
  isDeepStrictEqual(one.params, other.params) &&
  isDeepStrictEqual(wiring(graph, one), wiring(otherGraph, other));

const wiring = ({ components, consumables }: Graph, component: Component): unknown => ({
  inputs: component.inputs.map(({ port, consumable }) => [port, consumables[consumable]?.name]),
  outputs: component.outputs.map(({ name, port }) => [name, port]),
  after: component.dependencies.map((task) => components[task]?.name),
});
