import { listed, quoted } from '../../diagnostics/wording.js';
import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import { allComponents, withoutElements } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import type { CacheOptions } from '../../store/cache/cache.js';
import { lookupsOf } from '../../store/cache/lookups.js';
import { UsageError } from '../exit/usage-error.js';
import type { CacheFlags } from '../flags/cache-flags.js';
import type { Stored } from './open-stored.js';

/** What the flags ask of the cache in a store. Throws a `UsageError` for a task that there is not. */
export const cacheOptions = (
  { store, keeper }: Stored,
  graph: Graph,
  flags: CacheFlags,
): CacheOptions => {
  refuseUnknownTasks([graph], flags.rerun);
  return { results: store.results, values: keeper, ...cachePolicy(flags) };
};

/** The same without the store. */
export const cachePolicy = ({
  cache,
  rerun,
  explain,
}: CacheFlags): Pick<CacheOptions, 'cached' | 'rerun' | 'explain'> => ({
  ...(cache === undefined ? {} : { cached: cache }),
  ...(rerun === undefined ? {} : { rerun }),
  ...(explain === undefined ? {} : { explain }),
});

/** Throws a `UsageError` for tasks to be run again that none of the pipelines has. */
export const refuseUnknownTasks = (
  graphs: readonly Graph[],
  rerun: readonly string[] | undefined,
): void => {
  const tasks = graphs.flatMap((graph) => Array.from(allComponents(graph), ([path]) => path));
  const unknown = (rerun ?? []).filter((task) => !tasks.includes(withoutElements(task)));
  if (unknown.length === 0) return;
  const [first = ''] = unknown;
  const meant = didYouMean(new Suggester().nearest(first, tasks));
  const none = graphs.length === 1 ? 'the pipeline has no task' : 'no pipeline has the task';
  throw new UsageError(
    [`\`--rerun\`: ${none} ${listed(unknown.map(quoted), 'or')}`, ...meant].join('; '),
  );
};

/** What looks results up in the store, as the file and the flags say; none where nothing is cached. */
export const lookupsAsked = (
  stored: Stored,
  graph: Graph,
  flags: CacheFlags,
): readonly TaskWrapper[] => lookupsOf(graph, cacheOptions(stored, graph, flags));
