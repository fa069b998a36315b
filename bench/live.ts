// One change through live graphs, against libraries of signals: time per affected task, by shape and
// size. See README.md.
import { runComparison } from './comparison.js';
import type { EngineSource } from './engines.js';
import { gcPercent, median, ratio, spread } from './figures.js';
import type { LiveMeasurement } from './live-child.js';
import { liveShapeNames } from './live-shapes.js';

const other = (name: string, file: string): EngineSource => ({
  name,
  module: `bench/others/${file}.ts`,
  export: 'engine',
  package: name,
});

/** The yardstick first. */
const engines: readonly EngineSource[] = [
  other('mobx', 'live-mobx'),
  { name: 'mlpipeline', module: 'bench/engines/live-mlpipeline.ts', export: 'bare' },
  { name: 'mlpipeline+events', module: 'bench/engines/live-mlpipeline.ts', export: 'withEvents' },
  other('@preact/signals-core', 'live-preact'),
  other('alien-signals', 'live-alien'),
];

const perTask = (
  runs: readonly LiveMeasurement[],
  of: (one: LiveMeasurement) => number,
): number[] => runs.map((one) => of(one) / (one.changes * one.affected));

const cpu = (runs: readonly LiveMeasurement[]): number[] => perTask(runs, (one) => one.cpu);

const all = (count: number | undefined): string => (count ?? 0).toLocaleString('en');

await runComparison<LiveMeasurement>({
  engines,
  shapes: liveShapeNames,
  runs: 5,
  limit: 120,
  child: 'bench/live-child.ts',
  heading: ({ runs }) =>
    `${runs} runs each, by turns; per task that follows from a change: medians`,
  title: (summaries) => {
    const [first] = summaries;
    const affected = summaries.find(({ runs }) => runs.length > 0)?.runs[0]?.affected;
    return `${first?.shape ?? ''}, ${all(first?.size)} tasks of which a change affects ${all(affected)}`;
  },
  columns: ['wall µs', 'cpu µs', '±', 'gc %', 'cpu ×', 'change ms'],
  cells: (runs, yardstick) => [
    median(perTask(runs, ({ wall }) => wall)).toFixed(3),
    median(cpu(runs)).toFixed(3),
    spread(cpu(runs)),
    gcPercent(runs),
    ratio(cpu(runs), cpu(yardstick)),
    median(runs.map(({ wall, changes }) => wall / changes / 1000)).toFixed(3),
  ],
});
