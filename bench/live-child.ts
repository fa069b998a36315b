// One measurement of one engine on one live graph, in a process of its own; what it finds goes to
// stdout as JSON. Arguments: module, export, shape, size.
import { GCProfiler } from 'node:v8';

import type { LiveEngine } from './engines/live-engine.js';
import { follow, type LiveShape, liveShapeOf, sourcesByTask } from './live-shapes.js';
import { checksum, start, takeCount } from './work.js';

/** Of all changes together, in microseconds. */
export interface LiveMeasurement {
  readonly changes: number;
  /** How many tasks follow from a change. */
  readonly affected: number;
  readonly wall: number;
  readonly cpu: number;
  /** Of `wall`, what the garbage collector held the program up for. */
  readonly gc: number;
}

const [module = '', name = '', shapeName = '', size] = process.argv.slice(2);
const engine = ((await import(module)) as Record<string, LiveEngine>)[name] as LiveEngine;
const first = 1;

/** What the outputs come to, found without any engine. */
const expected = (shape: LiveShape, value: number): number => {
  const source = sourcesByTask(shape);
  const values: number[] = [];
  shape.inputs.forEach((from, task) => {
    const taken =
      from.length === 0
        ? [source[task] === 0 ? value : first]
        : from.map((one) => values[one] ?? NaN);
    values.push(taken.reduce(follow, start(task)));
  });
  takeCount();
  return checksum(shape.outputs.map((task) => values[task] ?? NaN));
};

const shape = liveShapeOf(shapeName, Number(size));
const graph = engine(shape, first);
takeCount();

const tasksToChange = 500_000;
const changes = Math.max(5, Math.ceil(tasksToChange / shape.affected));
let value = first;
const change = (times: number): void => {
  for (let done = 0; done < times; done += 1) {
    value += 1;
    graph.change(value);
  }
  const count = takeCount();
  if (count !== times * shape.affected)
    throw new Error(`${count} tasks were run instead of ${times * shape.affected}`);
};

// Compiles the code; nothing is collected by hand before what is measured, for that would throw the
// compiled code away.
change(Math.ceil(changes / 2));
const profiler = new GCProfiler();
profiler.start();
const cpuBefore = process.cpuUsage();
const before = performance.now();
change(changes);
const wall = (performance.now() - before) * 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const gc = profiler.stop().statistics.reduce((all, { cost }) => all + cost, 0);
if (checksum(graph.outputs()) !== expected(shape, value)) throw new Error('the outputs are wrong');
const measured: LiveMeasurement = {
  changes,
  affected: shape.affected,
  wall,
  cpu: user + system,
  gc,
};
process.stdout.write(JSON.stringify(measured));
