import { FinalError } from '../../runners/final-error.js';
import { fromJson } from '../../runners/values/json-values.js';
import type { Values } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { type ReadItem, withoutNotes } from './read-item.js';
import { type Line, loneReturn } from '../files/lines-of.js';

/** Items from lines of JSON, one object a line. Blank lines are none. */
export async function* ndjsonItems(
  lines: AsyncIterable<Line>,
  name: string,
  { inputs }: Graph,
): AsyncGenerator<ReadItem> {
  const names = new Set(inputs.map((input) => input.name));
  for await (const { number, text, bytes } of lines) {
    if (typeof text === 'string' && text.trim() === '') continue;
    const item = { place: `${name}:${number}`, size: bytes };
    const read = typeof text === 'string' ? objectOf(text) : 'the line is not UTF-8';
    if (typeof read === 'string') yield { ...item, problem: read, raw: text };
    else yield { ...item, values: withoutNotes(read, names), raw: read };
  }
}

const objectOf = (text: string): Values | string => {
  let value: unknown;
  try {
    value = fromJson(text);
  } catch (error) {
    if (error instanceof FinalError) return error.message;
    if (text.includes('\r')) return loneReturn;
    return `the line is not JSON: ${(error as Error).message}`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  return 'the line is not a JSON object of inputs by name';
};
