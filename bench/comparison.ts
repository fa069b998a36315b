import { execFile } from 'node:child_process';

import { type Compiled, compiled } from './compiled.js';
import { type Choice, type ComparisonOptions, readOptions } from './comparison-options.js';
import { type EngineSource, versionOf } from './engines.js';
import type { Summary } from './figures.js';

/** Engines measured beside each other, on graphs of some shapes. */
export interface Comparison<M> extends Choice {
  /** The program that measures one engine on one graph, and prints an `M` as JSON. */
  readonly child: string;
  /** What the figures are, in a line. */
  readonly heading: (options: ComparisonOptions) => string;
  readonly title: (summaries: readonly Summary<M>[]) => string;
  readonly columns: readonly string[];
  /** One for each column. */
  readonly cells: (runs: readonly M[], yardstick: readonly M[]) => readonly string[];
}

type Attempt<M> = M | { readonly failure: string };

const reasonOf = (
  error: { killed?: boolean },
  stderr: string,
  { limit, heap }: ComparisonOptions,
): string =>
  error.killed === true
    ? `took over ${limit} s`
    : /heap out of memory/.test(stderr)
      ? `needs a heap of over ${heap} MB`
      : (/^\w*Error.*$/m.exec(stderr)?.[0] ?? `ended without a result (${stderr.trim()})`);

/** Measures what the command line asks for, each engine in a process of its own, and prints it. */
export const runComparison = async <M extends object>(comparison: Comparison<M>): Promise<void> => {
  const options = readOptions(comparison);
  const built = await compiled();
  const versions: Record<string, string> = {};
  const missing = new Map<string, string>();
  for (const { name, package: from } of options.engines) {
    if (from === undefined) continue;
    const version = versionOf(from);
    if (version === undefined) missing.set(name, 'not installed: `npm ci` in bench/ does it');
    else versions[from] = version;
  }
  if (!options.json) {
    const measured = Object.entries({ node: process.versions.node, ...versions });
    console.log(measured.map(([name, version]) => `${name} ${version}`).join(', '));
    console.log(comparison.heading(options));
  }
  const measure = measureWith<M>(comparison.child, options, built);
  const results: Summary<M>[] = [];
  for (const shape of options.shapes) {
    const failures = new Map(missing);
    for (const size of options.sizes) {
      const summaries = await compare(shape, size, failures, options, measure);
      for (const { engine, failure } of summaries)
        if (failure !== undefined && !failures.has(engine))
          failures.set(engine, `left out: ${failure} at ${size.toLocaleString('en')} tasks`);
      results.push(...summaries);
      if (!options.json) print(comparison, options, summaries);
    }
  }
  if (options.json)
    console.log(
      JSON.stringify({ node: process.versions.node, versions, options, results }, undefined, 2),
    );
};

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    stop.abort();
    process.exit(130);
  });

type Measure<M> = (engine: EngineSource, shape: string, size: number) => Promise<Attempt<M>>;

const measureWith =
  <M>(child: string, options: ComparisonOptions, { file }: Compiled): Measure<M> =>
  (engine, shape, size) =>
    new Promise((resolve) => {
      const { heap, node, warm, limit } = options;
      const given = [file(engine.module), engine.export, shape, String(size), String(warm)];
      execFile(
        process.execPath,
        ['--expose-gc', `--max-old-space-size=${heap}`, ...node, file(child), ...given],
        { timeout: limit * 1000, signal: stop.signal, killSignal: 'SIGKILL' },
        (error, stdout, stderr) => {
          resolve(
            error === null
              ? (JSON.parse(stdout) as M)
              : { failure: reasonOf(error, stderr, options) },
          );
        },
      );
    });

/** All engines on one graph, by turns, so that what else the machine does meets all alike. */
const compare = async <M extends object>(
  shape: string,
  size: number,
  failures: ReadonlyMap<string, string>,
  { engines, runs }: ComparisonOptions,
  measure: Measure<M>,
): Promise<Summary<M>[]> => {
  const found = new Map<string, M[]>(engines.map(({ name }) => [name, []]));
  const failed = new Map(failures);
  for (let run = 0; run < runs; run += 1)
    for (const engine of engines) {
      if (failed.has(engine.name)) continue;
      tell(`${shape}, ${size} tasks, run ${run + 1}: ${engine.name}`);
      const attempt = await measure(engine, shape, size);
      tell('');
      if ('failure' in attempt) failed.set(engine.name, attempt.failure);
      else found.get(engine.name)?.push(attempt);
    }
  return engines.map(({ name }): Summary<M> => {
    const failure = failed.get(name);
    return failure === undefined
      ? { engine: name, shape, size, runs: found.get(name) ?? [] }
      : { engine: name, shape, size, failure, runs: [] };
  });
};

/** What is being measured now, for who looks on. */
const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

const print = <M>(
  { engines: [first], title, columns, cells }: Comparison<M>,
  { engines }: ComparisonOptions,
  summaries: readonly Summary<M>[],
): void => {
  const width = Math.max(...engines.map(({ name }) => name.length));
  const line = (name: string, all: readonly string[]): string =>
    `  ${name.padEnd(width)}${all.map((one) => one.padStart(11)).join('')}`;
  const yardstick = summaries.find(({ engine }) => engine === first?.name)?.runs ?? [];
  console.log(`\n${title(summaries)}`);
  console.log(line('', columns));
  for (const { engine, failure, runs } of summaries)
    console.log(
      failure === undefined
        ? line(engine, cells(runs, yardstick))
        : `  ${engine.padEnd(width)}  ${failure}`,
    );
};
