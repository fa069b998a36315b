import type { Graph } from '../graph/graph.js';
import { type Connection, connections, type DirectEnd } from './connections.js';

/** All that goes from one place of a graph to another, be it through what chooses from it. */
export interface DirectConnection {
  readonly from: DirectEnd;
  readonly to: DirectEnd;
  /** What is passed, or may be chosen; each once, in the order of the inputs. */
  readonly passed: readonly number[];
  /** What a condition is asked with. */
  readonly asked: readonly number[];
}

interface Found {
  readonly from: DirectEnd;
  readonly to: DirectEnd;
  readonly passed: Set<number>;
  readonly asked: Set<number>;
}

/** Every pair that is connected, once, in the order of what they end at. */
export const directConnections = (graph: Graph): readonly DirectConnection[] => {
  const { consumables } = graph;
  const intoChoices = new Map<number, Connection[]>();
  const found = new Map<string, Found>();
  const at = (from: DirectEnd, to: DirectEnd): Found => {
    const key = `${from.kind} ${from.index} ${to.kind} ${to.index}`;
    let one = found.get(key);
    if (one === undefined)
      found.set(key, (one = { from, to, passed: new Set(), asked: new Set() }));
    return one;
  };
  for (const connection of connections(graph)) {
    const { from, to } = connection;
    if (to.kind === 'choice') {
      const known = intoChoices.get(to.index);
      if (known === undefined) intoChoices.set(to.index, [connection]);
      else known.push(connection);
    } else if (from.kind === 'choice') {
      const isAsked = consumables[from.index]?.choice?.kind === 'when';
      for (const { from: source, consumables: taken } of intoChoices.get(from.index) ?? []) {
        if (source.kind === 'choice') continue;
        const one = at(source, to);
        for (const consumable of taken) (isAsked ? one.asked : one.passed).add(consumable);
      }
    } else {
      const { passed } = at(from, to);
      for (const one of connection.consumables) passed.add(consumables[one]?.choice?.of[0] ?? one);
    }
  }
  return Array.from(found.values(), ({ from, to, passed, asked }) => ({
    from,
    to,
    passed: [...passed],
    asked: [...asked],
  }));
};
