import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Component, Graph } from '../../graph/graph.js';
import { carriable, Needs } from '../queue-key.js';

/** A component that a worker takes tasks of. */
export interface Taken {
  readonly component: Component;
  readonly directory: string;
}

/** By their keys, those of a pool whose runners it may take: all, where none are named. Says which it cannot. */
export const takenOf = (
  graphs: readonly Graph[],
  pool: string,
  onlyRunners: readonly string[] | undefined,
  say: (line: string) => void,
): ReadonlyMap<string, Taken> => {
  const taken = new Map<string, Taken>();
  for (const graph of graphs) {
    const directory = graph.directory ?? '.';
    const needs = new Needs(directory);
    for (const component of carriable(graph)) {
      if (!(onlyRunners?.includes(component.runner.name) ?? true)) continue;
      try {
        const need = needs.of(component);
        if (need.pool === pool) taken.set(need.key, { component, directory });
      } catch (error) {
        say(`${quoted(component.name)} cannot be taken: ${messageOf(error)}`);
      }
    }
  }
  return taken;
};
