import { quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/events/event.js';
import { BlobError } from '../store-error.js';
import type { KeptRun } from '../store.js';
import type { BlobStore } from '../values/blob-store.js';
import type { KeptValue } from '../values/kept-value.js';
import { UnkeepableError, type ValueKeeper } from '../values/value-keeper.js';

/** Keeps values by name; what cannot be kept is told by its name. */
export const keepAll = async (
  keeper: Pick<ValueKeeper, 'keep'>,
  values: Values,
  said: (name: string) => string,
): Promise<ReadonlyMap<string, KeptValue>> =>
  new Map(
    await Promise.all(
      Object.entries(values).map(async ([name, value]) => {
        try {
          return [name, await keeper.keep(value)] as const;
        } catch (error) {
          if (!(error instanceof UnkeepableError)) throw error;
          throw new UnkeepableError(`${said(quoted(name))} cannot be kept: ${error.message}`, {
            cause: error,
          });
        }
      }),
    ),
  );

export const valuesOf = async (
  keeper: ValueKeeper,
  kept: ReadonlyMap<string, KeptValue>,
): Promise<Values> =>
  Object.fromEntries(
    await Promise.all(
      Array.from(kept, async ([name, one]) => [name, await keeper.value(one)] as const),
    ),
  );

/** Those of a run that is to go on, or to run again. */
export const inputsOf = async (
  keeper: ValueKeeper,
  { id, inputs }: Pick<KeptRun, 'id' | 'inputs'>,
): Promise<Values> => {
  const read = async ([name, kept]: readonly [string, KeptValue]) => {
    try {
      return [name, await keeper.value(kept)] as const;
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      throw new BlobError(
        error.hash,
        `the input ${quoted(name)} of run ${quoted(id)} cannot be read, and its tasks cannot run without it: ${error.message}`,
        { cause: error },
      );
    }
  };
  return Object.fromEntries(await Promise.all(Array.from(inputs, read)));
};

/** What is given as outputs of a run: the files in it are there when the store is closed. */
export const letStay = (blobs: BlobStore, outputs: ReadonlyMap<string, KeptValue>): void => {
  for (const kept of outputs.values()) for (const hash of kept.blobs) blobs.stay?.(hash);
};
