import { randomUUID } from 'node:crypto';

import type { EachOptions } from '../../engine/each/each-options.js';
import type { Values } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { keeping } from '../../store/keeping.js';
import { askedFlags } from '../store/asked-flags.js';
import { cacheSettings, refuseUnknownTasks } from '../store/cache-asked.js';
import { openStored, orUsageError } from '../store/open-stored.js';
import { pathOf } from '../store/path-of.js';
import { batchOf, batchToGoOn } from './batch-to-go-on.js';
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
  /** As `--each` names them. */
  readonly items: string;
  /** The inputs that are the same for all of them. */
  readonly fixed: Values;
  readonly say: (line: string) => void;
}

/** Throws a `UsageError` where there are no items to go on with. */
export const openKeptItems = async (
  where: string,
  { file, graph, options, items, fixed, say }: KeptItemsOf,
): Promise<KeptItems> => {
  refuseUnknownTasks([graph], options.rerun);
  const { store: opened, keeper } = await openStored(where);
  try {
    const of = await orUsageError(batchOf(keeper, fixed, items));
    const asked = { ...askedFlags(options), batchOf: of };
    const store = keeping(opened, { file: pathOf(file), asked: () => asked });
    const goesOn = options.resume === true && options.results === undefined;
    const last = goesOn
      ? await batchToGoOn(store, {
          ...{ kind: 'items', file, pipeline: graph.name, of, isOfItems: true, say },
        })
      : undefined;
    const batch = last ?? randomUUID();
    return {
      ...{ where: store.where, batch },
      options: { store, batch, ...cacheSettings(options) },
      close: () => store.close(),
      told: orUsageError,
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
};
