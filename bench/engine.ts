// The engine against others: time and memory per task that does nothing, by shape and size.
// See README.md.
import { runComparison } from './comparison.js';
import type { Measurement } from './engine-child.js';
import { engines } from './engines.js';
import { gcPercent, median, ratio, spread } from './figures.js';
import { shapeNames } from './shapes.js';

const perTask = (runs: readonly Measurement[], of: (one: Measurement) => number): number[] =>
  runs.map((one) => of(one) / one.tasks);

const wall = (runs: readonly Measurement[]): number[] => perTask(runs, (one) => one.wall);
const cpu = (runs: readonly Measurement[]): number[] => perTask(runs, (one) => one.cpu);

await runComparison<Measurement>({
  engines,
  shapes: shapeNames,
  runs: 3,
  limit: 60,
  child: 'bench/engine-child.ts',
  heading: ({ runs, warm }) =>
    `${runs} runs each, by turns, after ${warm} tasks to warm up; per task: medians, and half the range beside them`,
  title: ([first]) => `${first?.shape ?? ''}, ${(first?.size ?? 0).toLocaleString('en')} tasks`,
  columns: ['wall µs', '±', 'cpu µs', '±', 'gc %', 'wall ×', 'cpu ×', 'heap B', 'rss B'],
  cells: (runs, yardstick) => [
    median(wall(runs)).toFixed(2),
    spread(wall(runs)),
    median(cpu(runs)).toFixed(2),
    spread(cpu(runs)),
    gcPercent(runs),
    ratio(wall(runs), wall(yardstick)),
    ratio(cpu(runs), cpu(yardstick)),
    median(perTask(runs, ({ heap }) => heap)).toFixed(0),
    median(perTask(runs, ({ rss }) => rss)).toFixed(0),
  ],
});
