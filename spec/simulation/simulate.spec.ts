import { expect } from 'chai';
import fc from 'fast-check';
import { timer, map } from 'rxjs';

import type { RunEvent } from '../../lib/engine/events/event.js';
import { RunAccount } from '../../lib/simulation/run-account.js';
import { criticalPath } from '../../lib/simulation/critical-path.js';
import { simulate } from '../../lib/simulation/simulate.js';
import type { SimulateOptions } from '../../lib/simulation/simulate-options.js';
import type { SimulatedTask, Simulation } from '../../lib/simulation/simulation.js';
import {
  byName,
  graphOf,
  type PipelineOf,
  pool,
  randomTasks,
  type TaskOf,
  trace,
  Watched,
} from '../engine/rig.js';

// No runner is called.
const never = (): never => {
  throw new Error('a runner was called');
};

const simulated = (
  tasks: Readonly<Record<string, TaskOf>>,
  options: SimulateOptions,
  pipeline: PipelineOf = {},
): Simulation => {
  const all = Object.entries(tasks).map(([name, task]) => [name, { run: never, ...task }] as const);
  return simulate({ graph: graphOf(Object.fromEntries(all), pipeline) }, options);
};

const taskOf = ({ tasks }: Simulation, name: string): SimulatedTask =>
  tasks.find((one) => one.name === name) as SimulatedTask;

/*
 *      ┌─ fast ───┐
 *  pre ┤          ├─ merge
 *      └─ careful ┘
 */
const diamond: Readonly<Record<string, TaskOf>> = {
  pre: {},
  fast: { inputs: ['pre.out'], resources: { gpu: 1 } },
  careful: { inputs: ['pre.out'], resources: { gpu: 1 } },
  merge: { inputs: ['fast.out', 'careful.out'] },
};
const durations = { pre: 1000, fast: 2000, careful: 4000, merge: 500 };
const resources = { gpu: 1 };

describe('a simulated run', () => {
  it('takes as long as its tasks and their waits', () => {
    const simulation = simulated(diamond, { durations }, { resources });
    expect(simulation.outcome).to.equal('done');
    expect(simulation.makespan).to.equal(7500);
    expect(simulation.work).to.equal(7500);
    expect(simulation.atWork).to.deep.equal({ mean: 1, peak: 1 });
    expect(simulation.criticalPath).to.deep.equal({
      duration: 5500,
      tasks: ['pre', 'careful', 'merge'],
    });
    expect(simulation.chain).to.deep.equal({
      tasks: ['pre', 'careful', 'merge'],
      waits: [{ kind: 'resource', resource: 'gpu', time: 2000 }],
    });
    expect(simulation.resources).to.deep.equal([
      { name: 'gpu', count: 1, peak: 1, busy: 6000, share: 0.8 },
    ]);
    expect(simulation.slots).to.deep.equal([]);
    expect(simulation.tasks.map(({ name, slack, waited }) => [name, slack, waited])).to.deep.equal([
      ['pre', 0, 0],
      ['fast', 2000, 0],
      ['careful', 0, 2000],
      ['merge', 0, 0],
    ]);
    expect(simulation.limits.map(({ kind, least }) => [kind, least])).to.deep.equal([
      ['resource', 6000],
      ['critical-path', 5500],
    ]);
  });

  it('with more of a resource waits no longer', () => {
    const simulation = simulated(diamond, { durations, resources: { gpu: 2 } }, { resources });
    expect(simulation.makespan).to.equal(5500);
    expect(simulation.atWork.peak).to.equal(2);
    expect(simulation.chain?.waits).to.deep.equal([]);
  });

  it('tells how long each slot is busy, and which kept tasks waiting', () => {
    const simulation = simulated(
      diamond,
      { durations, concurrency: 1, resources: { gpu: 2 } },
      { resources, concurrency: 4 },
    );
    expect(simulation.settings.concurrency).to.equal(1);
    expect(simulation.slots).to.deep.equal([7500]);
    expect(simulation.chain?.waits).to.deep.equal([{ kind: 'slots', time: 2000 }]);
    const two = simulated(
      diamond,
      { durations, concurrency: 2, resources: { gpu: 2 } },
      { resources },
    );
    // The first that is free: `merge` in that of `pre` and `fast`.
    expect(two.slots).to.deep.equal([3500, 4000]);
    const none = simulated(
      diamond,
      { durations, concurrency: Infinity },
      { resources, concurrency: 1 },
    );
    expect(none.settings.concurrency).to.equal(undefined);
  });

  it('has timeouts and retries as they are declared', () => {
    const ocr: TaskOf = { timeout: 3000, retry: { attempts: 2, delay: 1000, backoff: 2 } };
    const simulation = simulated({ ocr }, { durations: { ocr: 4000 } });
    expect(simulation.outcome).to.equal('failed');
    // Three attempts of 3 s, and waits of 1 s and 2 s between them.
    expect(simulation.makespan).to.equal(12_000);
    const { attempts, retries, timeouts, failures, failed, busy, duration } = taskOf(
      simulation,
      'ocr',
    );
    expect({ attempts, retries, timeouts, failures, failed, busy, duration }).to.deep.equal({
      attempts: 3,
      retries: 2,
      timeouts: 3,
      failures: 0,
      failed: 1,
      busy: 9000,
      duration: 12_000,
    });
  });

  it('ends when the time of the run is up', () => {
    const { outcome, makespan } = simulated(diamond, { durations }, { resources, timeout: 6000 });
    expect({ outcome, makespan }).to.deep.equal({ outcome: 'timeout', makespan: 6000 });
  });

  it('stops at a failure, or goes on with what is left', () => {
    const tasks = { a: {}, b: {}, below: { inputs: ['a.out'] } };
    const options = { durations: { a: 10, b: 50, below: 10 }, failureRates: { a: 1 } };
    const stopped = simulated(tasks, options);
    expect(stopped.makespan).to.equal(10);
    expect(taskOf(stopped, 'b').cancelled).to.equal(1);
    const gone = simulated(tasks, { ...options, onFailure: 'continue' });
    expect(gone.makespan).to.equal(50);
    expect(gone.outcome).to.equal('failed');
    expect(taskOf(gone, 'below').skipped).to.equal(1);
  });

  it('gives the threads of a pool as a resource', () => {
    const graph = graphOf({ a: {}, b: {}, c: {} });
    const components = graph.components.map((one) => ({ ...one, thread: 2 }));
    const simulation = simulate(
      { graph: { ...graph, components } },
      { durations: {}, defaultDuration: 100 },
    );
    expect(simulation.makespan).to.equal(200);
    expect(simulation.resources).to.deep.equal([
      { name: '2 threads', count: 2, peak: 2, busy: 300, share: 0.75 },
    ]);
  });

  it('is the same for the same seed, and another for another', () => {
    const of = (seed?: number): number =>
      simulated(
        diamond,
        {
          durations: { ...durations, careful: { uniform: [1000, 9000] } },
          ...(seed === undefined ? {} : { seed }),
        },
        { resources },
      ).makespan;
    expect(of(1)).to.equal(of(1));
    expect(of()).to.equal(of(0));
    expect(new Set([0, 1, 2, 3].map(of)).size).to.equal(4);
  });

  it('is told of all that is wrong with its settings', () => {
    const problems = (): unknown => {
      try {
        simulated(
          diamond,
          {
            durations: { per: 1, fast: -1, careful: { uniform: [2, 1] } },
            failureRates: { merge: 1.5, nobody: 0.5 },
            resources: { gpu: 0, gpus: 2 },
            concurrency: 0,
            items: 1.5,
          },
          { resources },
        );
      } catch (error) {
        return (error as { readonly problems: readonly string[] }).problems;
      }
      return undefined;
    };
    expect(problems()).to.deep.equal([
      '`concurrency` must be a whole number, 1 or more, not 0',
      '`items` must be a whole number, 1 or more, not 1.5',
      'the pipeline has no task `per`: did you mean `pre`?',
      'the duration of `fast` cannot be negative, as -1 is',
      'the duration of `careful` has a minimum above its maximum',
      'no duration is given for `pre` and `merge`: name them, or give a default',
      'the pipeline has no task `nobody`: its tasks are `pre`, `fast`, `careful` and `merge`',
      'the failure rate of `merge` must be a number from 0 to 1, not 1.5',
      'the pipeline has no resource `gpus`: did you mean `gpu`?',
      '`resources.gpu` must be a whole number, 1 or more, not 0',
    ]);
  });

  it('never waits for what it can never have', () => {
    const tasks = { ocr: { resources: { gpu: 2 } } };
    expect(() =>
      simulated(tasks, { durations: { ocr: 1 }, resources: { gpu: 1 } }, { resources: { gpu: 2 } }),
    ).to.throw('`ocr` takes 2 of resource `gpu`, not 1');
  });

  it('happens as a run does whose runners take their time, whatever the graph', () => {
    fc.assert(
      fc.property(
        randomTasks(15),
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        (tasks, concurrency) => {
          const options = {
            resources: pool,
            inputs: ['source'],
            ...(concurrency === undefined ? {} : { concurrency }),
          };
          const policy = byName(tasks, ({ timeout, retries, resources }) => ({
            resources,
            ...(timeout === undefined ? {} : { timeout }),
            retry: { attempts: retries },
          }));
          const times = new Map(tasks.map(({ name, time }) => [name, time]));
          const real = new Watched(
            graphOf(
              Object.fromEntries(
                Object.entries(policy).map(([name, task]) => [
                  name,
                  {
                    ...task,
                    run: (inputs, context) =>
                      timer(times.get(name) ?? 0, context.scheduler).pipe(
                        map(() => trace(inputs, context) as Record<string, unknown>),
                      ),
                  } satisfies TaskOf,
                ]),
              ),
              options,
            ),
            { onFailure: 'continue' },
            { source: 'S' },
          ).flush();
          const events: RunEvent[] = [];
          const simulation = simulated(
            policy,
            {
              durations: Object.fromEntries(times),
              onFailure: 'continue',
              sinks: [(event) => events.push(event)],
            },
            options,
          );
          const story = (all: readonly RunEvent[]): readonly string[] =>
            all.map((event) => `${event.time} ${event.type} ${'task' in event ? event.task : ''}`);
          expect(story(events)).to.deep.equal(story(real.events));
          expect(simulation.makespan).to.equal(real.events.at(-1)?.time);
          // What the sums say is what happened.
          const { chain, work, atWork, slots } = simulation;
          const own = tasks.reduce((sum, { name }) => sum + taskOf(simulation, name).busy, 0);
          expect(work).to.equal(own);
          expect(atWork.peak).to.be.at.most(concurrency ?? Infinity);
          expect(slots.reduce((sum, one) => sum + one, 0)).to.equal(
            concurrency === undefined ? 0 : own,
          );
          for (const { peak, count } of simulation.resources) expect(peak).to.be.at.most(count);
          for (const { least } of simulation.limits)
            expect(simulation.makespan).to.be.at.least(least - 1e-9);
          const waits = (chain?.waits ?? []).reduce((sum, { time }) => sum + time, 0);
          const taken = (chain?.tasks ?? []).reduce(
            (sum, name) => sum + taskOf(simulation, name).duration,
            0,
          );
          expect(waits + taken).to.equal(simulation.makespan);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the critical path', () => {
  it('and the slack of each task are those of trying it out', () => {
    fc.assert(
      fc.property(randomTasks(12), (tasks) => {
        const graph = graphOf(
          byName(tasks, () => ({})),
          { inputs: ['source'] },
        );
        const time = new Map(tasks.map(({ name, time }) => [name, time]));
        const times = graph.components.map(({ name }) => time.get(name) ?? 0);
        const longest = (all: readonly number[]): number => {
          const ends: number[] = [];
          graph.components.forEach(({ predecessors }, index) => {
            ends[index] =
              Math.max(0, ...predecessors.map((one) => ends[one] ?? 0)) + (all[index] ?? 0);
          });
          return Math.max(...ends);
        };
        const { duration, path, slack } = criticalPath(graph, times);
        expect(duration).to.equal(longest(times));
        expect(path.reduce((sum, index) => sum + (times[index] ?? 0), 0)).to.equal(duration);
        path.slice(1).forEach((index, at) => {
          expect(graph.components[index]?.predecessors).to.include(path[at]);
        });
        slack.forEach((free, index) => {
          const longer = (by: number): readonly number[] =>
            times.map((one, at) => (at === index ? one + by : one));
          expect(longest(longer(free))).to.equal(duration);
          expect(longest(longer(free + 1))).to.equal(duration + 1);
        });
      }),
    );
  });
});

describe('the account of a run', () => {
  it('counts a wait that ends with the run', () => {
    const account = new RunAccount(() => undefined);
    const common = { run: 'r', sequence: 0, task: 'a' };
    account.sink({ ...common, time: 10, type: 'task-waiting' });
    account.sink({ ...common, time: 30, type: 'task-cancelled' });
    expect(account.tasks.get('a')).to.include({ attempts: 0, own: 0, waited: 20, ended: 30 });
    expect(account.tasks.get('a')?.outcome).to.equal('cancelled');
  });
});
