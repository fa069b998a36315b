import { expect } from 'chai';

import type { Graph } from '../../lib/graph/graph.js';
import { loadObject, orThrow, type Pipeline } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
import { DurationRecord } from '../../lib/simulation/recorded-durations.js';
import { simulate } from '../../lib/simulation/simulate.js';
import type { SimulateOptions } from '../../lib/simulation/simulate-options.js';
import type { SimulatedTask, Simulation } from '../../lib/simulation/simulation.js';

const load = async (
  components: readonly Readonly<Record<string, object>>[],
  outputs: Readonly<Record<string, unknown>>,
  rest: object = {},
): Promise<Pipeline> =>
  orThrow(
    await loadObject(
      { pipeline: { name: 'P', inputs: ['page', 'q'], outputs, components, ...rest } },
      { runners: anyRunner },
    ),
  );

const component = (inputs: Readonly<Record<string, unknown>>, rest: object = {}) => ({
  runner: 'R',
  inputs,
  outputs: ['y'],
  ...rest,
});

const simulated = (pipeline: { graph: Graph }, options: Partial<SimulateOptions> = {}) =>
  simulate(pipeline, { durations: {}, defaultDuration: 1000, ...options });

const taskOf = ({ tasks }: Simulation, name: string): SimulatedTask =>
  tasks.find((one) => one.name === name) as SimulatedTask;

const counts = (simulation: Simulation, name: string): Readonly<Record<string, number>> => {
  const { finished, omitted, attempts } = taskOf(simulation, name);
  return { finished, omitted, attempts };
};

describe('a simulation of conditions', () => {
  const branches = () =>
    load(
      [
        { careful: component({ page: 'page' }, { when: 'q < 0.8' }) },
        { quick: component({ page: 'page' }, { when: 'q >= 0.8' }) },
        { also: component({ page: 'page' }, { when: '!has(careful.y)' }) },
      ],
      { one: { first: ['careful.y', 'quick.y'] }, also: { maybe: 'also.y' } },
    );

  it('has them hold as often as is said, and their opposites where they do not', async () => {
    const simulation = simulated(await branches(), { items: 1000, chances: { careful: 0.3 } });
    const { finished = 0, omitted = 0 } = counts(simulation, 'careful');
    expect(finished + omitted).to.equal(1000);
    expect(finished).to.be.within(250, 350);
    expect(counts(simulation, 'quick')).to.include({ finished: omitted, omitted: finished });
    // What is asked of what is there is no matter of chance.
    expect(counts(simulation, 'also')).to.include({ finished: omitted, omitted: finished });
    expect(simulation.outcome).to.equal('done');
    expect(simulation.settings.chances).to.deep.equal({ careful: 0.3, quick: 0.7 });
    expect(simulation.settings.assumed).to.equal(undefined);
  });

  it('takes half where nothing is said, and says so', async () => {
    const pipeline = await branches();
    const simulation = simulated(pipeline, { items: 1000 });
    expect(simulation.settings.assumed).to.deep.equal(['chance of careful', 'chance of quick']);
    expect(counts(simulation, 'careful').finished).to.be.within(450, 550);
    expect(simulated(pipeline, { items: 1000 })).to.deep.equal(simulation);
    expect(simulated(pipeline, { items: 1000, seed: 1 })).to.not.deep.equal(simulation);
  });

  it('refuses what does not go together, and what has no condition', async () => {
    const pipeline = await branches();
    expect(() =>
      simulated(pipeline, { chances: { careful: 0.3, quick: 0.3, also: 0.1, qick: 2 } }),
    ).to.throw(
      'the pipeline has no conditional task `also`: its conditional tasks are `careful` and `quick`; the pipeline has no conditional task `qick`: did you mean `quick`?; the chance of `qick` must be a number from 0 to 1, not 2; the chances of `careful` and `quick` contradict each other: their conditions are the same, or opposites',
    );
  });
});

describe('a simulation of lists and pipelines within pipelines', () => {
  const inner = () =>
    load(
      [
        { ocr: component({ page: 'page' }) },
        { check: component({ text: 'ocr.y' }, { when: 'ocr.y.score < 0.5' }) },
      ],
      { y: 'ocr.y', z: { maybe: 'check.y' } },
      { inputs: ['page'] },
    );

  const pages = async (map: unknown = 'page') =>
    load(
      [
        { split: component({ page: 'page' }) },
        {
          read: { pipeline: await inner(), map, inputs: { page: 'split.y' }, outputs: ['y', 'z'] },
        },
        { measure: component({ page: 'split.y' }, { map: 'page' }) },
        { note: component({ text: 'read.y' }, { map: 'text' }) },
        { join: component({ all: 'note.y', z: 'read.z', size: 'measure.y' }) },
      ],
      { y: 'join.y' },
    );

  const durations = {
    split: 1000,
    'read/ocr': 2000,
    'read/check': 500,
    measure: 100,
    note: 300,
    join: 1000,
  };

  it('has each element take its time, by the ways to tasks', async () => {
    const simulation = simulate(await pages(), {
      durations,
      lengths: { read: 20 },
      chances: { 'read/check': 0 },
    });
    expect(simulation.makespan).to.equal(1000 + 2000 + 300 + 1000);
    expect(simulation.criticalPath).to.deep.equal({
      duration: 4300,
      tasks: ['split', 'read', 'note', 'join'],
    });
    expect(
      simulation.tasks.map(({ name, finished, busy }) => [name, finished, busy]),
    ).to.deep.equal([
      ['split', 1, 1000],
      ['read', 1, 0],
      ['read/ocr', 20, 40_000],
      ['read/check', 0, 0],
      ['measure', 1, 0],
      ['measure[]', 20, 2000],
      ['note', 1, 0],
      ['note[]', 20, 6000],
      ['join', 1, 1000],
    ]);
    expect(taskOf(simulation, 'read/check').omitted).to.equal(20);
    expect(simulation.settings).to.deep.include({
      chances: { 'read/check': 0 },
      lengths: { read: 20, measure: 20, note: 1 },
      assumed: ['length of note'],
    });
  });

  it('refuses more elements than can be simulated', async () => {
    const pipeline = await pages();
    expect(() => simulate(pipeline, { durations, lengths: { read: 1e12, note: -1 } })).to.throw(
      'the length of `read` must be at most 1,000,000, not 1000000000000: each element is simulated; `lengths.note` must be a whole number, 0 or more, not -1',
    );
  });

  it('has elements wait for slots', async () => {
    const options = { durations, lengths: { read: 4 }, chances: { 'read/check': 1 } };
    const simulation = simulate(await pages(), { ...options, concurrency: 2 });
    expect(simulation.atWork.peak).to.equal(2);
    expect(simulation.work).to.equal(1000 + 4 * 2500 + 4 * 100 + 4 * 300 + 1000);
    expect(simulation.chain?.tasks.at(-1)).to.equal('join');
    expect(simulation.chain?.waits.map(({ kind }) => kind)).to.deep.equal(['slots']);
    expect(simulation.criticalPath.duration).to.equal(1000 + 2500 + 300 + 1000);
    const narrow = simulate(await pages({ over: 'page', concurrency: 1 }), options);
    expect(narrow.makespan).to.equal(1000 + 4 * 2500 + 300 + 1000);
    expect(narrow.criticalPath.duration).to.equal(1000 + 4 * 2500 + 300 + 1000);
  });

  it('takes the elements of a list in their order, so many at once as may be', async () => {
    const pipeline = await load(
      [
        {
          read: {
            runner: 'R',
            map: { over: 'page', concurrency: 2 },
            inputs: ['page'],
            outputs: ['y'],
          },
        },
      ],
      { y: 'read.y' },
    );
    for (const seed of [1, 2, 3, 4, 5]) {
      const simulation = simulate(pipeline, {
        durations: { read: { samples: [1000, 2000, 5000, 9000] } },
        lengths: { read: 7 },
        seed,
      });
      expect(simulation.criticalPath.duration).to.equal(simulation.makespan);
      expect(taskOf(simulation, 'read').slack).to.equal(0);
    }
  });

  it('takes one element, and each of the lengths that were recorded', async () => {
    const one = simulated(await pages());
    expect(taskOf(one, 'measure[]').finished).to.equal(1);
    const some = simulated(await pages(), { items: 300, lengths: { read: { samples: [0, 3] } } });
    expect(taskOf(some, 'measure[]').finished).to.be.within(350, 550);
    expect(taskOf(some, 'read/ocr').finished).to.equal(taskOf(some, 'measure[]').finished);
    expect(some.stream?.failed).to.equal(0);
  });

  it('names what has no duration, or none of its own', async () => {
    const pipeline = await pages();
    expect(() => simulate(pipeline, { durations: { read: 1, split: 1, measure: 1 } })).to.throw(
      'the pipeline has no task `read`: did you mean `read/ocr`?; no duration is given for `join`, `read/ocr`, `read/check` and `note`: name them, or give a default',
    );
  });
});

describe('a simulation of what is tried again', () => {
  it('takes so many rounds', async () => {
    const pipeline = await load(
      [
        {
          draft: component(
            { page: 'page' },
            { repeat: { until: 'y.score > 0.9', atMost: 5, carry: { page: 'y' } }, retry: 1 },
          ),
        },
      ],
      { y: 'draft.y' },
    );
    const simulation = simulated(pipeline, { rounds: { draft: 3 } });
    expect(simulation.makespan).to.equal(3000);
    expect(taskOf(simulation, 'draft')).to.include({ attempts: 3, repeats: 2, retries: 0 });
    expect(simulated(pipeline).makespan).to.equal(1000);
    expect(simulated(pipeline).settings.assumed).to.deep.equal(['rounds of draft']);
  });

  it('starts a hedge beside an attempt, and gathers batches', async () => {
    const runners = anyRunner.with([{ name: 'B', batch: true, run: () => ({ y: [] }) }]);
    const pipeline = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'P',
            inputs: ['x'],
            outputs: ['b.y', 'h.y'],
            components: {
              b: {
                ...component({ x: 'x' }, { map: 'x', batch: { size: 4, wait: '20ms' } }),
                runner: 'B',
              },
              h: component({ x: 'x' }, { hedge: '2s' }),
            },
          },
        },
        { runners },
      ),
    );
    const simulation = simulate(pipeline, {
      durations: { b: 1000, h: 3000 },
      lengths: { b: 10 },
    });
    expect(taskOf(simulation, 'b[]')).to.include({ finished: 10, busy: 3000 });
    // From the first attempt on, which was the first to end.
    expect(taskOf(simulation, 'h')).to.include({ attempts: 2, busy: 4000, duration: 3000 });
  });

  it('falls back, and omits what may fail', async () => {
    const pipeline = await load(
      [
        { big: component({ page: 'page' }, { fallback: [{ runner: 'Small' }], retry: 1 }) },
        { extra: component({ page: 'page' }, { onFailure: 'omit' }) },
        { below: component({ extra: 'extra.y' }) },
      ],
      { y: 'big.y', z: { first: ['below.y', 'big.y'] } },
    );
    const simulation = simulated(pipeline, { failureRates: { extra: 1 }, items: 10 });
    expect(counts(simulation, 'below')).to.include({ finished: 0, omitted: 10 });
    expect(simulation.stream).to.include({ done: 10, failed: 0 });
    const failing = simulated(pipeline, { failureRates: { big: 1 } });
    // Two attempts, and one of the other runner.
    expect(taskOf(failing, 'big')).to.include({ attempts: 3, failed: 1 });
  });
});

describe('a record of elements and of pipelines within pipelines', () => {
  const record = (...events: readonly (readonly [string, string, number, string?])[]) => {
    const made = new DurationRecord();
    for (const [type, task, time, reason] of events)
      made.add({ type, task, time, ...(reason === undefined ? {} : { reason }) });
    return made;
  };

  it('has times, lengths, rounds and how often conditions held', () => {
    const { samples, lengths, rounds, conditions } = record(
      ['attempt-started', 'read', 0],
      ['attempt-started', 'read[0]', 0],
      ['attempt-started', 'read[0]/ocr', 0],
      ['task-finished', 'read[0]/ocr', 20],
      ['task-omitted', 'read[0]/check', 20, 'condition'],
      ['task-finished', 'read[0]', 20],
      ['attempt-started', 'read[1]', 0],
      ['attempt-started', 'read[1]/ocr', 5],
      ['task-finished', 'read[1]/ocr', 35],
      ['attempt-started', 'read[1]/check', 35],
      ['task-finished', 'read[1]/check', 40],
      ['task-finished', 'read[1]', 40],
      ['task-finished', 'read', 40],
      ['attempt-started', 'draft', 40],
      ['task-repeated', 'draft', 50],
      ['attempt-started', 'draft', 50],
      ['task-finished', 'draft', 65],
      ['task-omitted', 'quick', 65, 'absent'],
    );
    expect([...samples].filter(([path]) => path !== 'read')).to.deep.equal([
      ['read/ocr', [20, 30]],
      ['read/check', [5]],
      ['draft', [10, 15]],
    ]);
    expect([...lengths]).to.deep.equal([['read', [2]]]);
    expect([...rounds]).to.deep.equal([['draft', [2]]]);
    expect(conditions.get('read/check')).to.deep.equal({ held: 1, failed: 1 });
    expect(conditions.has('quick')).to.equal(false);
  });
});
