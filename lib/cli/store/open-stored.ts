import type { ValueKeeper } from '../../store/values/value-keeper.js';
import type { KeepingStore } from '../../store/keeping.js';
import { openStore, type OpenStoreOptions } from '../../store/open-store.js';
import { StoreError } from '../../store/store-error.js';
import { UsageError } from '../exit/usage-error.js';

export interface Stored {
  readonly store: KeepingStore;
  readonly keeper: ValueKeeper;
}

/** What a store could not do is told as a mistake of the user's: where, what, and what to do. */
export const orUsageError = async <T>(promise: Promise<T>): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof StoreError) throw new UsageError(error.message);
    throw error;
  }
};

export const openStored = async (
  where: string,
  options: OpenStoreOptions = {},
): Promise<Stored> => {
  const store: KeepingStore = await orUsageError(
    openStore(where, {
      ...options,
      onUpgrade: ({ from, to }) => {
        process.stderr.write(
          `mlpipeline: the store \`${store.where}\` was upgraded from version ${from} of its tables to ${to}: earlier versions of mlpipeline can no longer read it\n`,
        );
      },
    }),
  );
  return { store, keeper: store.values };
};
