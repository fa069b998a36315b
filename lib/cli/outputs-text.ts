import { writeYaml } from '../declaration/data.js';
import type { Values } from '../engine/event.js';
import { sayable } from '../sinks/sayable.js';
import { shownValues } from '../sinks/shown-value.js';
import { jsonText } from './json-text.js';

/** The outputs of a run as they are printed on stdout. */
export const outputsText = (outputs: Values, format: 'json' | 'yaml' | 'text'): string => {
  switch (format) {
    case 'json':
      return jsonText(outputs, sayable);
    case 'yaml':
      return writeYaml(JSON.parse(JSON.stringify(outputs, sayable)));
    case 'text':
      return Object.keys(outputs)
        .map((name) => `${shownValues({ [name]: outputs[name] })}\n`)
        .join('');
  }
};
