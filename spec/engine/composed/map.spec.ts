import { expect } from 'chai';
import * as t from 'io-ts';
import { map, timer } from 'rxjs';

import { live } from '../../../lib/engine/live/live.js';
import { LiveRun } from '../../../lib/engine/live/live-run.js';
import { start } from '../../../lib/engine/run/start.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { virtualTime, Watched } from '../rig.js';

const mapped = (more: object = {}, pipeline: object = {}) => ({
  inputs: ['xs'],
  outputs: ['a.y'],
  components: { a: { runner: 'R', inputs: { x: 'xs' }, outputs: ['y'], map: 'x', ...more } },
  ...pipeline,
});

/** Something that `a` waits for, so that what is to stop the run is there by then. */
const late = {
  inputs: ['xs', 'x'],
  components: {
    w: { runner: 'tenfold', inputs: ['x'], outputs: ['y'] },
    a: { runner: 'R', inputs: { x: 'xs', late: 'w.y' }, outputs: ['y'], map: 'x' },
  },
};

/** Takes as many milliseconds as it is given, and gives ten times as much. */
const tenfold: Runner['run'] = ({ x }, { scheduler }) =>
  timer(x as number, scheduler).pipe(map(() => ({ y: (x as number) * 10 })));

describe('a map over a list', () => {
  it('gives the results in the order of the list, whatever their times', async () => {
    const { graph } = await loaded(mapped(), { R: tenfold });
    const watched = new Watched(graph, {}, { xs: [30, 10, 20] }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [300, 100, 200] });
    expect(watched.tasks('task-finished')).to.deep.equal(['a[1]', 'a[2]', 'a[0]', 'a']);
    expect(watched.scheduler.now()).to.equal(30);
    expect(watched.run.state('a[1]')).to.equal('finished');
  });

  it('has so many elements at work at once', async () => {
    const { graph } = await loaded(mapped({ map: { over: 'x', concurrency: 2 } }), { R: tenfold });
    const watched = new Watched(graph, {}, { xs: [10, 10, 10, 10] }).flush();
    expect(watched.scheduler.now()).to.equal(20);
    const slots = await loaded(mapped({}, { concurrency: 1 }), { R: tenfold });
    expect(new Watched(slots.graph, {}, { xs: [10, 10, 10] }).flush().scheduler.now()).to.equal(30);
  });

  it('goes through a long list whose elements are there at once, behind late ones', async () => {
    const R: Runner['run'] = (inputs, context) =>
      inputs['x'] === 1 ? tenfold(inputs, context) : { y: 0 };
    const { graph } = await loaded(mapped({ map: { over: 'x', concurrency: 2 } }), { R });
    const xs = Array.from({ length: 20_000 }, (_, at) => (at < 2 ? 1 : 0));
    const { outputs } = new Watched(graph, {}, { xs }).flush();
    expect((outputs?.['a.y'] as readonly number[]).length).to.equal(20_000);
  });

  it('passes whole what is not mapped, and decodes each element', async () => {
    const R: Runner = {
      name: 'R',
      inputs: { x: t.number, z: t.string },
      run: ({ x, z }) => ({ y: `${String(z)}${String(x)}` }),
    };
    const { graph } = await loaded(
      mapped({ inputs: { x: 'xs', z: 'z' } }, { inputs: ['xs', 'z'] }),
      { R },
    );
    expect(new Watched(graph, {}, { xs: [1, 2], z: 'p' }).flush().outputs).to.deep.equal({
      'a.y': ['p1', 'p2'],
    });
    const wrong = new Watched(graph, {}, { xs: [1, 'two'], z: 'p' }).flush();
    expect((wrong.error as Error).message).to.equal(
      '`a` failed: `a[1]` failed: port `a.x` takes number, not the string "two"',
    );
  });

  it('retries an element by itself', async () => {
    const R: Runner['run'] = ({ x }, { attempt }) => {
      if (x === 2 && attempt === 1) throw new Error('not yet');
      return { y: x };
    };
    const { graph } = await loaded(mapped({ retry: 1 }), { R });
    const watched = new Watched(graph, {}, { xs: [1, 2, 3] }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [1, 2, 3] });
    expect(watched.tasks('attempt-failed')).to.deep.equal(['a[1]']);
  });

  it('fails with the first element that does, and cancels the others', async () => {
    const R: Runner['run'] = (inputs, context) => {
      if (inputs.x === 2) throw new Error('two');
      return tenfold(inputs, context);
    };
    const { graph } = await loaded(mapped(), { R });
    const watched = new Watched(graph, {}, { xs: [5, 2, 7] }).flush();
    expect((watched.error as Error).message).to.equal('`a` failed: `a[1]` failed: two');
    expect(watched.story).to.deep.equal([
      'run-started',
      'started a',
      'started a[0]',
      'started a[1]',
      'failed a[1]',
      'cancelled a[0]',
      'failed a',
      'failed',
    ]);
  });

  it('starts no further element, and tells the end of each, when a sink stops the run', async () => {
    const calls: unknown[] = [];
    const R: Runner['run'] = ({ x }) => {
      calls.push(x);
      return { y: x };
    };
    const { graph } = await loaded(mapped({}, late), { R, tenfold });
    const watched: Watched = new Watched(
      graph,
      {
        sinks: [
          (event) => {
            if (event.type === 'attempt-started' && event.task === 'a[1]') watched.run.cancel();
          },
        ],
      },
      { xs: [1, 2, 3], x: 10 },
    );
    watched.flush();
    expect(calls).to.deep.equal([1]);
    expect(watched.story.slice(3)).to.deep.equal([
      'started a',
      'started a[0]',
      'finished a[0]',
      'started a[1]',
      'cancelled a[1]',
      'cancelled a',
      'cancelled',
    ]);
  });

  for (const kind of ['start', 'live'] as const)
    it(`starts no element with a slot that comes free as all is stopped: ${kind}`, async () => {
      const calls: string[] = [];
      const R: Runner['run'] = (inputs, context) => {
        calls.push(context.component);
        return tenfold(inputs, context);
      };
      const { graph } = await loaded(
        {
          inputs: ['x', 'xs'],
          outputs: ['a.y', 'b.y'],
          concurrency: 1,
          components: {
            b: { runner: 'R', inputs: ['x'], outputs: ['y'] },
            a: { runner: 'R', inputs: { x: 'xs' }, outputs: ['y'], map: 'x' },
          },
        },
        { R },
      );
      const scheduler = virtualTime();
      const inputs = { x: 10, xs: [10] };
      const run =
        kind === 'start'
          ? start({ graph }, inputs, { scheduler })
          : live({ graph }, undefined, { scheduler });
      if (run instanceof LiveRun) run.set(inputs);
      scheduler.schedule(() => {
        run.cancel();
      }, 5);
      scheduler.flush();
      expect(calls).to.deep.equal(['b']);
    });

  it('keeps the elements that are done when it is restarted', async () => {
    const calls: unknown[] = [];
    let isBroken = true;
    const R: Runner['run'] = ({ x }) => {
      calls.push(x);
      if (x === 2 && isBroken) throw new Error('two');
      return { y: x };
    };
    const { graph } = await loaded(mapped(), { R });
    const watched = new Watched(graph, { onFailure: 'hold' }, { xs: [1, 2, 3] }).flush();
    expect(watched.outcome).to.equal(undefined);
    isBroken = false;
    watched.run.restart('a[1]');
    watched.flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [1, 2, 3] });
    expect(calls).to.deep.equal([1, 2, 2, 3]);
  });

  for (const [inputs, message] of [
    [{ xs: 'abc' }, 'input `x` must be a list to be mapped over, not the string "abc"'],
    [{ xs: { length: 2 } }, 'input `x` must be a list to be mapped over, not an object'],
  ] as const)
    it(`fails finally: ${message}`, async () => {
      const { graph } = await loaded(mapped({ retry: 3 }), { R: tenfold });
      const watched = new Watched(graph, {}, inputs).flush();
      expect((watched.error as Error).message).to.equal(`\`a\` failed: ${message}`);
      expect(watched.tasks('attempt-failed')).to.deep.equal([]);
    });

  it('goes over packed numbers, which are a list', async () => {
    const { graph } = await loaded(mapped(), { R: tenfold });
    const watched = new Watched(graph, {}, { xs: Float32Array.of(2, 1) }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [20, 10] });
  });

  it('fails over lists of several lengths', async () => {
    const { graph } = await loaded(
      mapped({ inputs: { x: 'xs', z: 'zs' }, map: ['x', 'z'] }, { inputs: ['xs', 'zs'] }),
      { R: tenfold },
    );
    expect((new Watched(graph, {}, { xs: [1, 2], zs: [1] }).error as Error).message).to.equal(
      '`a` failed: the lists must have the same length: `x` has 2 elements, `z` 1 element',
    );
  });
});
