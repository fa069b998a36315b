import { type Database, first, run, type Work } from '../database/database.js';
import { insert } from '../database/insert.js';
import type { VersionedDatabase } from '../database/versioned.js';
import { RunExistsError, RunHeldError, StoreError } from '../store-error.js';
import type { NewRun, RunWriter, Store } from '../store.js';
import type { BlobStore } from '../values/blob-store.js';
import { Committer } from './committer.js';
import { relationalHistory, runRow } from './history.js';
import { hasEnded, holderOf, thisProcess } from './holding-process.js';
import { prune } from './prune.js';
import { relationalResults } from './results.js';
import { putRunValues, RelationalWriter } from './run-writer.js';
import { putValues } from './value-rows.js';

export interface RelationalStoreOptions {
  /** Milliseconds for which a lease holds when it is not renewed; 15 s by default. */
  readonly lease?: number;
}

/** A store in a relational database that has tables already. */
export const relationalStore = (
  database: VersionedDatabase,
  blobs: BlobStore,
  { lease = 15_000 }: RelationalStoreOptions = {},
): Store => {
  const committer = new Committer(database);
  const results = relationalResults(database, committer, { lease });
  const writers = new Set<RelationalWriter>();
  const writerOf = (id: string, fence: number, sequence: number): RunWriter => {
    const writer = new RelationalWriter({
      database,
      committer,
      run: id,
      fence,
      sequence,
      lease,
      closed: () => writers.delete(writer),
    });
    writers.add(writer);
    return writer;
  };
  return {
    where: database.where,
    blobs,
    history: relationalHistory(database, database.where),
    results,
    create: async (fresh) => {
      const isNew = await committer.write('full', () => putRun(database, fresh, lease));
      if (!isNew) throw new RunExistsError(fresh.id, database.where);
      return writerOf(fresh.id, 1, 0);
    },
    takeOver: async (id) => {
      const { fence, sequence } = await database.write('full', () => taken(database, id, lease));
      return writerOf(id, fence, sequence);
    },
    prune: (options) => prune(database, blobs, options),
    close: async () => {
      for (const writer of writers) writer.stop();
      results.stop();
      await committer.idle();
      await database.close();
    },
  };
};

/** Whether there was none with its id; else nothing is changed. */
function* putRun(database: Database, fresh: NewRun, lease: number): Work<boolean> {
  const { id, pipeline, inputs, seed, options, code, batch } = fresh;
  const now = yield* database.now();
  yield* insert(
    'pipelines',
    ['hash', 'name', 'declaration'],
    [[pipeline.hash, pipeline.name, pipeline.declaration]],
    'ON CONFLICT DO NOTHING',
  );
  yield* insert(
    'components',
    ['pipeline', 'path', 'code'],
    Object.entries(code).map(([path, one]) => [pipeline.hash, path, one]),
    'ON CONFLICT DO NOTHING',
  );
  const count = yield* run(
    `INSERT INTO runs (id, pipeline, pipeline_name, file, seed, options, code, batch, batch_key,
       state, started, counted, ended, tasks, tasks_done, sequence, fence, holder, lease_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, NULL, 0, 0, 0, 1, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    id,
    pipeline.hash,
    pipeline.name,
    pipeline.file ?? null,
    seed,
    JSON.stringify(options),
    JSON.stringify(code),
    batch?.id ?? null,
    batch?.key ?? null,
    now,
    now,
    JSON.stringify(thisProcess(now)),
    now + lease,
  );
  if (count === 0) return false;
  yield* putValues([inputs], now);
  yield* putRunValues(id, 'input', inputs);
  return true;
}

function* taken(
  database: Database,
  id: string,
  lease: number,
): Work<{ readonly fence: number; readonly sequence: number }> {
  const now = yield* database.now();
  const row = yield* runRow(id, database.where);
  if (row['state'] === 'done')
    throw new StoreError(`the run \`${id}\` is done: there is nothing to continue`);
  const holder = holderOf(row['holder']);
  if (holder !== undefined && Number(row['lease_until']) > now && !hasEnded(holder))
    throw new RunHeldError(id, holder);
  const { fence: before } = row;
  const fence = Number(before) + 1;
  yield* run(
    `UPDATE runs SET fence = ?, state = 'running', ended = NULL, counted = ?, holder = ?,
       lease_until = ?
     WHERE id = ? AND fence = ?`,
    fence,
    now,
    JSON.stringify(thisProcess(now)),
    now + lease,
    id,
    Number(before),
  );
  const after = yield* first('SELECT sequence FROM runs WHERE id = ?', id);
  return { fence, sequence: Number(after?.['sequence']) };
}
