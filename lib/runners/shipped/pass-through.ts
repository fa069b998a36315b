import type { Runner } from '../runner.js';

type Values = Readonly<Record<string, unknown>>;

/** Inputs as outputs, by the names of the ports; a single one under every name. */
export const passedOn = (inputs: Values, outputs: readonly string[]): Values => {
  const values = Object.values(inputs);
  return Object.fromEntries(
    outputs
      .filter((port) => values.length === 1 || Object.hasOwn(inputs, port))
      .map((port) => [port, values.length === 1 ? values[0] : inputs[port]]),
  );
};

export const passThrough: Runner = {
  name: 'PassThrough',
  description: 'returns its inputs as its outputs, unchanged; a single one under any name',
  run: (inputs, { outputs }) => passedOn(inputs, outputs),
};
