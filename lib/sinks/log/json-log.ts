import { visibleJson } from '../../diagnostics/visible.js';
import type { JsonGraph } from '../../drawing/json-graph.js';
import type { RunEvent, Sink } from '../../engine/events/event.js';
import { recorded, type RecordedEvent } from '../record/recorded-event.js';
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
    write(lineOf(recorded(event, most)));
  };

/**
 * A record of the runs of many items, whose events may be mixed. The graph, which is the same in all,
 * stands in the first line alone: that of a million items would be more than all else.
 */
export const itemLines = (write: (line: string) => void): ((event: RecordedEvent) => void) => {
  let graph: JsonGraph | undefined;
  return (event) => {
    if (event.type !== 'run-started') write(lineOf(event));
    else {
      write(lineOf(event.graph === graph ? { ...event, graph: undefined } : event));
      ({ graph } = event);
    }
  };
};

/**
 * The same for reading along: of the graph, which is what the user declared, only the name and the
 * number of components are given.
 */
export const jsonLog =
  (write: (line: string) => void): Sink =>
  (event) => {
    write(lineOf(summarized(event)));
  };

const lineOf = (event: object): string => visibleJson(JSON.stringify(event));

const summarized = (event: RunEvent): object => {
  if (event.type !== 'run-started') return recorded(event);
  const { name, components } = event.graph;
  return {
    ...recorded({ ...event, graph: { ...event.graph, components: [], inputs: [], outputs: [] } }),
    graph: { name, components: components.length },
  };
};
