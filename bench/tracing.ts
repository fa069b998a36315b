// What tracing costs where no SDK is set up: npx tsx bench/tracing.ts [TASKS]
import { start } from '../lib/engine/run/start.js';
import type { RunOptions } from '../lib/engine/run/run-options.js';
import { loadObject, orThrow } from '../lib/load.js';
import { tracing } from '../lib/tracing/tracing.js';

const tasks = Number(process.argv[2] ?? 10_000);
const rounds = 15;

const pipeline = orThrow(
  await loadObject({
    pipeline: {
      name: 'p',
      inputs: ['x'],
      outputs: ['a0.y'],
      components: Object.fromEntries(
        Array.from({ length: tasks }, (_, at) => [
          `a${at}`,
          {
            runner: 'PassThrough',
            inputs: at + 1 < tasks ? { x: `a${at + 1}.y` } : ['x'],
            outputs: ['y'],
          },
        ]),
      ),
    },
  }),
);

const { sink, wrapper } = await tracing();
const ways: Readonly<Record<string, RunOptions>> = {
  // With another sink and wrapper in their place: what events cost is none of tracing's.
  untraced: { sinks: [() => undefined], wrappers: [(runner) => ({ ...runner })] },
  'traced, no SDK': { sinks: [sink], wrappers: [wrapper] },
};
const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1)
  for (const [name, options] of Object.entries(ways)) {
    const from = performance.now();
    await start(pipeline, { x: 1 }, options).outputs;
    times.get(name)?.push(performance.now() - from);
  }
for (const [name, all] of times) {
  const median = all.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
  console.log(`${name}: ${((median / tasks) * 1000).toFixed(2)} µs a task, median of ${rounds}`);
}
