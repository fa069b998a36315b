import { quoted } from '../../diagnostics/wording.js';
import { all, type Cell, first, type Row, type Work } from '../database/database.js';
import type { VersionedDatabase } from '../database/versioned.js';
import { SeveralRunsError, UnknownRunError } from '../store-error.js';
import type {
  BatchesOptions,
  BatchSummary,
  History,
  KeptRun,
  RunsOptions,
  RunState,
  RunSummary,
  ValueUse,
} from '../store.js';
import { eventsOf } from './event-rows.js';
import { hasEnded, holderOf } from './holding-process.js';
import { runsTable } from './runs-table.js';
import { finishedTasks } from './task-rows.js';
import { type Named, namedValues } from './value-rows.js';

const columns =
  'id, pipeline_name, file, state, started, ended, worked, counted, tasks, tasks_done, tasks_given, tasks_omitted, tasks_failed, batch, batch_key, holder, lease_until';

const summaryOf = (row: Row, now: number): RunSummary => {
  const holder = holderOf(row['holder']);
  const isHeld = holder !== undefined && Number(row['lease_until']) > now && !hasEnded(holder);
  const state = row['state'] as RunState;
  const worked = Number(row['worked']) + (isHeld ? now - Number(row['counted']) : 0);
  const { batch, batch_key: key, file } = row;
  const [tasks, omitted] = [Number(row['tasks']), Number(row['tasks_omitted'])];
  // What is committed is there before it is told, and what must not be written is told alone.
  const given = Math.max(Number(row['tasks_done']), Number(row['tasks_given']));
  return {
    id: String(row['id']),
    pipeline: String(row['pipeline_name']),
    file: typeof file === 'string' ? file : undefined,
    state: state === 'running' && !isHeld ? 'interrupted' : state,
    started: Number(row['started']),
    ended: row['ended'] === null ? undefined : Number(row['ended']),
    took: Math.max(worked, 0), // a clock may jump
    // What was committed before may be omitted since.
    tasksDone: tasks === 0 ? given + omitted : Math.min(given + omitted, tasks),
    tasksOmitted: omitted,
    tasksFailed: Number(row['tasks_failed']),
    tasks,
    batch: typeof batch === 'string' ? { id: batch, key: String(key) } : undefined,
    holder: isHeld ? { name: holder.name, since: holder.since } : undefined,
  };
};

/** How many runs are read at once where some of them are passed over. */
const pageOfSome = 200;

/** Of runs whose ids begin alike; more are not told apart by their names. */
const mostAlike = 6;

export const relationalHistory = (database: VersionedDatabase, where: string): History => ({
  runs: (options = {}) => database.read(() => runsBy(options, database)),
  batches: (options = {}) =>
    database.read(function* () {
      const { id = '' } = options;
      const exact = id === '' ? [] : yield* batchesBy(options, ['batch = ?', id], database);
      return exact.length > 0
        ? exact
        : yield* batchesBy(options, ['substr(batch, 1, ?) = ?', id.length, id], database);
    }),
  run: (id) =>
    database.read(function* () {
      const row = yield* runRow(id, where, yield* runsTable(database));
      return yield* keptRun(row, yield* database.now());
    }),
  tasks: (run) => database.read(() => finishedTasks(run)),
  events: (run, after, most = 10_000) =>
    database.read(function* () {
      return yield* eventsOf(
        yield* all(
          'SELECT body FROM events WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?',
          run,
          after,
          most,
        ),
      );
    }),
  uses: (hash) => database.read(() => usesOf(hash)),
});

function* runsBy(
  {
    states,
    pipeline,
    batch,
    behind,
    most = Infinity,
    before = Number.MAX_SAFE_INTEGER,
  }: RunsOptions,
  database: VersionedDatabase,
): Work<readonly RunSummary[]> {
  const now = yield* database.now();
  const table = yield* runsTable(database);
  const conditions: string[] = [];
  const cells: Cell[] = [];
  if (states !== undefined) {
    const inRows = [...new Set(states.map((one) => (one === 'interrupted' ? 'running' : one)))];
    conditions.push(`state IN (${inRows.map(() => '?').join(', ')})`);
    cells.push(...inRows);
  }
  if (pipeline !== undefined) {
    conditions.push('pipeline_name = ?');
    cells.push(pipeline);
  }
  if (batch !== undefined) {
    conditions.push('batch = ?');
    cells.push(batch);
  }
  if (behind !== undefined) {
    conditions.push('started <= ? AND (started < ? OR id > ?)');
    cells.push(behind.started, behind.started, behind.id);
  }
  const where = ['started < ?', ...conditions].join(' AND ');
  const found: RunSummary[] = [];
  const rest = Math.min(most, Number.MAX_SAFE_INTEGER);
  const page = states === undefined || most === Infinity ? rest : pageOfSome;
  for (let offset = 0; found.length < most; offset += page) {
    const rows = yield* all(
      `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY started DESC, id LIMIT ? OFFSET ?`,
      before,
      ...cells,
      page,
      offset,
    );
    for (const row of rows) {
      const summary = summaryOf(row, now);
      // Whether a run is still held is not told by its row alone.
      if (found.length < most && (states === undefined || states.includes(summary.state)))
        found.push(summary);
    }
    if (rows.length < page) break;
  }
  return found;
}

function* batchesBy(
  { pipeline, behind, most = 1_000, before = Number.MAX_SAFE_INTEGER }: BatchesOptions,
  [named, ...cells]: readonly [string, ...Cell[]],
  database: VersionedDatabase,
): Work<readonly BatchSummary[]> {
  const now = yield* database.now();
  const rows = yield* all(
    `SELECT batch, MIN(pipeline_name) AS pipeline_name, MIN(batch_key) AS batch_key,
      MIN(started) AS started, MAX(ended) AS ended, COUNT(*) AS runs, COUNT(ended) AS ended_runs,
      SUM(CASE state WHEN 'done' THEN 1 ELSE 0 END) AS done
      FROM runs WHERE batch IS NOT NULL AND ${named}
      ${pipeline === undefined ? '' : 'AND pipeline_name = ?'}
      GROUP BY batch HAVING MIN(started) < ?
      ${behind === undefined ? '' : 'AND MIN(started) <= ? AND (MIN(started) < ? OR batch > ?)'}
      ORDER BY MIN(started) DESC, batch LIMIT ?`,
    ...cells,
    ...(pipeline === undefined ? [] : [pipeline]),
    before,
    ...(behind === undefined ? [] : [behind.started, behind.started, behind.id]),
    most,
  );
  const table = yield* runsTable(database);
  const found: BatchSummary[] = [];
  for (const row of rows) {
    const [batch, runs, ended] = [
      String(row['batch']),
      Number(row['runs']),
      Number(row['ended_runs']),
    ];
    // Whether a run is still held is not told by its row alone.
    const open =
      ended === runs
        ? []
        : yield* all(
            `SELECT ${columns} FROM ${table} WHERE batch = ? AND state = 'running'`,
            batch,
          );
    const running = open.filter((one) => summaryOf(one, now).state === 'running').length;
    found.push({
      id: batch,
      pipeline: String(row['pipeline_name']),
      key: String(row['batch_key']),
      started: Number(row['started']),
      ended: running > 0 || row['ended'] === null ? undefined : Number(row['ended']),
      ...{ runs, done: Number(row['done']), running },
    });
  }
  return found;
}

/** The row of a run by its id, or the beginning of it; `table` is that of the newest version. */
export function* runRow(id: string, where: string, table = 'runs'): Work<Row> {
  const exact = yield* first(`SELECT * FROM ${table} WHERE id = ?`, id);
  if (exact !== undefined) return exact;
  const rows =
    id === ''
      ? []
      : yield* all(
          // Within, so that an index alone is read to find them.
          `SELECT * FROM ${table} WHERE id IN (SELECT id FROM runs WHERE substr(id, 1, ?) = ?)
           ORDER BY started DESC LIMIT ?`,
          id.length,
          id,
          mostAlike,
        );
  const [row] = rows;
  if (row === undefined)
    throw new UnknownRunError(
      `the store \`${where}\` has no run ${quoted(id)}: \`mlpipeline runs\` lists those that it has`,
    );
  if (rows.length > 1)
    throw new SeveralRunsError(
      id,
      rows.map((one) => String(one['id'])),
    );
  return row;
}

const none: Named = new Map();

export function* keptRun(row: Row, now: number): Work<KeptRun> {
  const id = String(row['id']);
  const declared = yield* first(
    'SELECT declaration FROM pipelines WHERE hash = ?',
    String(row['pipeline']),
  );
  const values = yield* all(
    'SELECT kind, name, value FROM run_values WHERE run = ? ORDER BY kind, position',
    id,
  );
  const named = yield* namedValues(values, 'name', (one) => String(one['kind']));
  const summary = summaryOf(row, now);
  return {
    ...summary,
    declared: {
      hash: String(row['pipeline']),
      name: summary.pipeline,
      file: summary.file,
      declaration: String(declared?.['declaration']),
    },
    inputs: named.get('input') ?? none,
    outputs: named.get('output') ?? none,
    seed: Number(row['seed']),
    options: JSON.parse(String(row['options'])) as KeptRun['options'],
    code: JSON.parse(String(row['code'])) as KeptRun['code'],
    events: Number(row['sequence']),
  };
}

function* usesOf(hash: string): Work<readonly ValueUse[]> {
  const runs = yield* all(
    'SELECT run, name, kind FROM run_values WHERE value = ? ORDER BY run, kind, position',
    hash,
  );
  const tasks = yield* all(
    'SELECT run, task, name, kind FROM task_values WHERE value = ? ORDER BY run, task, kind, position',
    hash,
  );
  return [...runs, ...tasks].map((row) => ({
    run: String(row['run']),
    task: typeof row['task'] === 'string' ? row['task'] : undefined,
    name: String(row['name']),
    as: row['kind'] === 'input' ? 'input' : 'output',
  }));
}
