import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const storeFolder = '.mlpipeline';

/** The database of a store that is a folder. */
export const databaseIn = (folder: string): string => join(folder, 'store.db');

/** What its values are in that are too long for the database. */
export const valuesIn = (folder: string): string => join(folder, 'values');

export interface WhereStoreOptions {
  /** `--store WHERE`, `true` without a place, `false` for `--no-store`. */
  readonly flag?: string | boolean | undefined;
  /** `MLPIPELINE_STORE`. */
  readonly environment?: string | undefined;
  /** The file of the pipeline, where there is one. */
  readonly file?: string | undefined;
}

/**
 * Where the store of a pipeline is: as the flag says, else as the environment says, else the folder
 * `.mlpipeline` beside the pipeline or above it. A URL or a path; `undefined` for none.
 */
export const whereStore = ({ flag, environment, file }: WhereStoreOptions): string | undefined => {
  if (flag === false) return undefined;
  if (typeof flag === 'string') return placeOf(flag);
  const folder = file === undefined ? resolve('.') : dirname(resolve(file));
  const found = above(folder);
  if (flag === true) return found ?? join(folder, storeFolder);
  return environment === undefined || environment === '' ? found : placeOf(environment);
};

const placeOf = (where: string): string =>
  /^[a-z][a-z0-9+.-]+:\/\//i.test(where) ? where : resolve(where);

const above = (folder: string): string | undefined => {
  const here = join(folder, storeFolder);
  if (existsSync(here)) return here;
  const parent = dirname(folder);
  return parent === folder ? undefined : above(parent);
};
