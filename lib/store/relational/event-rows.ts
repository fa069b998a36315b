import { createHash } from 'node:crypto';

import type { RecordedEvent } from '../../sinks/record/recorded-event.js';
import { all, type Cell, type Row, type Work } from '../database/database.js';
import { inParts, marks } from '../database/insert.js';

/** What there is to write of events. */
export interface EventRows {
  readonly events: readonly (readonly Cell[])[];
  /** Drawn graphs, each once: every run of a pipeline begins with the same. */
  readonly graphs: readonly (readonly Cell[])[];
  /** How many tasks the run has, where an event tells; else 0. */
  readonly tasks: number;
}

const hashes = new WeakMap<object, readonly [hash: string, json: string]>();

const hashed = (graph: object): readonly [hash: string, json: string] => {
  let known = hashes.get(graph);
  if (known === undefined) {
    const json = JSON.stringify(graph);
    known = [createHash('sha256').update(json).digest('hex'), json];
    hashes.set(graph, known);
  }
  return known;
};

export const eventRows = (
  run: string,
  from: number,
  events: readonly RecordedEvent[],
): EventRows => {
  const graphs = new Map<string, readonly Cell[]>();
  let tasks = 0;
  const rows = events.map((event, index): readonly Cell[] => {
    const numbered = { ...event, sequence: from + index };
    let body: object = numbered;
    if (event.type === 'run-started') {
      const [hash, json] = hashed(event.graph);
      graphs.set(hash, [hash, json]);
      tasks = event.graph.components.filter((one) => !one.pruned).length;
      body = { ...numbered, graph: hash };
    }
    return [
      run,
      from + index,
      event.type,
      'task' in event ? event.task : null,
      'attempt' in event ? event.attempt : null,
      event.time,
      JSON.stringify(body),
    ];
  });
  return { events: rows, graphs: [...graphs.values()], tasks };
};

/** Events as they were recorded, of rows with their bodies. */
export function* eventsOf(rows: readonly Row[]): Work<readonly RecordedEvent[]> {
  const bodies = rows.map((row) => JSON.parse(String(row['body'])) as { readonly graph?: string });
  const wanted = new Set<string>();
  for (const { graph } of bodies) if (graph !== undefined) wanted.add(graph);
  const graphs = new Map<string, unknown>();
  for (const part of inParts([...wanted]))
    for (const row of yield* all(
      `SELECT hash, json FROM graphs WHERE hash IN (${marks(part.length)})`,
      ...part,
    ))
      graphs.set(String(row['hash']), JSON.parse(String(row['json'])));
  return bodies.map((body) => {
    const event = body.graph === undefined ? body : { ...body, graph: graphs.get(body.graph) };
    return event as RecordedEvent;
  });
}
