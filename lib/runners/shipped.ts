import { setTimeout as wait } from 'node:timers/promises';

import * as t from 'io-ts';

import { Registry } from './registry.js';
import type { Runner } from './runner.js';

/** How a value is shown in the trace that a simulated model leaves. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const json = JSON.stringify(value) as string | undefined; // of undefined or a function: undefined
  return (json ?? typeof value).slice(0, 200);
};

/**
 * A model that only pretends: it takes any ports, waits, and marks what it did in its outputs, so
 * that the path of a value can be read off it. Waits `milliseconds`, or what the params say.
 */
const simulatedModel = (name: string, description: string, milliseconds: number): Runner => ({
  name,
  description,
  params: t.partial({ milliseconds: t.number }),
  run: async (inputs, { outputs, component, params, signal }) => {
    const trace = `${component}(${Object.values(inputs).map(shown).join(', ')})`;
    const time = typeof params.milliseconds === 'number' ? params.milliseconds : milliseconds;
    await wait(time, undefined, { signal });
    return Object.fromEntries(outputs.map((port) => [port, trace]));
  },
});

export const imagePreprocessor = simulatedModel(
  'ImagePreprocessor',
  'a simulated model: prepares the image of a page',
  200,
);

export const ocrModel = simulatedModel(
  'OCRModel',
  'a simulated model: reads the text of a page',
  400,
);

export const extractionModel = simulatedModel(
  'ExtractionModel',
  'a simulated model: finds fields in a text',
  100,
);

/** Gives its inputs as its outputs, unchanged, by the names of the ports. */
export const passThrough: Runner = {
  name: 'PassThrough',
  description: 'gives its inputs as its outputs, unchanged; a single one under any name',
  run: (inputs, { outputs }) => {
    const values = Object.values(inputs);
    return Object.fromEntries(
      outputs
        .filter((port) => values.length === 1 || Object.hasOwn(inputs, port))
        .map((port) => [port, values.length === 1 ? values[0] : inputs[port]]),
    );
  },
};

/** Gives all its inputs as one list, in the order in which they are declared. */
export const merge: Runner = {
  name: 'Merge',
  description: 'gives all its inputs as one list, in their order',
  run: (inputs, { outputs }) =>
    Object.fromEntries(outputs.map((port) => [port, Object.values(inputs)])),
};

/** The runners that every pipeline may name. */
export const shippedRunners = new Registry([
  imagePreprocessor,
  ocrModel,
  extractionModel,
  passThrough,
  merge,
]);
