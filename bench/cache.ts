/*
 * What a task costs that the cache has, beside one that is run: in a store in SQLite, with texts of a page's
 * length, as a chain (one look-up after another) and side by side; then whole runs that are kept, with and
 * without the cache.
 *
 *     npx tsx bench/cache.ts [tasks]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { start } from '../lib/engine/run/start.js';
import type { Graph } from '../lib/graph/graph.js';
import { Cache } from '../lib/store/cache/cache.js';
import { prepareDurable } from '../lib/store/durable/prepare-durable.js';
import { openStore } from '../lib/store/open-store.js';
import { keeperOf } from '../lib/store/values/keeper-of.js';
import { loaded } from '../spec/engine/loaded.js';

const count = Number(process.argv[2] ?? 1000);
const rounds = 5;
const page = 'the text of a page '.repeat(150);

const graphOf = async (shape: 'chain' | 'side by side'): Promise<Graph> => {
  const components = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `t${at}`,
      {
        runner: 'R',
        // No two tasks of a shape share a result.
        params: { at, shape },
        inputs: { x: at === 0 || shape === 'side by side' ? 'x' : `t${at - 1}.y` },
        outputs: ['y'],
      },
    ]),
  );
  const outputs =
    shape === 'chain' ? [`t${count - 1}.y`] : Object.keys(components).map((one) => `${one}.y`);
  return (await loaded({ inputs: ['x'], outputs, components }, { R: ({ x }) => ({ y: x }) })).graph;
};

const folder = await mkdtemp(join(tmpdir(), 'mlpipeline-bench-cache-'));
const store = await openStore(folder);
const keeper = keeperOf(store.blobs);

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await run();
  return performance.now() - from;
};

const median = async (run: () => Promise<unknown>): Promise<number> => {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) took.push(await timed(run));
  return took.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
};

const told = (name: string, took: number): void => {
  const each = took / count;
  console.log(
    `  ${name.padEnd(22)} ${took.toFixed(0).padStart(6)} ms, ${each.toFixed(3)} ms a task, ${(1000 / each).toFixed(0)} tasks/s`,
  );
};

try {
  for (const shape of ['chain', 'side by side'] as const) {
    const graph = await graphOf(shape);
    // A cache of its own each time, as each run has.
    const lookups = (cached: boolean) => [
      new Cache(graph, { results: store.results, values: keeper, cached }).wrapper,
    ];
    const plain = (cached: boolean): Promise<unknown> =>
      start({ graph }, { x: page }, { taskWrappers: lookups(cached) }).outputs;
    const kept = async (cached: boolean): Promise<unknown> =>
      (
        await prepareDurable({ graph }, { x: page }, { store, keeper, lookups: lookups(cached) })
      ).begin().outputs;
    console.log(`${count} tasks, ${shape}`);
    told('without the cache', await median(() => plain(false)));
    told('first, all missed', await timed(() => plain(true)));
    told('all found', await median(() => plain(true)));
    told('kept, without', await median(() => kept(false)));
    told('kept, all found', await median(() => kept(true)));
  }
} finally {
  await store.close();
  await rm(folder, { recursive: true });
}
