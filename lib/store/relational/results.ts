import { all, type Database, first, type Row, run, type Work } from '../database/database.js';
import { insert, inParts, marks } from '../database/insert.js';
import type { KeptResult, ResultKey, Results } from '../store.js';
import type { Committer } from './committer.js';
import { batchedReads } from './batched-reads.js';
import { hasEnded, holderOf, isThisProcess, thisProcess } from './holding-process.js';
import { type Named, namedValues, putValues } from './value-rows.js';
import type { LeaseOptions } from './run-writer.js';

/** In place of one with the same key. Its values are there already, or are put before. */
export function* putResult(pipeline: string, result: KeptResult): Work<void> {
  const { key, run: id, task, outputs, ended } = result;
  yield* run('DELETE FROM result_values WHERE key = ?', key.hash);
  yield* insert(
    'results',
    ['key', 'pipeline_name', 'run', 'task', 'parts', 'ended', 'is_there'],
    [[key.hash, pipeline, id, task, JSON.stringify(key.parts), Math.round(ended), 1]],
    `ON CONFLICT (key) DO UPDATE SET pipeline_name = excluded.pipeline_name, run = excluded.run,
     task = excluded.task, parts = excluded.parts, ended = excluded.ended, is_there = 1`,
  );
  yield* insert(
    'result_values',
    ['key', 'position', 'port', 'value'],
    [...outputs].map(([port, { hash }], position) => [key.hash, position, port, hash]),
  );
}

const columns = 'key, run, task, parts, ended';

/** Results of rows, with their outputs. */
function* resultsOf(rows: readonly Row[]): Work<readonly KeptResult[]> {
  const values: Row[] = [];
  for (const keys of inParts(rows.map(keyOf)))
    values.push(
      ...(yield* all(
        `SELECT key, port, value FROM result_values WHERE key IN (${marks(keys.length)})
         ORDER BY key, position`,
        ...keys,
      )),
    );
  const named = yield* namedValues(values, 'port', keyOf);
  return rows.map((row) => ({
    key: { hash: keyOf(row), parts: JSON.parse(String(row['parts'])) as ResultKey['parts'] },
    run: String(row['run']),
    task: String(row['task']),
    outputs: named.get(keyOf(row)) ?? (new Map() as Named),
    ended: Number(row['ended']),
  }));
}

const keyOf = (row: Row): string => String(row['key']);

/** Those of keys that are there, by them. */
function* resultsBy(keys: readonly string[]): Work<ReadonlyMap<string, KeptResult>> {
  const rows: Row[] = [];
  for (const part of inParts([...new Set(keys)]))
    rows.push(
      ...(yield* all(
        `SELECT ${columns} FROM results WHERE is_there = 1 AND key IN (${marks(part.length)})`,
        ...part,
      )),
    );
  return new Map((yield* resultsOf(rows)).map((result) => [result.key.hash, result]));
}

export interface RelationalResults extends Results {
  /** Renews nothing more. */
  readonly stop: () => void;
}

export const relationalResults = (
  database: Database,
  committer: Committer,
  { lease }: LeaseOptions,
): RelationalResults => {
  /** As whom each is held. */
  const claimed = new Map<string, string>();
  let renewal: NodeJS.Timeout | undefined;
  const renew = (): void => {
    const claims = [...claimed];
    committer
      .write('normal', function* (): Work<void> {
        const now = yield* database.now();
        // Another may have taken over what was not renewed in time.
        for (const [key, holder] of claims)
          yield* run(
            'UPDATE claims SET lease_until = ? WHERE key = ? AND holder = ?',
            now + lease,
            key,
            holder,
          );
      })
      // Renewed the next time.
      .catch(() => undefined);
  };
  const stop = (): void => {
    clearInterval(renewal);
    renewal = undefined;
  };
  return {
    stop,
    find: batchedReads((keys) => database.read(() => resultsBy(keys))),
    latest: (pipeline, task, most) =>
      database.read(function* () {
        return yield* resultsOf(
          yield* all(
            `SELECT ${columns} FROM results WHERE pipeline_name = ? AND task = ?
             ORDER BY ended DESC LIMIT ?`,
            pipeline,
            task,
            most,
          ),
        );
      }),
    keep: (pipeline, result) =>
      committer.write('normal', function* () {
        yield* putValues([result.outputs], yield* database.now());
        yield* putResult(pipeline, result);
      }),
    forget: (key) =>
      committer.write('normal', function* () {
        yield* run('UPDATE results SET is_there = 0 WHERE key = ?', key);
        yield* run('DELETE FROM result_values WHERE key = ?', key);
      }),
    claim: async (key) => {
      const mine = await committer.write('normal', function* (): Work<string | undefined> {
        const now = yield* database.now();
        const row = yield* first('SELECT holder, lease_until FROM claims WHERE key = ?', key);
        const holder = holderOf(row?.['holder']);
        if (
          holder !== undefined &&
          !isThisProcess(holder) &&
          Number(row?.['lease_until']) > now &&
          !hasEnded(holder)
        )
          return undefined;
        const text = JSON.stringify(thisProcess(now));
        yield* run(
          `INSERT INTO claims (key, holder, lease_until) VALUES (?, ?, ?)
           ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until`,
          key,
          text,
          now + lease,
        );
        return text;
      });
      if (mine === undefined) return false;
      claimed.set(key, mine);
      renewal ??= setInterval(renew, lease / 3).unref();
      return true;
    },
    release: (key) => {
      claimed.delete(key);
      if (claimed.size === 0) stop();
      return committer.write('normal', function* () {
        const row = yield* first('SELECT holder FROM claims WHERE key = ?', key);
        const holder = holderOf(row?.['holder']);
        if (holder !== undefined && isThisProcess(holder))
          yield* run('DELETE FROM claims WHERE key = ?', key);
      });
    },
  };
};
