import { unknownTasks } from '../../engine/check-options.js';
import type { CacheSettings } from '../../engine/run/run-settings.js';
import type { Graph } from '../../graph/graph.js';
import type { CacheOptions } from '../../store/cache/cache.js';
import { UsageError } from '../exit/usage-error.js';
import type { CacheFlags } from '../flags/cache-flags.js';

/** Throws a `UsageError` for tasks to be run again that none of the pipelines has. */
export const refuseUnknownTasks = (
  graphs: readonly Graph[],
  rerun: readonly string[] | undefined,
): void => {
  const problem = unknownTasks(graphs, rerun ?? []);
  if (problem !== undefined) throw new UsageError(`\`--rerun\`: ${problem}`);
};

/** What the flags ask of the cache, as options of a run. */
export const cacheSettings = ({ cache, rerun, explain }: CacheFlags): CacheSettings => ({
  ...(cache === undefined ? {} : { cache }),
  ...(rerun === undefined ? {} : { rerun }),
  ...(explain === undefined ? {} : { explain }),
});

/** The same for the cache itself. */
export const cachePolicy = ({
  cache,
  rerun,
  explain,
}: CacheFlags): Pick<CacheOptions, 'cached' | 'rerun' | 'explain'> => ({
  ...(cache === undefined ? {} : { cached: cache }),
  ...(rerun === undefined ? {} : { rerun }),
  ...(explain === undefined ? {} : { explain }),
});

/** That with what is kept. Throws a `UsageError` for a task that there is not. */
export const cacheOptions = (
  { results, values }: Pick<CacheOptions, 'results' | 'values'>,
  graph: Graph,
  flags: CacheFlags,
): CacheOptions => {
  refuseUnknownTasks([graph], flags.rerun);
  return { results, values, ...cachePolicy(flags) };
};
