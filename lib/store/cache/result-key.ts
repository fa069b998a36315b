import canonicalize from 'canonicalize';

import type { Component } from '../../graph/graph.js';
import type { ResultKey } from '../store.js';
import type { Code } from './code-of.js';
import { sha256 } from '../values/sha256.js';

/** Another number says that keys made before are no longer asked for. */
const format = 1;

/** How long a part may be that stands in a key as it is. */
const mostShown = 200;

/** Thrown for params that no JSON can say, so that nothing tells whether they are the same. */
export class UnkeyedParams extends Error {
  override readonly name = 'UnkeyedParams';
}

/** What of a key is the same for every call of a component. */
export interface FixedParts {
  readonly parts: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
}

/**
 * The parts of a component's keys before its inputs. No name of a component is among them: what is equal is
 * equal wherever it stands. Nor is what only decides how, when and where its attempts are made.
 */
export const fixedParts = (component: Component, code: Code): FixedParts => {
  const { runner, params, inputs, outputs, repeat } = component;
  const asked = [...new Set(outputs.map(({ port }) => port))].sort();
  return {
    ports: inputs.map(({ port }) => port),
    parts: {
      format: String(format),
      runner: runner.name,
      ...code,
      ...paramParts(encoded(component, params)),
      'order of inputs': inputs.map(({ port }) => port).join(', '),
      outputs: asked.join(', '),
      ...(repeat === undefined
        ? {}
        : {
            'repeat.until': shown(repeat.until.text),
            // By whose names the condition is.
            'repeat.over': shown(json(outputs.map(({ name, port }) => [name, port]))),
            'repeat.atMost': String(repeat.atMost),
            'repeat.carry': shown(
              // What is carried counts by the port that gives it: its name is the component's own.
              json(repeat.carry.map(({ port, output }) => [port, portOf(component, output)])),
            ),
          }),
    },
  };
};

/** `inputs` are the hashes of their values, in the order of the ports. */
export const resultKey = ({ parts, ports }: FixedParts, inputs: readonly string[]): ResultKey => {
  const all: Record<string, string> = { ...parts };
  ports.forEach((port, index) => {
    all[`input ${port}`] = inputs[index] ?? 'none';
  });
  return { hash: sha256(json(all)), parts: all };
};

const portOf = ({ outputs }: Component, output: string): string =>
  outputs.find(({ name }) => name === output)?.port ?? output;

// As they are written: what a codec has made of them may be of any type.
const encoded = ({ runner }: Component, params: Component['params']): unknown =>
  runner.params === undefined ? params : runner.params.encode(params);

/** Each param by itself, and those in maps, so that it can be told which one differs. */
const paramParts = (params: unknown, path = 'params'): Readonly<Record<string, string>> => {
  if (!isPlain(params)) return { [path]: shown(json(params)) };
  const entries = Object.entries(params).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return path === 'params' ? {} : { [path]: '{}' };
  return Object.assign(
    {},
    ...entries.map(([name, value]) =>
      // A name with a dot could stand for a way.
      paramParts(value, `${path}.${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}`),
    ),
  ) as Readonly<Record<string, string>>;
};

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

const shown = (text: string): string =>
  text.length <= mostShown ? text : `sha256 ${sha256(text)}`;

const json = (value: unknown): string => {
  assertPlain(value);
  return canonicalize(value) as string;
};

function assertPlain(value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) value.forEach(assertPlain);
  else if (isPlain(value))
    Object.values(value)
      .filter((one) => one !== undefined)
      .forEach(assertPlain);
  else throw new UnkeyedParams('a param is not JSON');
}
