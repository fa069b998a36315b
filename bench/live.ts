// One change through live graphs, against libraries of signals: time per affected task, by shape and
// size. See README.md.
import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';

import { compiled } from './compiled.js';
import { type EngineSource, versionOf } from './engines.js';
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

const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const optionsOf = () =>
  parseArgs({
    options: {
      engines: { type: 'string', default: engines.map(({ name }) => name).join(',') },
      shapes: { type: 'string', default: liveShapeNames.join(',') },
      sizes: { type: 'string', default: '1000,10000,100000' },
      runs: { type: 'string', default: '5' },
      node: { type: 'string', multiple: true, default: [] as string[] },
      json: { type: 'boolean', default: false },
    },
  }).values;

const readOptions = (): ReturnType<typeof optionsOf> => {
  try {
    return optionsOf();
  } catch (error) {
    return fail(`${(error as Error).message}\nbench/README.md tells the options`);
  }
};

const options = readOptions();
const count = (option: string, text: string, least: number): number => {
  const value = Number(text);
  return Number.isInteger(value) && value >= least
    ? value
    : fail(`--${option} takes whole numbers from ${least}, not \`${text}\``);
};
const among = (what: string, text: string, all: readonly string[]): readonly string[] => {
  const asked = text.split(',');
  const unknown = asked.filter((one) => !all.includes(one));
  if (unknown.length > 0)
    fail(`there is no ${what} \`${unknown.join()}\`; there are ${all.join(', ')}`);
  return asked;
};
const names = among(
  'engine',
  options.engines,
  engines.map(({ name }) => name),
);
const chosen = engines.filter(({ name }) => names.includes(name));
const shapes = among('shape', options.shapes, liveShapeNames);
const sizes = options.sizes.split(',').map((text) => count('sizes', text, 3));
const runs = count('runs', options.runs, 1);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    stop.abort();
    process.exit(130);
  });
const built = await compiled();

type Attempt = LiveMeasurement | { readonly failure: string };

const measure = (engine: EngineSource, shape: string, size: number): Promise<Attempt> =>
  new Promise((resolve) => {
    const child = [
      ...options.node,
      built.file('bench/live-child.ts'),
      built.file(engine.module),
      engine.export,
      shape,
      String(size),
    ];
    const settings = { timeout: 120_000, signal: stop.signal, killSignal: 'SIGKILL' } as const;
    execFile(process.execPath, child, settings, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as LiveMeasurement);
      else
        resolve({
          failure: error.killed
            ? 'took over 120 s'
            : (/^\w*Error.*$/m.exec(stderr)?.[0] ?? `ended without a result (${stderr.trim()})`),
        });
    });
  });

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

interface Summary {
  readonly engine: string;
  readonly shape: string;
  readonly size: number;
  readonly failure?: string;
  readonly runs: readonly LiveMeasurement[];
}

const compare = async (shape: string, size: number): Promise<readonly Summary[]> => {
  const found = new Map<string, LiveMeasurement[]>(chosen.map(({ name }) => [name, []]));
  const failed = new Map<string, string>();
  for (const { name, package: from } of chosen)
    if (from !== undefined && versionOf(from) === undefined)
      failed.set(name, 'not installed: `npm ci` in bench/ does it');
  for (let run = 0; run < runs; run += 1)
    for (const engine of chosen) {
      if (failed.has(engine.name)) continue;
      const attempt = await measure(engine, shape, size);
      if ('failure' in attempt) failed.set(engine.name, attempt.failure);
      else found.get(engine.name)?.push(attempt);
    }
  return chosen.map(({ name }) => {
    const failure = failed.get(name);
    return failure === undefined
      ? { engine: name, shape, size, runs: found.get(name) ?? [] }
      : { engine: name, shape, size, failure, runs: [] };
  });
};

const perTask = ({ runs }: Summary, of: (one: LiveMeasurement) => number): readonly number[] =>
  runs.map((one) => of(one) / (one.changes * one.affected));

const wallOf = ({ wall }: LiveMeasurement): number => wall;
const cpuOf = ({ cpu }: LiveMeasurement): number => cpu;

const spread = (all: readonly number[]): string =>
  `${((50 * (Math.max(...all) - Math.min(...all))) / median(all)).toFixed(0)}%`;

const columns = ['wall µs', 'cpu µs', '±', 'gc %', 'cpu ×', 'change ms'];
const width = Math.max(...chosen.map(({ name }) => name.length));
const line = (name: string, all: readonly string[]): string =>
  `  ${name.padEnd(width)}${all.map((one) => one.padStart(11)).join('')}`;

const print = (summaries: readonly Summary[]): void => {
  const [first] = summaries;
  if (first === undefined) return;
  const affected = summaries.find(({ runs }) => runs.length > 0)?.runs[0]?.affected ?? 0;
  const all = (count: number): string => count.toLocaleString('en');
  console.log(
    `\n${first.shape}, ${all(first.size)} tasks of which a change affects ${all(affected)}`,
  );
  console.log(line('', columns));
  const yardstick = summaries.find(({ engine }) => engine === engines[0]?.name);
  for (const summary of summaries) {
    if (summary.failure !== undefined) {
      console.log(`  ${summary.engine.padEnd(width)}  ${summary.failure}`);
      continue;
    }
    const cpu = perTask(summary, cpuOf);
    const than = yardstick === undefined ? NaN : median(perTask(yardstick, cpuOf));
    console.log(
      line(summary.engine, [
        median(perTask(summary, wallOf)).toFixed(3),
        median(cpu).toFixed(3),
        spread(cpu),
        median(summary.runs.map(({ gc, wall }) => (100 * gc) / wall)).toFixed(0),
        Number.isNaN(than) ? '' : (median(cpu) / than).toFixed(2),
        median(summary.runs.map(({ wall, changes }) => wall / changes / 1000)).toFixed(3),
      ]),
    );
  }
};

const versions = Object.fromEntries(
  chosen.flatMap(({ package: from }) =>
    from === undefined ? [] : [[from, versionOf(from) ?? 'not installed']],
  ),
);
if (!options.json)
  console.log(
    Object.entries({ node: process.versions.node, ...versions })
      .map(([name, version]) => `${name} ${version}`)
      .join(', ') + `\n${runs} runs each, by turns; per task that follows from a change: medians`,
  );
const results: Summary[] = [];
for (const shape of shapes)
  for (const size of sizes) {
    const summaries = await compare(shape, size);
    results.push(...summaries);
    if (!options.json) print(summaries);
  }
if (options.json)
  console.log(JSON.stringify({ node: process.versions.node, versions, results }, undefined, 2));
