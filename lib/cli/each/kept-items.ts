import { randomUUID } from 'node:crypto';

import type { EachOptions } from '../../engine/each-options.js';
import type { Graph } from '../../graph/graph.js';
import { isSweepKey } from '../../store/batch-key.js';
import { keeping } from '../../store/keeping.js';
import { UsageError } from '../exit/usage-error.js';
import { askedFlags } from '../store/asked-flags.js';
import { cacheSettings, refuseUnknownTasks } from '../store/cache-asked.js';
import { openStored, orUsageError } from '../store/open-stored.js';
import { pathOf } from '../store/path-of.js';
import type { EachCommandOptions } from './each-flags.js';

/** Items as runs of a batch in a store. */
export interface KeptItems {
  readonly where: string;
  readonly batch: string;
  /** What `each` is asked for that. */
  readonly options: Pick<EachOptions, 'store' | 'batch' | 'cache' | 'rerun' | 'explain'>;
  /** When all that came of the items is committed. */
  readonly close: () => Promise<void>;
  /** What the store could not do is told as a mistake of the user's. */
  readonly told: typeof orUsageError;
}

export interface KeptItemsOf {
  readonly file: string;
  readonly graph: Graph;
  readonly options: EachCommandOptions;
}

/** Throws a `UsageError` where there are no items to go on with. */
export const openKeptItems = async (
  where: string,
  { file, graph, options }: KeptItemsOf,
): Promise<KeptItems> => {
  refuseUnknownTasks([graph], options.rerun);
  const { store: opened } = await openStored(where);
  const asked = askedFlags(options);
  const store = keeping(opened, { file: pathOf(file), asked: () => asked });
  const goesOn = options.resume === true && options.results === undefined;
  const runs = goesOn ? await store.history.runs({ pipeline: graph.name }) : [];
  const last = runs.find((one) => one.batch !== undefined && !isSweepKey(one.batch.key))?.batch;
  if (goesOn && last === undefined) {
    await store.close();
    throw new UsageError(
      `\`--resume\`: the store ${store.where} has no items of the pipeline \`${graph.name}\` yet`,
    );
  }
  const batch = last?.id ?? randomUUID();
  return {
    ...{ where: store.where, batch },
    options: { store, batch, ...cacheSettings(options) },
    close: () => store.close(),
    told: orUsageError,
  };
};
