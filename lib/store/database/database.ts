/*
 * The little that is asked of a database: prepared statements with `?` for what they are given, and
 * transactions. Text, numbers, bytes and null are all that goes in and comes out.
 *
 * Statements are those that SQLite and PostgreSQL both understand. Columns are TEXT, BIGINT, REAL (of eight
 * bytes) or BLOB, in capitals where a table is made; texts are ordered by their bytes. A `?` whose type its
 * place does not tell is `CAST(? AS BIGINT)`. `LIKE` differs: ask for what is between two texts instead. A
 * statement that fails ends its transaction. Transactions that are at work at once are done in any order.
 */

export type Cell = string | number | Uint8Array | null;

export type Row = Readonly<Record<string, Cell>>;

export interface Statement {
  readonly sql: string;
  readonly cells: readonly Cell[];
  readonly gives: 'rows' | 'count';
}

export interface Answer {
  readonly rows: readonly Row[];
  /** How many rows were changed. */
  readonly count: number;
}

/**
 * What is done in a transaction, statement by statement: a generator, and not a promise, so that SQLite
 * does all of it at once and nothing else of this process can come between.
 */
export type Work<T> = Generator<Statement, T, Answer>;

export function* all(sql: string, ...cells: readonly Cell[]): Work<readonly Row[]> {
  return (yield { sql, cells, gives: 'rows' }).rows;
}

export function* first(sql: string, ...cells: readonly Cell[]): Work<Row | undefined> {
  return (yield { sql, cells, gives: 'rows' }).rows[0];
}

/** Gives how many rows were changed. */
export function* run(sql: string, ...cells: readonly Cell[]): Work<number> {
  return (yield { sql, cells, gives: 'count' }).count;
}

/**
 * `full`: outlasts a crash of the machine once it is committed. `normal`: that of the process; a crash of
 * the machine may take the last commits, in their order, and damages nothing.
 */
export type Durability = 'full' | 'normal';

export interface Database {
  /** As a reader may see it: a path, or a URL without its password. */
  readonly where: string;
  readonly kind: 'sqlite' | 'postgres';
  /** All of it sees one and the same state. */
  readonly read: <T>(work: () => Work<T>) => Promise<T>;
  /** What it throws undoes all of it. May be done again where another process came between. */
  readonly write: <T>(durability: Durability, work: () => Work<T>) => Promise<T>;
  /**
   * Writes, durably, as the only one of all that ask for this, and sees what the one before has done: to
   * change what the tables are.
   */
  readonly alone: <T>(work: () => Work<T>) => Promise<T>;
  /** Milliseconds since the epoch by the one clock that all who use the database share. */
  readonly now: () => Work<number>;
  readonly close: () => Promise<void>;
}
