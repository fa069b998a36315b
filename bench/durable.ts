/*
 * What durability costs a task beside what its store costs: a run of `n` tasks, each with an input and
 * an output, with what commits it and writes its history, into a store in memory that does nothing.
 *
 *     npx tsx bench/durable.ts [tasks]
 */
import { performance } from 'node:perf_hooks';

import { start } from '../lib/engine/run/start.js';
import { prepareDurable } from '../lib/store/durable/prepare-durable.js';
import { loaded } from '../spec/engine/loaded.js';
import { memoryKeeper as keeper, MemoryStore } from '../spec/store/memory-store.js';

const count = Number(process.argv[2] ?? 5000);
const components = Object.fromEntries(
  Array.from({ length: count }, (_, at) => [
    `c${at}`,
    { runner: 'R', inputs: { x: at === 0 ? 'x' : `c${at - 1}.y` }, outputs: ['y'] },
  ]),
);
const { graph } = await loaded(
  { inputs: ['x'], outputs: [`c${count - 1}.y`], components },
  { R: ({ x }) => ({ y: (x as number) + 1 }) },
);

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await run();
  return (performance.now() - from) / count;
};

const told = (milliseconds: readonly number[]): string => {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(4)} ms a task, median of ${sorted.length}`;
};

const plain: number[] = [];
const durable: number[] = [];
for (let round = 0; round < 7; round += 1) {
  plain.push(await timed(() => start({ graph }, { x: 0 }).outputs));
  durable.push(
    await timed(async () => {
      const { store } = new MemoryStore();
      return (await prepareDurable({ graph }, { x: 0 }, { store, keeper })).begin().outputs;
    }),
  );
}
console.log(`plain:   ${told(plain)}`);
console.log(`durable: ${told(durable)}`);
