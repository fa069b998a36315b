import * as t from 'io-ts';

import type { Runner } from '../runners/runner.js';
import { typeCodecs } from './check-ports.js';
import type { Graph } from './graph.js';

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
  outputs: Object.fromEntries(graph.outputs.map(({ name }) => [name, t.unknown])),
  run: () => {
    throw new Error('a pipeline is executed, not called');
  },
});

// `unknown` takes what is not there, too.
const given = (codec: t.Mixed): t.Mixed =>
  codec.is(undefined) ? new t.Type('a value', isGiven, codec.validate, t.identity) : codec;

const isGiven = (value: unknown): value is unknown => value !== undefined;

const optional = (codec: t.Mixed): t.Mixed =>
  codec.is(undefined) ? codec : t.union([codec, t.undefined], codec.name);
