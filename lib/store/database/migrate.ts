import { StoreError } from '../store-error.js';
import { all, type Database, first, run, type Work } from './database.js';

/** One step from a version to the next. */
export type Migration =
  | { readonly name: string; readonly statements: readonly string[] }
  | { readonly name: string; readonly work: (kind: Database['kind']) => Work<void> };

const table = 'mlpipeline_migrations';

const named: Readonly<Record<Database['kind'], string>> = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?`,
  postgres: `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?`,
};

function* isThere({ kind }: Database, name: string): Work<boolean> {
  return (yield* all(named[kind], name)).length > 0;
}

/**
 * Brings a database from whatever version it has to the last one, each step in a transaction of its own;
 * another process that does the same at once waits, and finds it done. Gives the version from which this one
 * has brought it, where it did.
 */
export const migrate = async (
  database: Database,
  migrations: readonly Migration[],
): Promise<number | undefined> => {
  let from: number | undefined;
  let version = await database.read(() => versionOf(database, migrations.length));
  while (version < migrations.length) {
    const found = await database.alone(function* () {
      const reached = yield* versionOf(database, migrations.length);
      const next = migrations[reached];
      if (next !== undefined) yield* step(database, next, reached + 1);
      return reached;
    });
    if (found < migrations.length) from ??= found;
    version = found + 1;
  }
  return from;
};

/** That of its tables; 0 where there are none. */
export function* versionOf(database: Database, known: number): Work<number> {
  if (!(yield* isThere(database, table))) return 0;
  const row = yield* first(`SELECT MAX(version) AS version FROM ${table}`);
  const version = Number(row?.['version'] ?? 0);
  if (version > known)
    throw new StoreError(
      `the store \`${database.where}\` was written by a newer version of mlpipeline: its tables are of version ${version}, and this one knows them up to ${known}; update mlpipeline`,
    );
  return version;
}

function* step(database: Database, migration: Migration, version: number): Work<void> {
  if (version === 1) {
    yield* refuseOthers(database, migration);
    yield* run(
      `CREATE TABLE IF NOT EXISTS ${table} (version BIGINT PRIMARY KEY, name TEXT NOT NULL, migrated BIGINT NOT NULL)`,
    );
  }
  if ('work' in migration) yield* migration.work(database.kind);
  else for (const statement of migration.statements) yield* run(statement);
  yield* run(
    `INSERT INTO ${table} (version, name, migrated) VALUES (?, ?, ?)`,
    version,
    migration.name,
    yield* database.now(),
  );
}

function* refuseOthers(database: Database, migration: Migration): Work<void> {
  const statements = 'statements' in migration ? migration.statements : [];
  for (const statement of statements) {
    const [, name] = /^\s*CREATE TABLE (\w+)/.exec(statement) ?? [];
    if (name !== undefined && (yield* isThere(database, name)))
      throw new StoreError(
        `no store can be made at \`${database.where}\`: something else has a table \`${name}\` there; name another ${database.kind === 'sqlite' ? 'file' : 'schema (`?schema=name`)'}`,
      );
  }
}
