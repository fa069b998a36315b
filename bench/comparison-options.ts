import { parseArgs } from 'node:util';

import type { EngineSource } from './engines.js';

/** What the command line asks for. */
export interface ComparisonOptions {
  readonly engines: readonly EngineSource[];
  readonly shapes: readonly string[];
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly warm: number;
  readonly limit: number;
  readonly heap: number;
  readonly node: readonly string[];
  readonly json: boolean;
}

/** What is measured by default, and what there is. */
export interface Choice {
  readonly engines: readonly EngineSource[];
  readonly shapes: readonly string[];
  readonly runs: number;
  readonly limit: number;
}

const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const parsed = ({ engines, shapes, runs, limit }: Choice) =>
  parseArgs({
    options: {
      engines: { type: 'string', default: engines.map(({ name }) => name).join(',') },
      shapes: { type: 'string', default: shapes.join(',') },
      sizes: { type: 'string', default: '1000,10000,100000' },
      runs: { type: 'string', default: String(runs) },
      warm: { type: 'string', default: '10000' },
      limit: { type: 'string', default: String(limit) },
      heap: { type: 'string', default: '4096' },
      node: { type: 'string', multiple: true, default: [] as string[] },
      json: { type: 'boolean', default: false },
    },
  }).values;

const oneOf = <T>(what: string, text: string, all: readonly T[], nameOf: (one: T) => string): T[] =>
  text
    .split(',')
    .map(
      (asked) =>
        all.find((one) => nameOf(one) === asked) ??
        fail(`there is no ${what} \`${asked}\`; there are ${all.map(nameOf).join(', ')}`),
    );

const count = (option: string, text: string, least: number): number => {
  const value = Number(text);
  return Number.isInteger(value) && value >= least
    ? value
    : fail(`--${option} takes whole numbers from ${least}, not \`${text}\``);
};

/** Reads the command line; a mistake in it ends the process. */
export const readOptions = (choice: Choice): ComparisonOptions => {
  let values: ReturnType<typeof parsed>;
  try {
    values = parsed(choice);
  } catch (error) {
    return fail(`${(error as Error).message}\nbench/README.md tells the options`);
  }
  return {
    engines: oneOf('engine', values.engines, choice.engines, ({ name }) => name),
    shapes: oneOf('shape', values.shapes, choice.shapes, (name) => name),
    sizes: values.sizes
      .split(',')
      .map((text) => count('sizes', text, 3))
      .sort((a, b) => a - b),
    runs: count('runs', values.runs, 1),
    warm: count('warm', values.warm, 0),
    limit: count('limit', values.limit, 1),
    heap: count('heap', values.heap, 1),
    node: values.node,
    json: values.json,
  };
};
