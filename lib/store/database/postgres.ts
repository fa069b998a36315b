import { StoreError } from '../store-error.js';
import { bindable } from './cells.js';
import { type Answer, type Database, first, type Statement, type Work } from './database.js';
import { type Connection, connectionsTo, quoted } from './postgres-connections.js';
import { PostgresError, type Reason } from './postgres-error.js';
import { PostgresStatements } from './postgres-statement.js';
import { postgresPlace } from './postgres-url.js';

/** Milliseconds for which work that was undone is done again, after why it was. */
const patience: Readonly<Record<Reason, number>> = { conflict: 20_000, lost: 5_000, other: -1 };
const longestPause = 500;

/** For `pg_advisory_xact_lock`, beside the schema: a number of our own. */
const lock = 1_835_822_189;

const begin = {
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  // As if one came after the other, which is what SQLite does.
  full: 'BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE',
  normal: 'BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL synchronous_commit = off',
  // Each statement sees what was committed before it, so all of them what whoever had the lock before did.
  alone: `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SELECT pg_advisory_xact_lock(${lock}, hashtext(current_schema()))`,
};

/** A schema of a PostgreSQL database, made where it is not there yet, unless it is to be. */
export const openPostgres = async (url: string, isThere = false): Promise<Database> => {
  const place = postgresPlace(url);
  const { where, schema } = place;
  const connections = await connectionsTo(place);
  const statements = new PostgresStatements();
  let closing: Promise<void> | undefined;

  const transaction = async <T>(beginning: string, work: () => Work<T>): Promise<T> => {
    if (closing !== undefined) throw new StoreError(`the store \`${where}\` has been closed`);
    return again(() =>
      connections.use(async (connection) => {
        let result: T;
        try {
          await connection.query({ text: beginning });
          result = await done(connection, statements, work());
        } catch (error) {
          await connection.rollBack();
          throw error;
        }
        await commit(connection, where, beginning === begin.read);
        return result;
      }),
    );
  };

  const database: Database = {
    where,
    kind: 'postgres',
    read: (work) => transaction(begin.read, work),
    write: (durability, work) => transaction(begin[durability], work),
    alone: (work) => transaction(begin.alone, work),
    *now() {
      const row = yield* first(
        'SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT) AS now',
      );
      return Number(row?.['now']);
    },
    close: () => (closing ??= connections.close()),
  };
  try {
    if (!isThere) await connections.use((connection) => makeSchema(connection, schema));
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
};

// Looked for first: who may not make one can still use it.
const makeSchema = async (connection: Connection, schema: string): Promise<void> => {
  const text = 'SELECT 1 FROM pg_namespace WHERE nspname = $1';
  const { rowCount } = await connection.query({ text, values: [schema] });
  if (rowCount !== 0) return;
  try {
    await connection.query({ text: `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}` });
  } catch (error) {
    // Another process has made it between.
    if (!(error instanceof PostgresError && /^(23505|42P06)$/.test(error.code))) throw error;
  }
};

const done = async <T>(
  connection: Connection,
  statements: PostgresStatements,
  work: Work<T>,
): Promise<T> => {
  let step = work.next();
  while (step.done !== true) {
    let answer: Answer;
    try {
      answer = await answered(connection, statements, step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(answer);
  }
  return step.value;
};

const answered = async (
  connection: Connection,
  statements: PostgresStatements,
  { sql, cells }: Statement,
): Promise<Answer> => {
  const { text, name } = statements.of(sql);
  const values = cells.map(bindable);
  const { rows, rowCount } = await connection.query({
    text,
    values,
    ...(name === undefined ? {} : { name }),
  });
  return { rows, count: rowCount ?? 0 };
};

const commit = async (connection: Connection, where: string, isRead: boolean): Promise<void> => {
  let command: string;
  try {
    ({ command } = await connection.query({ text: 'COMMIT' }));
  } catch (error) {
    if (isRead || reasonOf(error) !== 'lost') {
      await connection.rollBack();
      throw error;
    }
    throw new StoreError(
      `the store \`${where}\`: the connection was lost during a commit, and it is not known whether the change was made; check the store before you try again`,
      { cause: error },
    );
  }
  // Its answer where a statement failed, and the work went on.
  if (command === 'ROLLBACK')
    throw new StoreError(
      `the store \`${where}\`: a statement failed, and with it all of its transaction`,
    );
};

/** Does again what was surely not committed, with pauses that grow, until patience ends. */
const again = async <T>(act: () => Promise<T>): Promise<T> => {
  const started = performance.now();
  for (let pause = 5; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await act();
    } catch (error) {
      const took = performance.now() - started;
      if (took > patience[reasonOf(error)]) throw error;
    }
    // Not all at once again.
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
  }
};

const reasonOf = (error: unknown): Reason =>
  error instanceof PostgresError ? error.reason : 'other';
