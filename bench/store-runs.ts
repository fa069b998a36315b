/*
 * What a task of a run that lasts costs in SQLite: a chain of `n` tasks, each of which starts when what the
 * one before gave is committed and synced; and what the history alone costs, without any commit.
 *
 *     npx tsx bench/store-runs.ts [tasks]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { firstValueFrom } from 'rxjs';

import { start } from '../lib/engine/run/start.js';
import { historySink } from '../lib/store/durable/history-sink.js';
import { prepareDurable } from '../lib/store/durable/prepare-durable.js';
import { unstoredOf } from '../lib/store/durable/unstored.js';
import { openStore } from '../lib/store/open-store.js';
import { keeperOf } from '../lib/store/values/keeper-of.js';
import { loaded } from '../spec/engine/loaded.js';

const count = Number(process.argv[2] ?? 2000);
const components = Object.fromEntries(
  Array.from({ length: count }, (_, at) => [
    `c${at}`,
    { runner: 'R', inputs: { x: at === 0 ? 'x' : `c${at - 1}.y` }, outputs: ['y'] },
  ]),
);
let began: number[] = [];
const { graph } = await loaded(
  { inputs: ['x'], outputs: [`c${count - 1}.y`], components },
  {
    R: ({ x }) => {
      began.push(performance.now());
      return { y: (x as number) + 1 };
    },
  },
);

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** The median time from the start of a task to that of the next, and the mean over all with what follows. */
const told = async (what: string, run: () => Promise<unknown>): Promise<void> => {
  began = [];
  const from = performance.now();
  await run();
  const mean = (performance.now() - from) / count;
  const median = medianOf(began.slice(1).map((time, at) => time - (began[at] ?? 0)));
  console.log(
    `${what}: ${median.toFixed(4)} ms a task in the median, ${mean.toFixed(4)} in the mean`,
  );
};

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
const store = await openStore(folder);
const keeper = keeperOf(store.blobs);
try {
  for (let round = 0; round < 3; round += 1) {
    await told('plain       ', () => firstValueFrom(start({ graph }, { x: 0 }).outputs$));
    const { id, outputs } = (await prepareDurable({ graph }, { x: -1 }, { store, keeper })).begin();
    await outputs;
    const kept = await store.history.run(id);
    const writer = await store.create({
      ...{ id: `history-${round}`, pipeline: kept.declared, inputs: new Map() },
      ...{ seed: 1, options: {}, code: {} },
    });
    const history = historySink(writer, unstoredOf(graph), (error) => {
      throw error;
    });
    await told('history only', async () => {
      await firstValueFrom(start({ graph }, { x: 0 }, { sinks: [history.sink] }).outputs$);
      await history.written;
    });
    await writer.release();
    await told('durable     ', async () => {
      await (await prepareDurable({ graph }, { x: 0 }, { store, keeper })).begin().outputs;
    });
  }
} finally {
  await store.close();
  rmSync(folder, { recursive: true });
}
