import * as t from 'io-ts';
import { map } from 'rxjs';

import { mostMilliseconds } from '../../declaration/duration.js';
import { shorten } from '../../diagnostics/wording.js';
import { busyFor } from './busy-for.js';
import { within } from '../codecs/duration-range.js';
import { numberWithin } from '../codecs/bounded-numbers.js';
import { defineRunner, type Runner } from '../runner.js';

// A trace holds those of its inputs, and in a dense graph the paths to a value are without number.
const longestTrace = 1_000;

/** How a value is shown in the trace that a simulated model leaves. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return shorten(value, longestTrace);
  const json = JSON.stringify(value) as string | undefined; // of undefined or a function: undefined
  return (json ?? typeof value).slice(0, 200);
};

/**
 * A model that only pretends: it takes any ports, is busy for half to one and a half times as long
 * as is typical of it, and marks what it did in its outputs, so that the path of a value can be read
 * off it.
 */
const simulatedModel = (name: string, does: string, typical: number): Runner =>
  defineRunner({
    name,
    description: `a simulated model: ${does}; takes about ${typical} ms`,
    params: t.partial({ milliseconds: numberWithin(0, mostMilliseconds) }),
    run: (inputs, context) => {
      const { component, outputs, params, random } = context;
      const trace = `${component}(${Object.values(inputs).map(shown).join(', ')})`;
      const time = params.milliseconds ?? within([typical / 2, typical * 1.5], random);
      return busyFor(time, context).pipe(
        map(() => Object.fromEntries(outputs.map((port) => [port, trace]))),
      );
    },
  });

export const imagePreprocessor = simulatedModel(
  'ImagePreprocessor',
  'prepares the image of a page',
  200,
);

export const ocrModel = simulatedModel('OCRModel', 'reads the text of a page', 400);

export const extractionModel = simulatedModel('ExtractionModel', 'finds fields in a text', 100);
