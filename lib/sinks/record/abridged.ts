import type { Values } from '../../engine/event.js';
import { plainValue } from '../values/plain-value.js';
import type { RecordedEvent } from './recorded-event.js';

/** A recorded event of whose values, each, at most `most` characters of JSON text are kept. */
export const abridged = (event: RecordedEvent, most: number): RecordedEvent => {
  const values = (all: Values): Values =>
    // Not by assignment: a name may be `__proto__`.
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, plainValue(value, most)]));
  switch (event.type) {
    case 'run-started':
    case 'attempt-started':
    case 'inputs-changed':
      return { ...event, inputs: values(event.inputs) };
    case 'task-finished':
    case 'task-repeated':
    case 'run-settled':
    case 'run-finished':
      return { ...event, outputs: values(event.outputs) };
    case 'task-kept':
      return event.outputs === undefined ? event : { ...event, outputs: values(event.outputs) };
    case 'attempt-part':
      return { ...event, value: plainValue(event.value, most) };
    default:
      return event;
  }
};
