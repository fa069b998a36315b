import { StoreError } from '../store-error.js';
import { all, type Database, first, run, type Work } from './database.js';

/** One step from a version to the next. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Brings the tables to the version of this code, a step after the other; safe where several processes do so
 * at once. A store of a newer version is refused: what that code relies on cannot be known here.
 */
export const migrate = async (
  database: Database,
  migrations: readonly Migration[],
): Promise<void> => {
  // Nothing is written, and nobody waited for, where there is nothing to do.
  if ((await database.read(() => versionOf(database))) === migrations.length) return;
  await database.write('full', function* () {
    // A lock of its own number: the tables that could be locked are not there yet.
    if (database.kind === 'postgres') yield* all('SELECT pg_advisory_xact_lock(1836084336)');
    const version = yield* versionOf(database);
    if (version > migrations.length)
      throw new StoreError(
        `the store \`${database.where}\` is of version ${version}, made by a newer release of MLPipeline; this one knows up to ${migrations.length}: upgrade it (\`npm install mlpipeline@latest\`), or name another store`,
      );
    if (version === 0) {
      yield* run('CREATE TABLE mlpipeline_store (version BIGINT NOT NULL)');
      yield* run('INSERT INTO mlpipeline_store (version) VALUES (0)');
    }
    for (const { statements } of migrations.slice(version))
      for (const statement of statements) yield* run(statement);
    yield* run('UPDATE mlpipeline_store SET version = ?', migrations.length);
  });
};

/** 0 where there are no tables yet. */
function* versionOf({ kind }: Database): Work<number> {
  const table =
    kind === 'sqlite'
      ? yield* first(`SELECT name FROM sqlite_master WHERE name = 'mlpipeline_store'`)
      : yield* first(
          `SELECT tablename FROM pg_tables WHERE tablename = 'mlpipeline_store' AND schemaname = current_schema()`,
        );
  if (table === undefined) return 0;
  return Number((yield* first('SELECT version FROM mlpipeline_store'))?.['version'] ?? 0);
}
