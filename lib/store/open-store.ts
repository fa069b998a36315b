import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { migrate } from './database/migrate.js';
import { openDatabase } from './database/open-database.js';
import { type Upgrade, versioned } from './database/versioned.js';
import { makeFolder } from './make-folder.js';
import { keeping, type KeepingStore } from './keeping.js';
import { migrations } from './relational/migrations.js';
import { relationalStore, type RelationalStoreOptions } from './relational/relational-store.js';
import { tableBlobs } from './relational/table-blobs.js';
import { StoreError } from './store-error.js';
import { databaseIn, valuesIn } from './where-store.js';
import type { BlobStore } from './values/blob-store.js';
import { folderBlobs } from './values/folder-blobs.js';

export interface OpenStoreOptions extends RelationalStoreOptions {
  /**
   * A folder for values, in place of that beside the file; of a store on a server one that machines share. Or
   * where else their blobs are kept.
   */
  readonly values?: string | BlobStore;
  /** Rejects where no store is there yet, in place of making one. */
  readonly isThere?: boolean;
  /** Told when the tables of an earlier version have been brought to this one: earlier ones refuse the store then. */
  readonly onUpgrade?: (upgrade: Upgrade) => void;
}

/**
 * Opens a store, and makes it where it is not there yet: a folder, with `store.db` and `values/` in it; a
 * file that ends in `.db`; or a database of PostgreSQL by its URL, which needs the package `pg`. One of an
 * earlier version is read as it is, and upgraded when something is first written. Rejects with a `StoreError`
 * that says where, what and what to do.
 */
export const openStore = async (
  where: string,
  options: OpenStoreOptions = {},
): Promise<KeepingStore> => {
  const isUrl = /^postgres(?:ql)?:\/\//i.test(where);
  if (!isUrl && /^[a-z][a-z0-9+.-]+:\/\//i.test(where))
    throw new StoreError(
      `a store is a folder, a file that ends in \`.db\` or a URL that begins with \`postgres://\`, not one that begins with \`${where.slice(0, where.indexOf(':') + 3)}\``,
    );
  const path = isUrl ? where : resolve(where.endsWith('.db') ? where : databaseIn(where));
  const { isThere = false } = options;
  if (!isUrl && isThere && !existsSync(path)) throw notThere(path);
  if (!isUrl && !isThere) await storeFolder(dirname(path));
  const opened = await openDatabase(path, isThere);
  const database = versioned(opened, migrations, options.onUpgrade);
  try {
    if ((await database.read(database.version)) === 0) {
      if (isThere) throw notThere(database.where);
      await migrate(opened, migrations);
    }
  } catch (error) {
    await database.close();
    throw error;
  }
  const inTable = isUrl && options.values === undefined ? tableBlobs(database) : undefined;
  const { values = inTable ?? valuesIn(dirname(path)) } = options;
  const blobs = typeof values === 'string' ? folderBlobs(resolve(values)) : values;
  const store = relationalStore(database, blobs, options);
  return keeping({
    ...store,
    close: async () => {
      await store.close();
      await inTable?.close();
    },
  });
};

const notThere = (where: string): StoreError =>
  new StoreError(`there is no store at \`${where}\`: \`mlpipeline run --store\` makes one`);

const storeFolder = async (path: string): Promise<void> => {
  try {
    await makeFolder(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new StoreError(
        `the store's folder \`${path}\` cannot be made: it is a file, or is inside a file; name a folder, or a file that ends in \`.db\``,
        { cause: error },
      );
    throw new StoreError(
      `the store's folder \`${path}\` cannot be made (${code}): name another by \`--store\`, or make it writable`,
      { cause: error },
    );
  }
};
