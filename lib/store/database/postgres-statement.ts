/** A statement as PostgreSQL takes it; a name for one that is kept prepared. */
export interface PostgresStatement {
  readonly text: string;
  readonly name?: string;
}

/** Text in quotes, which stands as it is, or what is to be found. */
const outside = (what: string): RegExp => new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|${what}`, 'g');

const mark = outside(String.raw`\?`);
const type = outside(String.raw`\b(?:BLOB|REAL|TEXT)\b`);

/** The same order of texts, and the same search by their beginnings, as in SQLite, whatever the locale. */
const types: Readonly<Record<string, string>> = {
  BLOB: 'BYTEA',
  REAL: 'DOUBLE PRECISION',
  TEXT: 'TEXT COLLATE "C"',
};

export const translated = (sql: string): string => {
  let count = 0;
  const text = sql.replace(mark, (found) => (found === '?' ? `$${++count}` : found));
  return /^\s*(CREATE|ALTER)\s+TABLE\b/.test(sql)
    ? text.replace(type, (found) => types[found] ?? found)
    : text;
};

/** A statement that comes for the third time is prepared once on each connection; so many at most. */
const timesUntilPrepared = 3;
const mostPrepared = 300;
const mostKnown = 2_000;

/** Translates statements, and names those that come again and again. */
export class PostgresStatements {
  private readonly known = new Map<string, { text: string; times: number; name?: string }>();
  private prepared = 0;

  of(sql: string): PostgresStatement {
    let statement = this.known.get(sql);
    if (statement === undefined) {
      // Named ones are never forgotten: each connection has them under their names.
      if (this.known.size >= mostKnown) this.forgetUnnamed();
      statement = { text: translated(sql), times: 0 };
      this.known.set(sql, statement);
    }
    statement.times += 1;
    if (statement.times === timesUntilPrepared && this.prepared < mostPrepared)
      statement.name = `mlpipeline_${++this.prepared}`;
    return statement;
  }

  private forgetUnnamed(): void {
    for (const [sql, { name }] of this.known) if (name === undefined) this.known.delete(sql);
  }
}
