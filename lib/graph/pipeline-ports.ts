import * as t from 'io-ts';

import type { Runner } from '../runners/runner.js';
import { listOf, portOf, typeCodecs } from './check-ports.js';
import type { Component, Graph } from './graph.js';

/** A pipeline where a runner could stand: its inputs and outputs are its ports. */
export const pipelinePorts = (path: string, graph: Graph): Runner => ({
  name: path,
  inputs: Object.fromEntries(
    graph.inputs.map(({ name, type, default: fallback }) => {
      const codec = type === undefined ? t.unknown : typeCodecs[type];
      return [name, fallback === undefined ? given(codec) : optional(codec)];
    }),
  ),
  params: t.type({}),
  outputs: Object.fromEntries(
    graph.outputs.map(({ name, consumable }) => [name, givenBy(graph, consumable)]),
  ),
  run: () => {
    throw new Error('a pipeline is executed, not called');
  },
});

// Of what is chosen nothing is said.
const givenBy = ({ consumables, components, inputs }: Graph, consumable: number): t.Mixed => {
  const { component: index, choice } = consumables[consumable] ?? {};
  if (choice !== undefined) return t.unknown;
  const component = components[index ?? -1];
  if (component === undefined) return typeCodecs[inputs[consumable]?.type ?? 'json'];
  const { outputs, map } = component;
  const port = outputs.find((output) => output.consumable === consumable)?.port ?? '';
  if (map === undefined) return givenByOne(component, port);
  const hasGaps = map.onFailure === 'omit' || map.element.pipeline !== undefined;
  return listOf(givenByOne(map.element, port), { hasGaps });
};

const givenByOne = ({ runner, pipeline }: Component, port: string): t.Mixed => {
  const output = pipeline?.outputs.find(({ name }) => name === port);
  return pipeline !== undefined && output !== undefined
    ? givenBy(pipeline, output.consumable)
    : (portOf(runner.outputs ?? {}, port) ?? t.unknown);
};

// `unknown` takes what is not there, too.
const given = (codec: t.Mixed): t.Mixed =>
  codec.is(undefined) ? new t.Type('a value', isGiven, codec.validate, t.identity) : codec;

const isGiven = (value: unknown): value is unknown => value !== undefined;

const optional = (codec: t.Mixed): t.Mixed =>
  codec.is(undefined) ? codec : t.union([codec, t.undefined], codec.name);
