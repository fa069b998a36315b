import { loadObject, orThrow } from '../../lib/load.js';
import type { Graph } from '../../lib/graph/graph.js';
import { Registry } from '../../lib/runners/registry.js';
import type { Runner } from '../../lib/runners/runner.js';

/*
 * Graphs as they are loaded from objects of the format, with runners of the spec's: for what a
 * declaration says in a line, and a graph made by hand in many.
 */

export type RunnersOf = Readonly<Record<string, Runner['run'] | Runner>>;

/** A sound pipeline of an object. */
export const loaded = async (pipeline: object, runners: RunnersOf): Promise<{ graph: Graph }> =>
  orThrow(
    await loadObject(
      { pipeline: { name: 'of a spec', ...pipeline } },
      {
        runners: new Registry(
          Object.entries(runners).map(([name, runner]) =>
            typeof runner === 'function' ? { name, run: runner } : runner,
          ),
        ),
      },
    ),
  );
