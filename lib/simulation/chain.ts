import type { Component, Graph } from '../graph/graph.js';
import type { TaskAccount } from './run-account.js';
import type { SimulatedChain } from './simulation.js';

/** From what ended last, back along what each waited for longest, also within tasks. */
export const chainOf = (graph: Graph, tasks: ReadonlyMap<string, TaskAccount>): SimulatedChain => {
  const chain: string[] = [];
  const waits = new Map<string | undefined, number>();

  const wait = (lacked: string | undefined, time: number): void => {
    if (time > 0) waits.set(lacked, (waits.get(lacked) ?? 0) + time);
  };

  const endOf = (name: string): number => {
    const { attempts = 0, ended = -1 } = tasks.get(name) ?? {};
    return attempts > 0 ? ended : -1;
  };

  const along = ({ components }: Graph, prefix: string): void => {
    const nameOf = (place: number): string => prefix + (components[place]?.name ?? '');
    const latest = (places: Iterable<number>): number => {
      let [found, last] = [-1, -1];
      for (const place of places)
        if (endOf(nameOf(place)) > last) [found, last] = [place, endOf(nameOf(place))];
      return found;
    };
    for (
      let at = latest(components.keys());
      at >= 0;
      at = latest(components[at]?.predecessors ?? [])
    )
      within(components[at] as Component, nameOf(at));
  };

  const within = ({ map, pipeline }: Component, name: string): void => {
    if (map !== undefined) {
      let last = `${name}[0]`;
      for (let at = 1; tasks.has(`${name}[${at}]`); at += 1)
        if (endOf(`${name}[${at}]`) > endOf(last)) last = `${name}[${at}]`;
      if (!tasks.has(last)) return;
      within(map.element, last);
      // As many elements begin as there are slots for: the others wait unseen.
      const began = (one: string): number => tasks.get(one)?.began ?? 0;
      const held = began(last) - began(name);
      if (map.concurrency === undefined) wait(map.element.resources[0]?.name, held);
    } else if (pipeline !== undefined) along(pipeline, `${name}/`);
    else {
      chain.push(name);
      const { waited = 0, lacked } = tasks.get(name) ?? {};
      wait(lacked, waited);
    }
  };

  along(graph, '');
  return {
    tasks: chain.reverse(),
    waits: Array.from(waits, ([resource, time]) =>
      resource === undefined
        ? { kind: 'slots' as const, time }
        : { kind: 'resource' as const, resource, time },
    ).sort((a, b) => b.time - a.time),
  };
};
