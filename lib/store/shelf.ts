import type { Values } from '../engine/events/event.js';
import type { CacheSettings } from '../engine/run/run-settings.js';
import type { TaskWrapper } from '../engine/wrappers/task-wrapper.js';
import type { Graph } from '../graph/graph.js';
import { graphCode } from './cache/graph-code.js';
import { lookupsOf } from './cache/lookups.js';
import type { ValueKeeper } from './values/value-keeper.js';
import type { Store } from './store.js';
import { keeperOf } from './values/keeper-of.js';

export interface KeepingOptions {
  /** By what values are kept; by default as JSON, in the rows and the blobs of the store. */
  readonly values?: ValueKeeper;
  /** The file that the pipelines are loaded from, for whoever goes on with their runs. */
  readonly file?: string | undefined;
  /** What else whoever goes on with a run has to know, as JSON data; of a sweep after what is set. */
  readonly asked?: Asked;
}

type Asked = (setting?: Values) => Readonly<Record<string, unknown>>;

/** What of a store is asked by runs, with what they have in common. */
export interface Shelf {
  readonly store: Store;
  readonly keeper: ValueKeeper;
  readonly file: string | undefined;
  readonly asked: Asked | undefined;
  /** The code of its components, read once: of what is loaded. */
  readonly codeOf: (graph: Graph) => Readonly<Record<string, string>>;
  readonly lookups: (
    graph: Graph,
    settings: CacheSettings,
    cachedByDefault?: boolean,
  ) => readonly TaskWrapper[];
}

export const shelfOf = (
  store: Store,
  { values = keeperOf(store.blobs), file, asked }: KeepingOptions,
): Shelf => {
  const code = new WeakMap<Graph, Readonly<Record<string, string>>>();
  const lookups = new WeakMap<Graph, Map<string, readonly TaskWrapper[]>>();
  return {
    ...{ store, keeper: values, file, asked },
    codeOf: (graph) => {
      let known = code.get(graph);
      if (known === undefined) code.set(graph, (known = graphCode(graph)));
      return known;
    },
    lookups: (graph, { cache, rerun, explain }, cachedByDefault) => {
      let all = lookups.get(graph);
      if (all === undefined) lookups.set(graph, (all = new Map<string, readonly TaskWrapper[]>()));
      const key = JSON.stringify([cache, rerun, explain, cachedByDefault]);
      let known = all.get(key);
      if (known === undefined)
        all.set(
          key,
          (known = lookupsOf(graph, {
            ...{ results: store.results, values },
            ...(cache === undefined ? {} : { cached: cache }),
            ...(rerun === undefined ? {} : { rerun }),
            ...(explain === undefined ? {} : { explain }),
            ...(cachedByDefault === undefined ? {} : { cachedByDefault }),
          })),
        );
      return known;
    },
  };
};
