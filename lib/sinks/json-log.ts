import { visibleJson } from '../diagnostics/visible.js';
import type { RunEvent, Sink } from '../engine/event.js';
import { sayable } from './sayable.js';

const described = (event: RunEvent): object =>
  event.type === 'run-started'
    ? { ...event, graph: { name: event.graph.name, components: event.graph.components.length } }
    : event;

/**
 * The events of a run as lines of JSON, one for each. Of the graph, which is what the user
 * declared, only name and size are given; a value that JSON cannot hold is named by its kind.
 */
export const jsonLog =
  (write: (line: string) => void): Sink =>
  (event) => {
    let line: string;
    try {
      line = JSON.stringify(described(event), sayable);
    } catch {
      // Values that contain themselves.
      const { run, sequence, time, type } = event;
      line = JSON.stringify({ run, sequence, time, type, unprintable: true });
    }
    write(visibleJson(line));
  };
