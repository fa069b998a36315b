import { expect } from 'chai';
import fc from 'fast-check';

import { each } from '../../../lib/engine/each/each.js';
import type { RunEvent, Sink } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import type { Pipeline } from '../../../lib/load.js';
import { chromeTrace } from '../../../lib/sinks/trace/chrome-trace.js';
import { from, lastValueFrom } from 'rxjs';

interface Entry {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: string | number;
  readonly bp?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

const traceOf = async (run: (sink: Sink) => Promise<unknown>): Promise<readonly Entry[]> => {
  const lines: string[] = [];
  const { sink, end } = chromeTrace((line) => {
    lines.push(line);
  });
  await run(sink);
  end();
  return JSON.parse(lines.join('\n')) as readonly Entry[];
};

/** What the format asks for: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
const expectSound = (entries: readonly Entry[]): void => {
  for (const { ph, name, pid, tid, ts } of entries) {
    expect(ph).to.match(/^[beXsfiCM]$/);
    expect(name).to.be.a('string').with.length.greaterThan(0);
    for (const number of [pid, tid, ts])
      expect(Number.isInteger(number) && number >= 0).to.equal(true);
  }
  // Async slices: each that begins ends, once, not before, under the same category, id and name.
  const open = new Map<string, number>();
  for (const { ph, cat, id, name, ts } of entries) {
    const key = JSON.stringify([cat, id, name]);
    if (ph === 'b') {
      expect(open.has(key), key).to.equal(false);
      open.set(key, ts);
    } else if (ph === 'e') {
      expect(open.get(key), key).to.be.at.most(ts);
      open.delete(key);
    }
  }
  expect([...open.keys()]).to.deep.equal([]);
  // Slices of one thread do not overlap.
  const slices = entries.filter(({ ph }) => ph === 'X');
  for (const tid of new Set(slices.map((slice) => slice.tid))) {
    const sorted = slices.filter((one) => one.tid === tid).sort((one, other) => one.ts - other.ts);
    sorted.forEach(({ ts, dur = 0 }, at) => {
      expect(dur).to.be.greaterThan(0);
      expect(ts + dur).to.be.at.most(sorted[at + 1]?.ts ?? Infinity);
    });
  }
  // A flow has one start and one end, each within a slice, in this order.
  const within = ({ pid, tid, ts }: Entry): boolean =>
    slices.some(
      (one) => one.pid === pid && one.tid === tid && one.ts <= ts && ts <= one.ts + (one.dur ?? 0),
    );
  const starts = entries.filter(({ ph }) => ph === 's');
  const ends = entries.filter(({ ph }) => ph === 'f');
  expect(new Set(starts.map(({ id }) => id)).size).to.equal(starts.length);
  expect(ends.map(({ id }) => id)).to.deep.equal(starts.map(({ id }) => id));
  starts.forEach((from, at) => {
    const to = ends[at] as Entry;
    expect(to).to.include({ bp: 'e', cat: from.cat, name: from.name });
    expect(within(from) && within(to)).to.equal(true);
    expect(from.ts).to.be.at.most(to.ts);
  });
};

const pipelineOf = async (components: object, more: object = {}): Promise<Pipeline> =>
  orThrow(
    await loadObject({
      pipeline: { name: 'p', inputs: ['x'], outputs: ['last.y'], components, ...more },
    }),
  );

const items = from([{ x: 1 }, { x: 2 }, { x: 3 }]);

describe('a trace in the format of Chrome', () => {
  it('shows attempts, waits, retries and what took values from what', async () => {
    const pipeline = await pipelineOf(
      {
        a: { runner: 'PassThrough', inputs: ['x'], outputs: ['y'] },
        b: {
          runner: 'Fail',
          params: { attempts: 1 },
          retry: { attempts: 1, delay: '1ms' },
          inputs: { y: 'a.y' },
          outputs: ['y'],
        },
        c: { runner: 'PassThrough', inputs: { y: 'a.y' }, outputs: ['y'] },
        last: { runner: 'PassThrough', inputs: { y: 'b.y', other: 'c.y' }, outputs: ['y'] },
      },
      { concurrency: 1 },
    );
    const entries = await traceOf((sink) => start(pipeline, { x: 1 }, { sinks: [sink] }).outputs);
    expectSound(entries);
    const named = (ph: string): readonly string[] =>
      entries.filter((entry) => entry.ph === ph).map(({ name }) => name);
    expect(named('X').toSorted()).to.deep.equal(['a #1', 'b #1', 'b #2', 'c #1', 'last #1']);
    expect(named('b')).to.include.members(['run p', 'c waits', 'b #2']);
    // From a to the two attempts of b, and to c; from both to the last.
    expect(named('s')).to.have.length(5);
    expect(entries.find(({ ph, name }) => ph === 'X' && name === 'b #1')?.args).to.include({
      failed: 'it is configured to fail',
    });
    expect(entries.filter(({ ph }) => ph === 'C').at(-1)?.args).to.deep.equal({
      'at work': 0,
      waiting: 0,
    });
  });

  it('is sound for random runs, cancelled ones and many items', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.boolean(),
        async (wiring, concurrency, fails, isMany) => {
          const nameOf = (at: number): string => (at === wiring.length - 1 ? 'last' : `t${at}`);
          const components = Object.fromEntries(
            wiring.map((inputs, at) => [
              nameOf(at),
              {
                runner: fails && at === Math.floor(wiring.length / 2) ? 'Fail' : 'PassThrough',
                inputs: {
                  y: 'x',
                  ...Object.fromEntries(
                    at === 0 ? [] : inputs.map((one, port) => [`p${port}`, `t${one % at}.y`]),
                  ),
                },
                outputs: ['y'],
              },
            ]),
          );
          const pipeline = await pipelineOf(components, { concurrency });
          const entries = await traceOf((sink) =>
            isMany
              ? lastValueFrom(each(pipeline, { sinks: () => [sink], onFailure: 'emit' })(items))
              : start(pipeline, { x: 1 }, { sinks: [sink] }).outputs.catch(() => undefined),
          );
          expectSound(entries);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ends an attempt that is lost where it was lost', async () => {
    const pipeline = await pipelineOf({
      last: { runner: 'PassThrough', inputs: { y: 'x' }, outputs: ['y'] },
    });
    const lost = (event: RunEvent): readonly RunEvent[] =>
      event.type !== 'attempt-started'
        ? ['attempt' in event ? { ...event, attempt: 2 } : event]
        : [
            event,
            { ...event, type: 'attempt-lost', time: event.time + 5, reason: 'it was killed' },
            { ...event, attempt: 2, time: event.time + 6 },
          ];
    const entries = await traceOf((sink) => {
      const relost: Sink = (event) => {
        for (const one of lost(event)) sink(one);
      };
      return start(pipeline, { x: 1 }, { sinks: [relost] }).outputs;
    });
    const [first, second] = entries.filter(({ ph }) => ph === 'X');
    expect(first).to.include({ name: 'last #1', dur: 5000 });
    expect(first?.args).to.include({ lost: 'it was killed' });
    expect(second?.args).to.not.have.property('lost');
  });

  it('ends the attempt of a round with the round', async () => {
    const pipeline = await pipelineOf({
      last: {
        runner: 'PassThrough',
        inputs: { y: 'x' },
        outputs: ['y'],
        repeat: { until: 'y > 9', atMost: 3, carry: {} },
        onFailure: 'omit',
      },
    });
    let time = 0;
    const entries = await traceOf((sink) => {
      const later: Sink = (event) => {
        sink({ ...event, time: (time += 1) });
      };
      return start(pipeline, { x: 1 }, { sinks: [later] }).outputs;
    });
    expectSound(entries);
    expect(
      entries.filter(({ ph }) => ph === 'X').map(({ name, dur, tid }) => [name, dur, tid]),
    ).to.deep.equal([
      ['last #1', 1000, 1],
      ['last #2', 1000, 1],
      ['last #3', 1000, 1],
    ]);
  });

  it('can be read when it breaks off', () => {
    const lines: string[] = [];
    const { sink } = chromeTrace((line) => {
      lines.push(line);
    });
    sink({ run: 'r', sequence: 0, time: 0, type: 'sink-failed', message: 'the disk is full' });
    // Viewers add what is missing.
    expect(JSON.parse(`${lines.join('\n').replace(/,$/, '')}]`)).to.have.length(2);
  });

  it('of no run holds none', async () => {
    expect(await traceOf(() => Promise.resolve())).to.have.length(3);
  });
});
