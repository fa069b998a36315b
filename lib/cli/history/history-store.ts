import { quoted } from '../../diagnostics/wording.js';
import type { KeptRun } from '../../store/store.js';
import { UsageError } from '../exit/usage-error.js';
import { openStored, orUsageError, type Stored } from '../store/open-stored.js';
import { storeAsked, type StoreFlags } from '../store/store-flags.js';

/** What a command of the history does with the store that is meant, which is there, and is closed at its end. */
export const withStore = async <T>(
  flags: StoreFlags,
  use: (stored: Stored) => Promise<T>,
): Promise<T> => {
  const where = storeAsked(flags, undefined);
  if (where === undefined)
    throw new UsageError(
      'no store found: `MLPIPELINE_STORE` is not set, and there is no folder `.mlpipeline` here or above; name a store with `--store WHERE`',
    );
  const stored = await openStored(where, { isThere: true });
  try {
    return await orUsageError(use(stored));
  } finally {
    await stored.store.close();
  }
};

/** The run that is meant by the beginning of an id; by none the last one. */
export const keptRun = async ({ store }: Stored, id: string | undefined): Promise<KeptRun> => {
  if (id !== undefined) return store.history.run(id);
  const [last] = await store.history.runs({ most: 1 });
  if (last === undefined) throw new UsageError(`the store ${quoted(store.where)} has no runs yet`);
  return store.history.run(last.id);
};
