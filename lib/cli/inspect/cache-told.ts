import { existsSync } from 'node:fs';
import { basename } from 'node:path';

import { outermost } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import type { CacheOptions } from '../../store/cache/cache.js';
import { type Explained, explainCache } from '../../store/cache/explain-cache.js';
import { noResults } from '../../store/cache/no-results.js';
import { folderBlobs } from '../../store/values/folder-blobs.js';
import { keeperOf } from '../../store/values/keeper-of.js';
import { databaseIn, storeFolder, valuesIn } from '../../store/where-store.js';
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
  const told = async (
    of: Pick<CacheOptions, 'results' | 'values'>,
  ): Promise<readonly Explained[]> => {
    const options = cacheOptions(of, graph, {
      ...(cacheAll ? { cache: true } : {}),
      ...(rerun === undefined ? {} : { rerun }),
    });
    return sorted(await explainCache(graph, given, options), steps.flat());
  };
  if (isUnused(where))
    return told({ results: noResults, values: keeperOf(folderBlobs(valuesIn(where))) });
  const { store } = await openStored(where, { isThere: true });
  try {
    return await told(store);
  } finally {
    await store.close();
  }
};

/** A folder that was made to keep runs in, and has none yet; of another path it may be mistyped. */
const isUnused = (where: string): boolean =>
  basename(where) === storeFolder && !existsSync(databaseIn(where));

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
