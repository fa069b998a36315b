// Predicted makespans beside those of real runs of the same graphs, whose tasks do nothing but wait;
// and how long it takes to simulate 10,000 tasks.
import { firstValueFrom } from 'rxjs';

import { anyRunner, loadObject, orThrow, simulate, start } from '../lib/index.js';

const random = (() => {
  let state = 12345;
  return (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
})();

/** Layers of tasks, each of which takes two of the layer before; some want one of two GPUs. */
const layered = (count: number, width: number) => {
  const durations: Record<string, number> = {};
  const components = Array.from({ length: count }, (_, index) => {
    const milliseconds = Math.round(20 + random() * 180);
    durations[`t${index}`] = milliseconds;
    const above = (Math.floor(index / width) - 1) * width;
    const one = (): string => `t${above + Math.floor(random() * width)}.out`;
    return {
      [`t${index}`]: {
        runner: 'Delay',
        inputs: above < 0 ? { first: 'source' } : { first: one(), second: one() },
        outputs: { out: 'first' },
        params: { for: milliseconds / 1000 },
        ...(random() < 0.3 ? { resources: { gpu: 1 } } : {}),
      },
    };
  });
  const outputs = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`o${index}`, `t${index}.out`]),
  );
  const pipeline = {
    name: 'layered',
    inputs: ['source'],
    outputs,
    resources: { gpu: 2 },
    components,
  };
  return { pipeline: { pipeline }, durations };
};

console.log(`node ${process.version}\n\n  tasks  slots  predicted ms   real ms   difference`);
for (const [count, width] of [
  [30, 5],
  [100, 10],
  [300, 30],
] as const) {
  const { pipeline: declared, durations } = layered(count, width);
  const pipeline = orThrow(await loadObject(declared));
  for (const concurrency of [2, 4, 16]) {
    const { makespan } = simulate(pipeline, { durations, concurrency });
    const began = performance.now();
    await firstValueFrom(start(pipeline, { source: 1 }, { concurrency }).outputs$);
    const real = performance.now() - began;
    console.log(
      `${String(count).padStart(7)}  ${String(concurrency).padStart(5)}  ${makespan.toFixed(0).padStart(12)}  ${real.toFixed(0).padStart(8)}  ${((real / makespan - 1) * 100).toFixed(1).padStart(9)} %`,
    );
  }
}

const { pipeline: declared, durations } = layered(10_000, 100);
const pipeline = orThrow(await loadObject(declared, { runners: anyRunner }));
for (const concurrency of [4, 64, Infinity]) {
  const began = performance.now();
  simulate(pipeline, { durations, concurrency });
  console.log(
    `\n10000 tasks with ${concurrency} slots simulated in ${(performance.now() - began).toFixed(0)} ms`,
  );
}
