import { all, type Database, run, type Work } from '../database/database.js';
import { inParts, marks } from '../database/insert.js';
import type { Pruned, PruneOptions } from '../store.js';
import type { BlobStore } from '../values/blob-store.js';
import { hasEnded, holderOf } from './holding-process.js';

/**
 * Milliseconds for which a blob, or a value, stays though nothing refers to it yet: what a task gave is
 * put before the row that refers to it.
 */
const grace = 60 * 60 * 1_000;

/** Values to which nothing refers. */
const loose = `NOT EXISTS (SELECT 1 FROM run_values WHERE run_values.value = vals.hash)
  AND NOT EXISTS (SELECT 1 FROM task_values WHERE task_values.value = vals.hash)
  AND NOT EXISTS (SELECT 1 FROM result_values WHERE result_values.value = vals.hash)`;

export const prune = async (
  database: Database,
  blobs: BlobStore,
  options: PruneOptions,
): Promise<Pruned> => {
  const runs = await database.read(() => oldRuns(database, options));
  if (options.dry !== true) {
    for (const part of inParts(runs))
      await database.write('normal', function* () {
        yield* run(`DELETE FROM runs WHERE id IN (${marks(part.length)})`, ...part);
      });
    await database.write('normal', () => withoutRuns(options.before));
    await database.write('normal', () => withoutLooseValues(database));
  }
  let count = 0;
  let bytes = 0;
  const newest = Date.now() - grace;
  for await (const { hash, size } of looseBlobs(database, blobs, options, runs, newest)) {
    // What has been put since it was listed is about to be referred to.
    if (options.dry !== true && !(await blobs.remove(hash, newest))) continue;
    count += 1;
    bytes += size;
  }
  return { runs: runs.length, blobs: count, bytes };
};

function* oldRuns(
  database: Database,
  { before, keepFailed }: PruneOptions,
): Work<readonly string[]> {
  const now = yield* database.now();
  const rows = yield* all(
    `SELECT id, state, holder, lease_until FROM runs WHERE COALESCE(ended, started) < ?`,
    before,
  );
  return rows
    .filter(({ state, holder, lease_until: until }) => {
      if (state === 'done') return true;
      const held = holderOf(holder);
      const isHeld = held !== undefined && Number(until) > now && !hasEnded(held);
      return !isHeld && keepFailed !== true;
    })
    .map(({ id }) => String(id));
}

/** What was of runs that are gone, and results as old as they whose run is gone. */
function* withoutRuns(before: number): Work<void> {
  const old = `ended < ? AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = results.run)`;
  yield* run(
    `DELETE FROM result_values WHERE key IN (SELECT key FROM results WHERE ${old})`,
    before,
  );
  yield* run(`UPDATE results SET is_there = 0 WHERE ${old}`, before);
  yield* run(
    'DELETE FROM pipelines WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.pipeline = pipelines.hash)',
  );
}

function* withoutLooseValues(database: Database): Work<void> {
  const now = yield* database.now();
  yield* run(`DELETE FROM vals WHERE kept < ? AND ${loose}`, now - grace);
}

interface Loose {
  readonly hash: string;
  readonly size: number;
}

/** How many blobs are looked at together. */
const mostBlobs = 100;

/** Blobs that nothing refers to; where nothing has been removed yet, that nothing but these runs do. */
async function* looseBlobs(
  database: Database,
  blobs: BlobStore,
  { dry, before }: PruneOptions,
  runs: readonly string[],
  newest: number,
): AsyncGenerator<Loose> {
  const going = new Set(runs);
  let part: Loose[] = [];
  const unused = async (): Promise<readonly Loose[]> => {
    const listed = part;
    part = [];
    if (listed.length === 0) return [];
    const hashes = listed.map(({ hash }) => hash);
    const used = await database.read(() =>
      dry === true ? usedAfter(hashes, going, before) : usedNow(hashes),
    );
    return listed.filter(({ hash }) => !used.has(hash));
  };
  for await (const { hash, size, time } of blobs.list()) {
    if (time >= newest) continue;
    part.push({ hash, size });
    if (part.length === mostBlobs) yield* await unused();
  }
  yield* await unused();
}

function* usedNow(hashes: readonly string[]): Work<ReadonlySet<string>> {
  const rows = yield* all(
    `SELECT DISTINCT blob FROM val_blobs WHERE blob IN (${marks(hashes.length)})`,
    ...hashes,
  );
  return new Set(rows.map(({ blob }) => String(blob)));
}

/** Those that would still be used if these runs were gone. */
function* usedAfter(
  hashes: readonly string[],
  going: ReadonlySet<string>,
  before: number,
): Work<ReadonlySet<string>> {
  const of = (table: string, columns: string): string =>
    `SELECT val_blobs.blob AS blob, ${columns} FROM val_blobs
     JOIN ${table} ON ${table}.value = val_blobs.value
     WHERE val_blobs.blob IN (${marks(hashes.length)})`;
  const rows = [
    ...(yield* all(of('run_values', 'run_values.run AS run'), ...hashes)),
    ...(yield* all(of('task_values', 'task_values.run AS run'), ...hashes)),
  ].filter((row) => !going.has(String(row['run'])));
  const results = yield* all(
    `SELECT val_blobs.blob AS blob, results.run AS run, results.ended AS ended, runs.id AS id
     FROM val_blobs JOIN result_values ON result_values.value = val_blobs.value
     JOIN results ON results.key = result_values.key LEFT JOIN runs ON runs.id = results.run
     WHERE val_blobs.blob IN (${marks(hashes.length)})`,
    ...hashes,
  );
  const staying = results.filter(
    ({ run: id, ended, id: there }) =>
      Number(ended) >= before || (there !== null && !going.has(String(id))),
  );
  return new Set([...rows, ...staying].map(({ blob }) => String(blob)));
}
