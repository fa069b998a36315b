import { listed } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import type { LoadFlags } from '../files/load-pipeline.js';
import type { StoreFlags } from '../store/store-flags.js';

/** What `dry-run` is asked of the cache. */
export interface DryRunCacheFlags extends LoadFlags, StoreFlags {
  readonly cache?: boolean;
  readonly cacheAll?: boolean;
  readonly rerun?: readonly string[];
  readonly inputs?: readonly string[];
  readonly inputsFile?: string;
}

/** Whether the cache is asked after. Throws a `UsageError` for what is only asked together with that. */
export const asksCache = ({
  cache = false,
  cacheAll = false,
  ...others
}: DryRunCacheFlags): boolean => {
  if (cache || cacheAll) return true;
  const { store, rerun, inputs, inputsFile } = others;
  const given = [
    ...(inputs === undefined ? [] : ['`--inputs`']),
    ...(inputsFile === undefined ? [] : ['`--inputs-file`']),
    ...(rerun === undefined ? [] : ['`--rerun`']),
    ...(store === undefined ? [] : ['`--store`']),
  ];
  if (given.length > 0)
    throw new UsageError(
      `in \`dry-run\`, ${listed(given)} ${given.length === 1 ? 'needs' : 'need'} \`--cache\`, which shows what a run would take from the cache`,
    );
  return false;
};
