import { expect } from 'chai';

import { simulate } from '../../lib/simulation/simulate.js';
import type { SimulateOptions } from '../../lib/simulation/simulate-options.js';
import type { Simulation } from '../../lib/simulation/simulation.js';
import { graphOf } from '../engine/rig.js';

// Each of three tasks in a row has a resource of its own: three stations of a production line.
const graph = graphOf(
  {
    load: { inputs: ['page'], resources: { disk: 1 } },
    read: { inputs: ['load.out'], resources: { gpu: 1 } },
    store: { inputs: ['read.out'], resources: { network: 1 } },
  },
  { inputs: ['page'], resources: { disk: 1, gpu: 2, network: 1 } },
);
const line = (options: Partial<SimulateOptions> = {}): Simulation =>
  simulate(
    { graph },
    {
      durations: { load: 500, read: 4000, store: 250 },
      items: 1000,
      eachConcurrency: 12,
      ...options,
    },
  );
const streamOf = ({ stream }: Simulation) => stream as NonNullable<typeof stream>;

describe('a simulated stream of items', () => {
  it("comes out at the bottleneck's rate", () => {
    const simulation = line();
    // Two at once, 4 s each: one in 2 s, but for filling and emptying the line.
    // The second of the two begins when the second page is loaded, and reads the last one.
    expect(simulation.makespan).to.equal(2 * 500 + 500 * 4000 + 250);
    expect(streamOf(simulation).throughput).to.be.closeTo(0.5, 0.005);
    expect(simulation.limits[0]).to.deep.equal({
      kind: 'resource',
      resource: 'gpu',
      count: 2,
      least: 2000,
      most: { task: 'read', share: 1 },
    });
    const [disk, gpu, network] = simulation.resources.map(({ share }) => share);
    expect(gpu).to.be.above(0.99);
    // Utilisation is the rate times the time that one takes.
    expect(disk).to.be.closeTo(0.25, 0.005);
    expect(network).to.be.closeTo(0.125, 0.005);
  });

  it('moves its bottleneck when there is more of what limits it', () => {
    const more = line({ resources: { gpu: 16 } });
    expect(more.limits[0]).to.include({ kind: 'resource', resource: 'disk', least: 500 });
    expect(streamOf(more).throughput).to.be.closeTo(2, 0.02);
    const few = line({ resources: { gpu: 16 }, eachConcurrency: 3 });
    expect(few.limits[0]).to.deep.include({ kind: 'items', count: 3, least: 4750 / 3 });
    expect(streamOf(few).throughput).to.be.closeTo(3 / 4.75, 0.01);
    const slots = line({ resources: { gpu: 16 }, concurrency: 2 });
    expect(slots.limits[0]).to.deep.include({ kind: 'slots', count: 2, least: 2375 });
    expect(streamOf(slots).throughput).to.be.closeTo(2 / 4.75, 0.005);
  });

  it("keeps Little's law: what is in flight is the rate times the time of an item", () => {
    for (const read of [4000, { exponential: { mean: 4000 } }, { uniform: [0, 8000] }] as const)
      for (const eachConcurrency of [1, 4, 32]) {
        const { throughput, latency, inFlight } = streamOf(
          line({
            durations: { load: 500, read, store: 250 },
            eachConcurrency,
            order: 'completion',
            seed: 7,
          }),
        );
        // As many as are let in are in flight, but for the end, when no more come.
        expect(inFlight).to.be.within(eachConcurrency * 0.94, eachConcurrency + 1e-9);
        expect((throughput * latency.mean) / 1000).to.be.closeTo(inFlight, 1e-6);
        // A closed system: the bound of the bottleneck, and that of an item that need not wait.
        expect(throughput).to.be.at.most(Math.min(0.53, eachConcurrency / 4.4));
      }
  });

  it('takes as long as one server of random times should, however they vary', () => {
    const one = graphOf(
      { read: { inputs: ['page'], resources: { gpu: 1 } } },
      { inputs: ['page'], resources: { gpu: 1 } },
    );
    for (const read of [
      { exponential: { mean: 100 } },
      { lognormal: { mean: 100, deviation: 80 } },
    ])
      for (const seed of [1, 2, 3]) {
        const simulation = simulate({ graph: one }, { durations: { read }, items: 4000, seed });
        expect(simulation.makespan / 4000).to.be.closeTo(100, 6);
        expect(simulation.resources[0]?.share).to.be.closeTo(1, 1e-9);
      }
  });

  it('fails as often as chance has it, and retries', () => {
    const retried = graphOf(
      { read: { inputs: ['page'], retry: { attempts: 2 } }, store: { inputs: ['read.out'] } },
      { inputs: ['page'] },
    );
    const simulation = simulate(
      { graph: retried },
      {
        durations: { read: { uniform: [10, 20] }, store: 5 },
        failureRates: { read: 0.3 },
        items: 10_000,
        eachConcurrency: 100,
        seed: 11,
      },
    );
    const [read, store] = simulation.tasks;
    // All three fail for 27 in 1,000; an item takes 1 + 0.3 + 0.09 attempts.
    expect(streamOf(simulation).failed).to.be.closeTo(270, 80);
    expect(read?.attempts).to.be.closeTo(13_900, 300);
    expect(read?.retries).to.equal((read?.attempts ?? 0) - 10_000);
    expect(read?.failures).to.equal((read?.retries ?? 0) + (read?.failed ?? 0));
    expect(store?.finished).to.equal(streamOf(simulation).done);
    expect(store?.skipped).to.equal(streamOf(simulation).failed);
  });

  it('has eight items in flight where nothing is said, as `each` has', () => {
    const { settings } = simulate({ graph }, { durations: {}, defaultDuration: 1, items: 20 });
    expect(settings.eachConcurrency).to.equal(8);
    const wide = { durations: {}, defaultDuration: 1, items: 20, concurrency: 30 };
    expect(simulate({ graph }, wide).settings.eachConcurrency).to.equal(30);
  });

  it('holds back results in order of arrival, and with them the items after them', () => {
    const one = graphOf({ read: { inputs: ['page'] } }, { inputs: ['page'] });
    const options = {
      durations: { read: { lognormal: { mean: 100, deviation: 400 } } },
      items: 500,
      eachConcurrency: 4,
    };
    const [arrival, completion] = (['arrival', 'completion'] as const).map(
      (order) => simulate({ graph: one }, { ...options, order }).makespan,
    );
    expect(arrival).to.be.above((completion ?? 0) * 1.05);
  });
});
