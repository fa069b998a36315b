// One measurement of one engine, in a process of its own; what it finds goes to stdout as JSON.
// Arguments: module, export, shape, size, tasks to warm up with.
import { GCProfiler } from 'node:v8';

import type { Engine } from './engines/engine.js';
import { shapeOf } from './shapes.js';
import { checksum, expected, takeCount } from './work.js';

/** Of the whole run, in microseconds and bytes. */
export interface Measurement {
  readonly tasks: number;
  readonly wall: number;
  readonly cpu: number;
  /** Of `wall`, what the garbage collector held the program up for. */
  readonly gc: number;
  /** How far the process grew beyond what it was with the graph written down. */
  readonly rss: number;
  /** The most that lay on the heap, garbage included, beyond what lay there before. */
  readonly heap: number;
  /** The process at its largest. */
  readonly peak: number;
}

const [module = '', name = '', shapeName = '', size, warm] = process.argv.slice(2);
const engine = ((await import(module)) as Record<string, Engine>)[name] as Engine;

interface Prepared {
  readonly tasks: number;
  readonly sum: number;
  readonly run: () => Promise<readonly number[]>;
}

const prepare = (asked: number): Prepared => {
  const shape = shapeOf(shapeName, asked);
  const sum = expected(shape.inputs, shape.outputs);
  return { tasks: shape.inputs.length, sum, run: engine(shape) };
};

const check = ({ tasks, sum }: Prepared, outputs: readonly number[]): void => {
  const count = takeCount();
  if (count !== tasks) throw new Error(`${count} tasks were run instead of ${tasks}`);
  if (checksum(outputs) !== sum) throw new Error('the outputs are wrong');
};

const measure = async (prepared: Prepared): Promise<Measurement> => {
  const { rss, heapUsed } = process.memoryUsage();
  const profiler = new GCProfiler();
  profiler.start();
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const outputs = await prepared.run();
  const wall = (performance.now() - before) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const collections = profiler.stop().statistics;
  const heap = Math.max(
    process.memoryUsage().heapUsed,
    ...collections.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize),
  );
  const peak = process.resourceUsage().maxRSS * 1024;
  check(prepared, outputs);
  return {
    tasks: prepared.tasks,
    wall,
    cpu: user + system,
    gc: collections.reduce((all, { cost }) => all + cost, 0),
    rss: Math.max(0, peak - rss),
    heap: heap - heapUsed,
    peak,
  };
};

const prepared = prepare(Number(size));
// Before the warming up, which it would undo: V8 drops optimised code with the objects it was
// made for.
globalThis.gc?.();
// In small graphs, so that an engine whose time grows faster than the tasks does not spend it here.
for (let done = 0; done < Number(warm); done += 1000) {
  const small = prepare(1000);
  check(small, await small.run());
}
// Takes away what the warming up has left, and leaves optimised code alone.
globalThis.gc?.({ type: 'minor', execution: 'sync' });
process.stdout.write(JSON.stringify(await measure(prepared)));
