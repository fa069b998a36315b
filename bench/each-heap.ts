// The heap, after a collection, while items go through a pipeline of five components in order of
// arrival; now and then one is slow, so that those behind it have to wait with their results.
import { each, type Values } from '../lib/index.js';
import { pipelineOf } from './each-pipeline.js';

const items = Number(process.argv[2] ?? 1_000_000);
const concurrency = 16;
const slow = 1000;
const steps = 10;
const mostGrowth = 2;

let pulled = 0;
function* source(): Generator<Values> {
  // A payload that would show, were it kept: all of them together are 8 GB a million.
  for (; pulled < items; pulled += 1) yield { document: new Float64Array(1024), page: pulled };
}

const pipeline = await pipelineOf(({ page = 1 }, { outputs }) => {
  const values = { [outputs[0] ?? '']: 1 };
  return Number(page) % slow === 0
    ? new Promise((resolve) => setTimeout(resolve, 2, values))
    : Promise.resolve(values);
});

const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const seen: number[] = [];
let count = 0;
let furthest = 0;
console.log(`node ${process.version}, ${items} items, ${concurrency} in flight`);
console.log('     items   heap MB   resident MB   seconds');
const began = performance.now();
await new Promise<void>((resolve, reject) => {
  each(pipeline, { concurrency })(source()).subscribe({
    next: () => {
      count += 1;
      furthest = Math.max(furthest, pulled - count);
      if (count % Math.floor(items / steps) !== 0) return;
      const now = heap();
      seen.push(now);
      const seconds = (performance.now() - began) / 1000;
      console.log(
        `${String(count).padStart(10)}   ${now.toFixed(2).padStart(7)}   ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0).padStart(11)}   ${seconds.toFixed(1).padStart(7)}`,
      );
    },
    error: reject,
    complete: resolve,
  });
});
const growth = (seen.at(-1) ?? 0) - (seen[1] ?? 0);
console.log(
  `at most ${furthest} items pulled and not given; the heap grew by ${growth.toFixed(2)} MB`,
);
if (count !== items || growth > mostGrowth) process.exitCode = 1;
