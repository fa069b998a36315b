/*
 * What a store costs: a task that is committed, an event of history, a look into the cache; and, with many
 * runs in it, its opening and `mlpipeline runs`.
 *
 *     npx tsx bench/store.ts [where] [runs] [tasks of each]
 *
 * `where` is a folder or a `postgres://` URL that is not there yet; a new folder where none is given.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { insert } from '../lib/store/database/insert.js';
import { openDatabase } from '../lib/store/database/open-database.js';
import { openStore } from '../lib/store/open-store.js';
import { event, finished, newRun, value } from '../spec/store/relational/samples.js';
import { median } from './figures.js';

const [given, runs = '1000', tasks = '1000'] = process.argv.slice(2);
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'mlpipeline-bench-')) : undefined;
const where = given ?? folder ?? '';

const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await act();
  return performance.now() - from;
};

const told = async (what: string, rounds: number, act: (round: number) => Promise<unknown>) => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timed(() => act(round)));
  console.log(`${what}: ${median(times).toFixed(3)} ms, median of ${rounds}`);
};

/** Past the store, which would take an hour. */
const fill = async (): Promise<void> => {
  const database = await openDatabase(/^postgres/.test(where) ? where : join(where, 'store.db'));
  for (let run = 0; run < Number(runs); run += 1) {
    const id = `bench-${run}`;
    await database.write('normal', function* () {
      yield* insert(
        'runs',
        [
          ...[
            'id',
            'pipeline',
            'pipeline_name',
            'seed',
            'options',
            'code',
            'state',
            'started',
            'ended',
          ],
          ...['tasks', 'tasks_done', 'sequence', 'fence', 'lease_until'],
        ],
        [
          [
            id,
            'p1',
            'reading',
            1,
            '{}',
            '{}',
            'done',
            run,
            run + 1,
            Number(tasks),
            Number(tasks),
            0,
            1,
            0,
          ],
        ],
      );
      const rows = Array.from({ length: Number(tasks) }, (_, task) => `task${task}`);
      yield* insert(
        'tasks',
        ['run', 'task', 'attempt', 'started', 'ended'],
        rows.map((task) => [id, task, 1, run, run + 1]),
      );
      yield* insert(
        'task_values',
        ['run', 'task', 'kind', 'position', 'name', 'value'],
        rows.map((task) => [id, task, 'output', 0, 'text', value('x').hash]),
      );
    });
  }
  await database.close();
};

const store = await openStore(where);
const writer = await store.create(newRun('first', { inputs: new Map([['document', value('x')]]) }));
await told('a task, committed', 300, (round) => writer.finish(finished(`t${round}`)));
await told('100 tasks that end at once, committed', 20, (round) =>
  Promise.all(Array.from({ length: 100 }, (_, at) => writer.finish(finished(`m${round}-${at}`)))),
);
await told('100 events of history', 100, () =>
  writer.record(Array.from({ length: 100 }, (_, at) => event('t', at))),
);
const key = { hash: 'key', parts: { runner: 'R' } };
const outputs = new Map([['text', value('x')]]);
await store.results.keep('reading', { key, run: 'first', task: 't0', outputs, ended: 1 });
await told('a look into the cache that finds', 500, () => store.results.find('key'));
await told('a look into the cache that finds nothing', 500, () => store.results.find('no'));
await writer.end('done', new Map());
await store.close();

console.log(
  `${Number(runs) * Number(tasks)} tasks filled in: ${(await timed(fill)).toFixed(0)} ms`,
);
await told('opening', 5, async () => (await openStore(where)).close());
const full = await openStore(where);
await told('the latest 20 runs', 5, () => full.history.runs({ most: 20 }));
await told(`all ${runs} runs`, 5, () => full.history.runs());
await told('the tasks of a run', 5, () => full.history.tasks('bench-7'));
await full.close();
if (folder !== undefined) rmSync(folder, { recursive: true });
