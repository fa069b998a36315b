import { outermost } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import { type Explained, explainCache } from '../../store/cache/explain-cache.js';
import { UsageError } from '../exit/usage-error.js';
import { inputNames, readInputs } from '../files/read-inputs.js';
import { refuseUntyped } from '../files/refuse-untyped.js';
import { refuseWithoutStore } from '../flags/cache-flags.js';
import { cacheOptions } from '../store/cache-asked.js';
import { openStored } from '../store/open-stored.js';
import { storeAsked } from '../store/store-flags.js';
import type { DryRunCacheFlags } from './dry-run-cache-flags.js';

/** What a run of these inputs would take from the cache, in the order in which tasks wait for each other. */
export const cacheTold = async (
  file: string,
  graph: Graph,
  steps: readonly (readonly string[])[],
  flags: DryRunCacheFlags,
): Promise<readonly Explained[]> => {
  const { inputs = [], inputsFile, cacheAll = false, rerun } = flags;
  if (flags.runners.includes('any'))
    throw new UsageError(
      '`--runners any` loads no runners, whose code decides what is in the cache: name their modules',
    );
  const where = storeAsked(flags, file);
  refuseWithoutStore({ cache: true }, where);
  if (where === undefined) return [];
  const given = readInputs(graph, inputs, inputsFile);
  refuseUntyped(graph, inputNames(inputs));
  // A folder `.mlpipeline` without runs is a store that has nothing yet; a path that is named may be mistyped.
  const stored = await openStored(where, { isThere: typeof flags.store === 'string' });
  try {
    const options = cacheOptions(stored, graph, {
      ...(cacheAll ? { cache: true } : {}),
      ...(rerun === undefined ? {} : { rerun }),
    });
    return sorted(await explainCache(graph, given, options), steps.flat());
  } finally {
    await stored.store.close();
  }
};

/** By the order of components, and within one by the numbers of its elements. */
const sorted = (
  explained: readonly Explained[],
  order: readonly string[],
): readonly Explained[] => {
  const places = new Map(order.map((name, index) => [name, index]));
  const placeOf = ({ task }: Explained): number => places.get(outermost(task)) ?? 0;
  const { compare } = new Intl.Collator('en', { numeric: true });
  return explained.toSorted((a, b) => placeOf(a) - placeOf(b) || compare(a.task, b.task));
};
