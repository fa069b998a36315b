import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import type { Graph } from '../../graph/graph.js';
import type { CacheFlags } from '../flags/cache-flags.js';
import { cacheSettings } from '../store/cache-asked.js';
import { openStored } from '../store/open-stored.js';

/** The cache of a store, for a pipeline that is loaded anew again and again. */
export interface WatchCache {
  /** What looks results up, by the code that stands now. */
  readonly lookups: (graph: Graph) => readonly TaskWrapper[];
  readonly close: () => Promise<void>;
}

/** Rejects with a `UsageError` where the store cannot be opened. */
export const watchCache = async (where: string, flags: CacheFlags): Promise<WatchCache> => {
  const stored = await openStored(where);
  return {
    lookups: (graph) => stored.store.lookups(graph, cacheSettings(flags)),
    close: () => stored.store.close(),
  };
};
