import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import { allComponents } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import { Cache, type CacheOptions } from './cache.js';

/** What looks results up; none where nothing is cached. */
export const lookupsOf = (graph: Graph, options: CacheOptions): readonly TaskWrapper[] => {
  const isCached =
    options.cached ??
    (options.cachedByDefault === true ||
      Array.from(allComponents(graph)).some(([, component]) =>
        [component, component.map?.element].some((one) => one?.cache === true),
      ));
  return isCached ? [new Cache(graph, options).wrapper] : [];
};
