import { quoted } from '../../diagnostics/wording.js';
import { whereStore } from '../../store/where-store.js';
import { UsageError } from '../exit/usage-error.js';
import { variable } from '../flags/variable.js';

export interface StoreFlags {
  /** `--store WHERE`, `true` without a place, `false` for `--no-store`. */
  readonly store?: string | boolean;
}

/** Where the store is that the flags, the environment or a folder ask for; `undefined` for none. */
export const storeAsked = ({ store }: StoreFlags, file: string | undefined): string | undefined =>
  whereStore({
    flag: store,
    environment: variable('MLPIPELINE_STORE'),
    file: file === '-' ? undefined : file,
  });

/** Throws a `UsageError` where the option took what was to be the pipeline. */
export const refusePipelineAsStore = ({ store }: StoreFlags): void => {
  if (typeof store === 'string' && /\.ya?ml$/i.test(store))
    throw new UsageError(
      `\`--store\` took ${quoted(store)}, which is not a store: name the pipeline file before it`,
    );
};
