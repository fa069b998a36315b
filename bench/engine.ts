// The engine against others: time and memory per task that does nothing, by shape and size.
// See README.md.
import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';

import { compiled } from './compiled.js';
import type { Measurement } from './engine-child.js';
import { engines, type EngineSource, versionOf } from './engines.js';
import { shapeNames } from './shapes.js';

const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const optionsOf = () =>
  parseArgs({
    options: {
      engines: { type: 'string', default: engines.map(({ name }) => name).join(',') },
      shapes: { type: 'string', default: shapeNames.join(',') },
      sizes: { type: 'string', default: '1000,10000,100000' },
      runs: { type: 'string', default: '3' },
      warm: { type: 'string', default: '10000' },
      limit: { type: 'string', default: '60' },
      heap: { type: 'string', default: '4096' },
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

const oneOf = <T>(what: string, text: string, all: readonly T[], nameOf: (one: T) => string): T[] =>
  text
    .split(',')
    .map(
      (asked) =>
        all.find((one) => nameOf(one) === asked) ??
        fail(`there is no ${what} \`${asked}\`; there are ${all.map(nameOf).join(', ')}`),
    );

const count = (option: string, text: string, least: number): number => {
  const value = Number(text);
  return Number.isInteger(value) && value >= least
    ? value
    : fail(`--${option} takes whole numbers from ${least}, not \`${text}\``);
};

const chosen = oneOf('engine', options.engines, engines, ({ name }) => name);
const shapes = oneOf('shape', options.shapes, shapeNames, (name) => name);
const sizes = options.sizes.split(',').map((text) => count('sizes', text, 3));
const runs = count('runs', options.runs, 1);
const warm = count('warm', options.warm, 0);
const limit = count('limit', options.limit, 1);
const heap = count('heap', options.heap, 1);

const stop = new AbortController();
const interrupted = (): void => {
  stop.abort();
  process.exit(130);
};
process.once('SIGINT', interrupted);
process.once('SIGTERM', interrupted);
const built = await compiled();

type Attempt = Measurement | { readonly failure: string };

const reasonOf = (error: { killed?: boolean }, stderr: string): string =>
  error.killed === true
    ? `took over ${limit} s`
    : /heap out of memory/.test(stderr)
      ? `needs a heap of over ${heap} MB`
      : (/^\w*Error.*$/m.exec(stderr)?.[0] ?? `ended without a result (${stderr.trim()})`);

const measure = (engine: EngineSource, shape: string, size: number): Promise<Attempt> =>
  new Promise((resolve) => {
    const child = [
      '--expose-gc',
      `--max-old-space-size=${heap}`,
      ...options.node,
      built.file('bench/engine-child.ts'),
      built.file(engine.module),
      engine.export,
      shape,
      String(size),
      String(warm),
    ];
    const settings = { timeout: limit * 1000, signal: stop.signal, killSignal: 'SIGKILL' } as const;
    execFile(process.execPath, child, settings, (error, stdout, stderr) => {
      resolve(
        error === null ? (JSON.parse(stdout) as Measurement) : { failure: reasonOf(error, stderr) },
      );
    });
  });

/** What is being measured now, for who looks on. */
const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

interface Summary {
  readonly engine: string;
  readonly shape: string;
  readonly size: number;
  /** Why there are no figures. */
  readonly failure?: string;
  readonly runs: readonly Measurement[];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** All engines on one graph, by turns, so that what else the machine does meets all alike. */
const compare = async (
  shape: string,
  size: number,
  failures: ReadonlyMap<string, string>,
): Promise<Summary[]> => {
  const found = new Map<string, Measurement[]>(chosen.map(({ name }) => [name, []]));
  const failed = new Map<string, string>();
  for (const { name } of chosen) {
    const before = failures.get(name);
    if (before !== undefined) failed.set(name, before);
  }
  for (let run = 0; run < runs; run += 1)
    for (const engine of chosen) {
      if (failed.has(engine.name)) continue;
      tell(`${shape}, ${size} tasks, run ${run + 1}: ${engine.name}`);
      const attempt = await measure(engine, shape, size);
      tell('');
      if ('failure' in attempt) failed.set(engine.name, attempt.failure);
      else found.get(engine.name)?.push(attempt);
    }
  return chosen.map(({ name }): Summary => {
    const failure = failed.get(name);
    const all = found.get(name) ?? [];
    return {
      engine: name,
      shape,
      size,
      ...(failure === undefined ? {} : { failure }),
      runs: failure === undefined ? all : [],
    };
  });
};

const perTask = ({ runs }: Summary, of: (one: Measurement) => number): number =>
  median(runs.map((one) => of(one) / one.tasks));

const wallOf = ({ wall }: Measurement): number => wall;
const cpuOf = ({ cpu }: Measurement): number => cpu;

const columns = ['wall µs', '±', 'cpu µs', '±', 'gc %', 'wall ×', 'cpu ×', 'heap B', 'rss B'];

/** Half of the way from the least to the greatest, of the median, in percent. */
const spread = (summary: Summary, of: (one: Measurement) => number): string => {
  const all = summary.runs.map((one) => of(one) / one.tasks);
  const half = (Math.max(...all) - Math.min(...all)) / 2;
  return `${((100 * half) / median(all)).toFixed(0)}%`;
};

const cells = (summary: Summary, yardstick: Summary | undefined): string[] => {
  const ratio = (of: (one: Measurement) => number): string =>
    yardstick === undefined || yardstick.runs.length === 0
      ? ''
      : (perTask(summary, of) / perTask(yardstick, of)).toFixed(2);
  return [
    perTask(summary, wallOf).toFixed(2),
    spread(summary, wallOf),
    perTask(summary, cpuOf).toFixed(2),
    spread(summary, cpuOf),
    median(summary.runs.map(({ gc, wall }) => (100 * gc) / wall)).toFixed(0),
    ratio(wallOf),
    ratio(cpuOf),
    perTask(summary, ({ heap }) => heap).toFixed(0),
    perTask(summary, ({ rss }) => rss).toFixed(0),
  ];
};

const width = Math.max(...chosen.map(({ name }) => name.length));
const line = (name: string, all: readonly string[]): string =>
  `  ${name.padEnd(width)}${all.map((one) => one.padStart(9)).join('')}`;

const print = (summaries: readonly Summary[]): void => {
  const [first] = summaries;
  if (first === undefined) return;
  const yardstick = summaries.find(({ engine }) => engine === engines[0]?.name);
  console.log(`\n${first.shape}, ${first.size.toLocaleString('en')} tasks`);
  console.log(line('', columns));
  for (const summary of summaries)
    console.log(
      summary.failure === undefined
        ? line(summary.engine, cells(summary, yardstick))
        : `  ${summary.engine.padEnd(width)}  ${summary.failure}`,
    );
};

const missing = new Map<string, string>();
const versions: Record<string, string> = {};
for (const { name, package: from } of chosen) {
  if (from === undefined) continue;
  const version = versionOf(from);
  if (version === undefined) missing.set(name, 'not installed: `npm ci` in bench/ does it');
  else versions[from] = version;
}

const results: Summary[] = [];
if (!options.json) {
  const measured = Object.entries({ node: process.versions.node, ...versions });
  console.log(measured.map(([name, version]) => `${name} ${version}`).join(', '));
  console.log(
    `${runs} runs each, by turns, after ${warm} tasks to warm up; per task: medians, and half the range beside them`,
  );
}
for (const shape of shapes) {
  const failures = new Map(missing);
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const summaries = await compare(shape, size, failures);
    for (const { engine, failure } of summaries)
      if (failure !== undefined && !failures.has(engine))
        failures.set(engine, `left out: ${failure} at ${size.toLocaleString('en')} tasks`);
    results.push(...summaries);
    if (!options.json) print(summaries);
  }
}
if (options.json)
  console.log(
    JSON.stringify({ node: process.versions.node, versions, warm, results }, undefined, 2),
  );
