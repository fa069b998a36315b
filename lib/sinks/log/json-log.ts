import { visibleJson } from '../../diagnostics/visible.js';
import type { RunEvent, Sink } from '../../engine/event.js';
import { recorded } from '../record/recorded-event.js';
import { mostCharacters } from '../values/plain-value.js';

export interface EventLinesOptions {
  /** How many characters of a value's JSON text are kept; 100,000 by default. */
  readonly most?: number;
}

/**
 * A complete record of a run as lines of JSON, one for each event, in the order of the events: what
 * `readEvents` reads and a report is made of. Each line is given to `write` without its end, before
 * the run goes on, so that what was at work when a process ended can be read off its file. Values
 * that JSON cannot hold are named by kind and size, long ones are cut and say so.
 */
export const eventLines =
  (write: (line: string) => void, { most = mostCharacters }: EventLinesOptions = {}): Sink =>
  (event) => {
    write(visibleJson(JSON.stringify(recorded(event, most))));
  };

/**
 * The same for reading along: of the graph, which is what the user declared, only the name and the
 * number of components are given.
 */
export const jsonLog =
  (write: (line: string) => void): Sink =>
  (event) => {
    write(visibleJson(JSON.stringify(summarized(event))));
  };

const summarized = (event: RunEvent): object => {
  if (event.type !== 'run-started') return recorded(event);
  const { name, components } = event.graph;
  return {
    ...recorded({ ...event, graph: { ...event.graph, components: [], inputs: [], outputs: [] } }),
    graph: { name, components: components.length },
  };
};
