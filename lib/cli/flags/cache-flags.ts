import { Option } from 'commander';

import { listed } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';

export interface CacheFlags {
  /** `false` for `--no-cache`; absent where it is left to what components declare. */
  readonly cache?: boolean;
  readonly rerun?: readonly string[];
  readonly explain?: boolean;
}

export const cacheOption = (): Option =>
  new Option('--cache', 'look results of all components up in the store, whatever they declare');

export const noCacheOption = (): Option =>
  new Option('--no-cache', 'look up no results, whatever they declare');

export const rerunOption = (): Option =>
  new Option(
    '--rerun <task...>',
    'run these tasks even if their results are in the store, and keep the new ones',
  );

export const explainOption = (): Option =>
  new Option('--explain', 'report why each cached task that runs was not found in the cache');

/** Throws a `UsageError` for flags of the cache where there is no store that could hold results. */
export const refuseWithoutStore = (
  { cache, rerun, explain }: CacheFlags,
  where: string | undefined,
): void => {
  if (where !== undefined) return;
  const given = [
    ...(cache === true ? ['`--cache`'] : []),
    ...(rerun === undefined ? [] : ['`--rerun`']),
    ...(explain === true ? ['`--explain`'] : []),
  ];
  if (given.length > 0)
    throw new UsageError(
      `${listed(given)} ${given.length === 1 ? 'needs' : 'need'} a store, where results are kept: add \`--store\`, or make a folder \`.mlpipeline\` beside the pipeline`,
    );
};
