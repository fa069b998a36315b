import { writeYaml } from '../../declaration/read-data.js';
import type { Values } from '../../engine/event.js';
import { plainValue, jsonReplacer } from '../../sinks/values/plain-value.js';
import { shownValues } from '../../sinks/values/shown-value.js';
import { jsonText } from './json-text.js';

/** The outputs of a run as they are printed on stdout. */
export const outputsText = (outputs: Values, format: 'json' | 'yaml' | 'text'): string => {
  switch (format) {
    case 'json':
      return jsonText(printable(outputs));
    case 'yaml':
      return writeYaml(printable(outputs));
    case 'text':
      return Object.keys(outputs)
        .map((name) => `${shownValues({ [name]: outputs[name] })}\n`)
        .join('');
  }
};

// JSON leaves out what is undefined: an output that is there is to be seen.
const printable = (outputs: Values): unknown =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      value === undefined ? null : asJson(value),
    ]),
  );

const asJson = (value: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(value, jsonReplacer));
  } catch {
    // It holds itself, or cannot be read.
    return plainValue(value, Infinity);
  }
};
