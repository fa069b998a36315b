import type { Migration } from '../database/migrate.js';
import { addedToRuns } from './runs-table.js';

/** Columns that were not there, as they follow from what was. */
const filled = (columns: Readonly<Record<string, string>>): string =>
  `UPDATE runs SET ${Object.entries(columns)
    .map(([name, sql]) => `${name} = ${sql}`)
    .join(', ')}`;

/*
 * Forward only: what has been released is never changed, a change is one more at the end. Times are
 * milliseconds since the epoch. What refers to a run goes with it; what refers to a value keeps it.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'runs, tasks and values',
    statements: [
      `CREATE TABLE pipelines (
        hash TEXT PRIMARY KEY, name TEXT NOT NULL, declaration TEXT NOT NULL)`,
      `CREATE TABLE components (
        pipeline TEXT NOT NULL REFERENCES pipelines (hash) ON DELETE CASCADE,
        path TEXT NOT NULL, code TEXT NOT NULL,
        PRIMARY KEY (pipeline, path, code))`,
      // The drawn graph of a pipeline, which the first event of each of its runs holds.
      `CREATE TABLE graphs (hash TEXT PRIMARY KEY, json TEXT NOT NULL)`,
      `CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        pipeline TEXT NOT NULL REFERENCES pipelines (hash), pipeline_name TEXT NOT NULL, file TEXT,
        seed DOUBLE PRECISION NOT NULL, options TEXT NOT NULL, code TEXT NOT NULL,
        batch TEXT, batch_key TEXT,
        state TEXT NOT NULL, started BIGINT NOT NULL, ended BIGINT,
        tasks BIGINT NOT NULL, tasks_done BIGINT NOT NULL, sequence BIGINT NOT NULL,
        fence BIGINT NOT NULL, holder TEXT, lease_until BIGINT NOT NULL)`,
      `CREATE INDEX runs_started ON runs (started)`,
      `CREATE INDEX runs_state ON runs (state, started)`,
      `CREATE INDEX runs_batch ON runs (batch)`,
      `CREATE INDEX runs_pipeline ON runs (pipeline)`,
      // `vals`, for `values` is a word of SQL.
      `CREATE TABLE vals (
        hash TEXT PRIMARY KEY, json TEXT, size BIGINT NOT NULL, kept BIGINT NOT NULL)`,
      `CREATE TABLE val_blobs (
        value TEXT NOT NULL REFERENCES vals (hash) ON DELETE CASCADE, blob TEXT NOT NULL,
        PRIMARY KEY (value, blob))`,
      `CREATE INDEX val_blobs_blob ON val_blobs (blob)`,
      `CREATE TABLE run_values (
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
        value TEXT NOT NULL REFERENCES vals (hash),
        PRIMARY KEY (run, kind, position))`,
      `CREATE INDEX run_values_value ON run_values (value)`,
      `CREATE TABLE tasks (
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, task TEXT NOT NULL,
        attempt BIGINT NOT NULL, taken_from TEXT,
        started BIGINT NOT NULL, ended BIGINT NOT NULL,
        PRIMARY KEY (run, task))`,
      `CREATE TABLE task_values (
        run TEXT NOT NULL, task TEXT NOT NULL,
        kind TEXT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
        value TEXT NOT NULL REFERENCES vals (hash),
        PRIMARY KEY (run, task, kind, position),
        FOREIGN KEY (run, task) REFERENCES tasks (run, task) ON DELETE CASCADE)`,
      `CREATE INDEX task_values_value ON task_values (value)`,
      `CREATE TABLE events (
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, sequence BIGINT NOT NULL,
        type TEXT NOT NULL, task TEXT, attempt BIGINT, time DOUBLE PRECISION NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (run, sequence))`,
      // What events tell, to be asked by whoever looks into the database.
      `CREATE VIEW attempts AS
        SELECT run, task, attempt, MIN(time) AS started FROM events
        WHERE type = 'attempt-started' GROUP BY run, task, attempt`,
      `CREATE VIEW logs AS
        SELECT run, sequence, task, attempt, time, body FROM events WHERE type = 'attempt-log'`,
      // Of a result that has been pruned, or was damaged, the row stays: it tells why a task runs again.
      `CREATE TABLE results (
        key TEXT PRIMARY KEY, pipeline_name TEXT NOT NULL, run TEXT NOT NULL, task TEXT NOT NULL,
        parts TEXT NOT NULL, ended BIGINT NOT NULL, is_there BIGINT NOT NULL)`,
      `CREATE INDEX results_latest ON results (pipeline_name, task, ended)`,
      `CREATE INDEX results_run ON results (run)`,
      `CREATE TABLE result_values (
        key TEXT NOT NULL REFERENCES results (key) ON DELETE CASCADE,
        position BIGINT NOT NULL, port TEXT NOT NULL,
        value TEXT NOT NULL REFERENCES vals (hash),
        PRIMARY KEY (key, position))`,
      `CREATE INDEX result_values_value ON result_values (value)`,
      `CREATE TABLE claims (key TEXT PRIMARY KEY, holder TEXT NOT NULL, lease_until BIGINT NOT NULL)`,
      // Blobs of a store whose machines share no folder.
      `CREATE TABLE blobs (
        hash TEXT PRIMARY KEY, size BIGINT NOT NULL, kept BIGINT NOT NULL, bytes BLOB NOT NULL)`,
    ],
  },
  {
    name: 'time at work',
    statements: [
      // Milliseconds, and up to when they are counted.
      `ALTER TABLE runs ADD COLUMN worked BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE runs ADD COLUMN counted BIGINT NOT NULL DEFAULT 0`,
      filled(addedToRuns[0]),
    ],
  },
  {
    name: 'tasks by how they ended',
    statements: [
      // As events tell: what must not be written has no row in `tasks`.
      `ALTER TABLE runs ADD COLUMN tasks_given BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE runs ADD COLUMN tasks_omitted BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE runs ADD COLUMN tasks_failed BIGINT NOT NULL DEFAULT 0`,
      filled(addedToRuns[1]),
    ],
  },
];
