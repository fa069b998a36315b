import { withMeant } from '../../diagnostics/suggest.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { Component, Graph } from '../../graph/graph.js';
import { missingOf } from '../../runners/missing-of.js';
import { QueueError } from '../queue-error.js';
import { carriable, Needs } from '../queue-key.js';

/** A component that a worker takes tasks of. */
export interface Taken {
  readonly component: Component;
  readonly directory: string;
}

/**
 * By their keys, those of a pool whose runners it may take: all, where none are named. Says which it cannot, and what
 * of what they need this machine has not. Throws a
 * `QueueError` for a runner that no component has.
 */
export const takenOf = (
  graphs: readonly Graph[],
  pool: string,
  onlyRunners: readonly string[] | undefined,
  say: (line: string) => void,
): ReadonlyMap<string, Taken> => {
  refuseUnknown(graphs, onlyRunners ?? []);
  const taken = new Map<string, Taken>();
  for (const graph of graphs) {
    const directory = graph.directory ?? '.';
    const needs = new Needs(directory);
    for (const component of carriable(graph)) {
      if (!(onlyRunners?.includes(component.runner.name) ?? true)) continue;
      try {
        const need = needs.of(component);
        if (need.pool !== pool) continue;
        taken.set(need.key, { component, directory });
        for (const { message } of missingOf(component.runner, component.params, directory))
          say(
            `${quoted(component.name)} is taken, but this machine lacks what it needs: ${message}`,
          );
      } catch (error) {
        say(`${quoted(component.name)} cannot be taken: ${messageOf(error)}`);
      }
    }
  }
  return taken;
};

const refuseUnknown = (graphs: readonly Graph[], asked: readonly string[]): void => {
  const known = graphs.flatMap((graph) =>
    Array.from(carriable(graph), ({ runner }) => runner.name),
  );
  const unknown = asked.filter((name) => !known.includes(name));
  const [first] = unknown;
  if (first === undefined) return;
  const none = `no component has the runner ${listed(unknown.map(quoted), 'or')}, which the worker is restricted to`;
  throw new QueueError(withMeant(none, first, known));
};
