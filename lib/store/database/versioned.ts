import type { Database, Work } from './database.js';
import { migrate, type Migration, versionOf } from './migrate.js';

/** Of versions of tables. */
export interface Upgrade {
  readonly from: number;
  readonly to: number;
}

/** A database that is read as it is: its tables are brought to the newest version when something is first written. */
export interface VersionedDatabase extends Database {
  readonly version: () => Work<number>;
}

export const versioned = (
  database: Database,
  migrations: readonly Migration[],
  onUpgrade: (upgrade: Upgrade) => void = () => undefined,
): VersionedDatabase => {
  const newest = migrations.length;
  let isNewest = false;
  let upgrading: Promise<void> | undefined;
  const upgrade = async (): Promise<void> => {
    const from = await migrate(database, migrations);
    isNewest = true;
    if (from !== undefined && from > 0) onUpgrade({ from, to: newest });
  };
  return {
    ...database,
    *version() {
      if (isNewest) return newest;
      // Another process may have brought it there since.
      const version = yield* versionOf(database, newest);
      isNewest = version === newest;
      return version;
    },
    write: async (durability, work) => {
      if (!isNewest)
        await (upgrading ??= upgrade().finally(() => {
          upgrading = undefined;
        }));
      return database.write(durability, work);
    },
  };
};
