import { expect } from 'chai';
import { finalize, map, timer } from 'rxjs';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import { Slots } from '../../../lib/engine/slots/slots.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

/** A component whose runner fails at once, and falls back to one that takes its time or does not. */
const both = (more: object) => ({
  inputs: ['x'],
  outputs: ['a.y', 'b.y'],
  components: {
    a: { runner: 'Fail', inputs: ['x'], outputs: ['y'], ...more },
    b: { runner: 'Slow', inputs: ['x'], outputs: ['y'] },
  },
});

describe('a slot that is left at once', () => {
  let atWork: number;
  let most: number;
  const runners = {
    Fail: () => {
      throw new Error('fails');
    },
    FailLater: (_: unknown, { scheduler }: Parameters<Runner['run']>[1]) =>
      timer(5, scheduler).pipe(
        map((): never => {
          throw new Error('fails');
        }),
      ),
    Fast: () => ({ y: 1 }),
    Slow: (_: unknown, { scheduler }: Parameters<Runner['run']>[1]) => {
      atWork += 1;
      most = Math.max(most, atWork);
      return timer(10, scheduler).pipe(
        map(() => ({ y: 1 })),
        finalize(() => {
          atWork -= 1;
        }),
      );
    },
  };

  beforeEach(() => {
    atWork = 0;
    most = 0;
  });

  it('is kept by what is fallen back to, and given to no other as well', async () => {
    const { graph } = await loaded(both({ fallback: [{ runner: 'Slow' }] }), runners);
    const watched = new Watched(graph, { concurrency: 1 }, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 1, 'b.y': 1 });
    expect(watched.scheduler.now()).to.equal(20);
    expect(most).to.equal(1);
  });

  it('is kept also where it was waited for', async () => {
    const slow = { runner: 'Slow', inputs: ['x'], outputs: ['y'] };
    const fails = { ...slow, runner: 'Fail', fallback: [{ runner: 'Slow' }] };
    const components = { a: slow, b: fails, c: slow };
    const outputs = ['a.y', 'b.y', 'c.y'];
    const { graph } = await loaded({ inputs: ['x'], outputs, components }, runners);
    const watched = new Watched(graph, { concurrency: 1 }, { x: 1 }).flush();
    expect(watched.outcome).to.equal('done');
    expect(watched.scheduler.now()).to.equal(30);
    expect(most).to.equal(1);
  });

  it('is waited for by the next round, and had', async () => {
    const repeat = { until: 'y > 1', atMost: 3, carry: {} };
    const { graph } = await loaded(
      both({ runner: 'FailLater', fallback: [{ runner: 'Fast' }], repeat }),
      runners,
    );
    const watched = new Watched(graph, { concurrency: 1, onFailure: 'continue' }, { x: 1 }).flush();
    expect(watched.outcome).to.equal('failed');
    expect((watched.error as Error).message).to.equal(
      '`a` failed: `y > 1` does not hold after 3 rounds',
    );
  });

  it('is not given to another run before what it was held for has returned', async () => {
    const order: string[] = [];
    const slots = new Slots(1);
    const talking = await loaded(both({ runner: 'Talk', fallback: [{ runner: 'Fast' }] }), {
      ...runners,
      Talk: (_: unknown, { log }: Parameters<Runner['run']>[1]) => {
        log('here');
        order.push('returns');
        return { y: 1 };
      },
    });
    const other = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: { a: { runner: 'R', inputs: ['x'], outputs: ['y'] } },
      },
      {
        R: () => {
          order.push('the other starts');
          return { y: 1 };
        },
      },
    );
    const ended: Promise<unknown>[] = [];
    const stop = new AbortController();
    const sink = (event: RunEvent): void => {
      if (event.type === 'attempt-started' && ended.length === 0)
        ended.push(start(other, { x: 1 }, { slots }).outputs);
      if (event.type === 'attempt-log') stop.abort();
    };
    const stopped = start(talking, { x: 1 }, { slots, sinks: [sink], signal: stop.signal });
    expect(await stopped.outputs.catch(String)).to.equal('RunError: the run was cancelled');
    expect(await Promise.all(ended)).to.deep.equal([{ 'a.y': 1 }]);
    expect(order).to.deep.equal(['returns', 'the other starts']);
  });
});
