import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

import { expect } from 'chai';
import fc from 'fast-check';
import { firstValueFrom, map, timer } from 'rxjs';

import type { Values } from '../../lib/engine/events/event.js';
import { Run } from '../../lib/engine/run/run.js';
import type { Graph } from '../../lib/graph/graph.js';
import { loadFile, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import type { Runner } from '../../lib/runners/runner.js';
import { itIsSkippedWithout, sharedData } from '../shared-data.js';
import {
  byName,
  graphOf,
  type RandomTask,
  randomTasks,
  taking,
  virtualTime,
  Watched,
} from './rig.js';

const hash = (component: string, output: string, inputs: readonly unknown[]): string =>
  createHash('sha256')
    .update(`${component}|${output}|${inputs.join('|')}`)
    .digest('hex')
    .slice(0, 16);

/** Any wrong wire changes what it gives. */
const hashed: Runner['run'] = (inputs, { component, outputs }) =>
  Object.fromEntries(outputs.map((port) => [port, hash(component, port, Object.values(inputs))]));

// Depth first, by name, each value once; what fails or waits for what fails has none.
const sequentially = (tasks: readonly RandomTask[], source: unknown): Record<string, unknown> => {
  const byTask = new Map(tasks.map((task) => [task.name, task]));
  const values = new Map<string, unknown>([['source', source]]);
  const done = new Map<string, boolean>();
  const isDone = (name: string): boolean => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const { inputs, after, failing } = byTask.get(name) as RandomTask;
    const before = inputs.filter((one) => one !== 'source').map((one) => one.split('.')[0] ?? '');
    const isWell = [...before, ...after].map(isDone).every(Boolean) && failing === 0;
    if (isWell)
      values.set(
        `${name}.out`,
        hash(
          name,
          'out',
          inputs.map((one) => values.get(one)),
        ),
      );
    done.set(name, isWell);
    return isWell;
  };
  for (const { name } of tasks) isDone(name);
  values.delete('source');
  return Object.fromEntries(values);
};

describe('the results', () => {
  it('of random graphs equal those of a plain sequential evaluation', () => {
    fc.assert(
      fc.property(
        randomTasks(30),
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        (tasks, concurrency) => {
          const scheduler = virtualTime();
          const graph = graphOf(
            byName(tasks, ({ time, failing }) => {
              const run: Runner['run'] = (inputs, context) => {
                if (failing > 0) throw new Error('broken');
                return hashed(inputs, context);
              };
              return { run: time === 0 ? run : taking(time, scheduler, run) };
            }),
            { inputs: ['source'] },
          );
          const { events } = new Watched(
            graph,
            { scheduler, onFailure: 'continue', ...(concurrency && { concurrency }) },
            { source: 'S' },
          ).flush();
          const last = events.at(-1);
          expect(last?.type === 'run-finished' && last.outputs).to.deep.equal(
            sequentially(tasks, 'S'),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

interface Bounds {
  readonly lower_s: number;
  readonly graham_upper_s: number;
  readonly fifo_simulated_s: number;
}

interface SideFile {
  readonly expected_outputs: Readonly<Record<string, string>>;
  readonly critical_path_s?: number;
  readonly runtimes?: Readonly<Record<string, number>>;
  readonly workers?: Readonly<Record<string, Bounds>>;
}

const anyHashed = new Registry([], (name) => ({ name, run: hashed }));
const load = async (path: string): Promise<Graph> =>
  orThrow(await loadFile(path, { runners: anyHashed })).graph;
const side = (path: string): SideFile =>
  JSON.parse(readFileSync(path.replace(/yaml$/, 'json'), 'utf8')) as SideFile;
const sourcesOf = ({ inputs }: Graph): Values =>
  Object.fromEntries(inputs.map(({ name }) => [name, name]));

for (const name of ['workflows', 'peer-graphs']) {
  const folder = sharedData(name);
  describe(`the outputs of ${name} under the hash runner`, () => {
    if (folder === undefined) {
      itIsSkippedWithout(name);
      return;
    }
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.yaml')))
      it(`equal those expected of ${file}`, async () => {
        const graph = await load(`${folder}${file}`);
        const run = new Run(graph, sourcesOf(graph), { scheduler: virtualTime() });
        const outputs = await firstValueFrom(run.outputs$);
        const { expected_outputs } = side(`${folder}${file}`);
        const full: Values = Object.fromEntries(
          graph.outputs.map(({ name, consumable }) => [
            graph.consumables[consumable]?.name ?? '',
            outputs[name],
          ]),
        );
        expect(full).to.deep.equal(expected_outputs);
      });
  });
}

// Milliseconds, of a run in which each task takes its recorded time.
const makespan = (
  graph: Graph,
  times: ReadonlyMap<string, number>,
  concurrency?: number,
): number => {
  const scheduler = virtualTime();
  const components = graph.components.map((component) => ({
    ...component,
    runner: {
      ...component.runner,
      run: ((inputs, context) =>
        timer(times.get(component.name) ?? 0, scheduler).pipe(
          map(() => hashed(inputs, context) as Values),
        )) satisfies Runner['run'],
    },
  }));
  new Run({ ...graph, components }, sourcesOf(graph), {
    scheduler,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  scheduler.flush();
  return scheduler.frame;
};

// The same by the rule alone: a waiting line, in the order of readiness and then of the declaration;
// of two tasks that end together the one that started first counts as the first.
const simulated = (
  { components }: Graph,
  times: ReadonlyMap<string, number>,
  slots: number,
): number => {
  const byDeclaration = (a: number, b: number): number =>
    (components[a]?.declared ?? 0) - (components[b]?.declared ?? 0);
  const below = components.map((): number[] => []);
  components.forEach(({ predecessors }, task) => {
    for (const before of predecessors) below[before]?.push(task);
  });
  const open = components.map(({ predecessors }) => new Set(predecessors));
  const line = [...components.keys()].filter((one) => open[one]?.size === 0).sort(byDeclaration);
  let atWork: { readonly task: number; readonly end: number }[] = [];
  let now = 0;
  for (;;) {
    for (const task of line.splice(0, slots - atWork.length))
      atWork.push({ task, end: now + (times.get(components[task]?.name ?? '') ?? 0) });
    const [first] = atWork;
    if (first === undefined) return now;
    const next = atWork.reduce((soonest, one) => (one.end < soonest.end ? one : soonest), first);
    atWork = atWork.filter((one) => one !== next);
    now = next.end;
    const ready = (below[next.task] ?? []).filter((one) => {
      open[one]?.delete(next.task);
      return open[one]?.size === 0;
    });
    line.push(...ready.sort(byDeclaration));
  }
};

describe('the makespan in virtual time', () => {
  const folder = sharedData('workflows');
  if (folder === undefined) {
    itIsSkippedWithout('workflows');
    return;
  }
  const tolerance = 0.001;
  const figures = { equal: 0, all: 0 };
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.yaml')))
    it(`of ${file} is the critical path, and with slots that of a first-in-first-out line`, async () => {
      const graph = await load(`${folder}${file}`);
      const { runtimes = {}, critical_path_s = 0, workers = {} } = side(`${folder}${file}`);
      const times = new Map(
        Object.entries(runtimes).map(([task, seconds]) => [task, Math.max(0, seconds) * 1000]),
      );
      expect(makespan(graph, times) / 1000).to.be.closeTo(critical_path_s, tolerance);
      // One of the files has times below nothing, which its bounds count and no clock can.
      const below = Object.values(runtimes).reduce((sum, one) => sum + Math.max(0, -one), 0);
      for (const [count, bounds] of Object.entries(workers)) {
        const where = `with ${count} slots`;
        const milliseconds = makespan(graph, times, Number(count));
        expect(milliseconds, where).to.equal(simulated(graph, times, Number(count)));
        const seconds = milliseconds / 1000;
        expect(seconds, where).to.be.at.least(bounds.lower_s - tolerance);
        expect(seconds, where).to.be.at.most(bounds.graham_upper_s + below + tolerance);
        figures.all += 1;
        if (Math.abs(seconds - bounds.fifo_simulated_s) <= tolerance) figures.equal += 1;
      }
    });

  // The recorded ones decide ties in ways of their own, so that not all can be equal.
  it('equals most of the recorded ones to the millisecond', () => {
    expect(figures.equal / figures.all).to.be.above(0.8);
  });
});
