import { expect } from 'chai';
import { finalize, map, timer } from 'rxjs';

import { each } from '../../../lib/engine/each/each.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { virtualTime, Watched } from '../rig.js';

type Lists = Readonly<Record<string, readonly number[]>>;

/** A runner of batches, and the batches that it was called with. */
const doubles = (milliseconds = 5, failing: (xs: readonly number[]) => boolean = () => false) => {
  const calls: (readonly number[])[] = [];
  const stopped: (readonly number[])[] = [];
  const runner: Runner = {
    name: 'Doubles',
    batch: true,
    run: (inputs, { scheduler, signal }) => {
      const { x = [] } = inputs as Lists;
      calls.push(x);
      signal.addEventListener('abort', () => stopped.push(x));
      if (failing(x)) throw new Error(`not ${x.join()}`);
      return timer(milliseconds, scheduler).pipe(map(() => ({ y: x.map((one) => one * 2) })));
    },
  };
  return { runner, calls, stopped };
};

const pipeline = (more: object = {}, whole: object = {}) => ({
  inputs: ['xs'],
  outputs: ['a.y'],
  components: {
    a: {
      runner: 'Doubles',
      inputs: { x: 'xs' },
      outputs: ['y'],
      map: 'x',
      batch: { size: 2, wait: '10ms' },
      ...more,
    },
  },
  ...whole,
});

describe('a batch', () => {
  it('is called when there are enough, or when the time is up', async () => {
    const { runner, calls } = doubles();
    const { graph } = await loaded(pipeline(), { Doubles: runner });
    const watched = new Watched(graph, {}, { xs: [1, 2, 3] }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [2, 4, 6] });
    expect(calls).to.deep.equal([[1, 2], [3]]);
    expect(watched.scheduler.now()).to.equal(15);
  });

  it('takes one slot for all its calls', async () => {
    const { runner, calls } = doubles();
    const { graph } = await loaded(
      pipeline({ batch: { size: 4, wait: '1ms' } }, { concurrency: 1 }),
      {
        Doubles: runner,
      },
    );
    const watched = new Watched(graph, {}, { xs: [1, 2, 3, 4, 5, 6] }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [2, 4, 6, 8, 10, 12] });
    expect(calls.map(({ length }) => length)).to.deep.equal([4, 2]);
  });

  it('gathers the calls of items that are at work', async () => {
    const { runner, calls } = doubles();
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: {
          a: { runner: 'Doubles', inputs: ['x'], outputs: ['y'], batch: { size: 3, wait: '10ms' } },
        },
      },
      { Doubles: runner },
    );
    const scheduler = virtualTime();
    const given: unknown[] = [];
    each(
      { graph },
      { scheduler, concurrency: 6 },
    )([1, 2, 3, 4].map((x) => ({ x }))).subscribe((outputs) => given.push(outputs));
    scheduler.flush();
    expect(given).to.deep.equal([2, 4, 6, 8].map((y) => ({ 'a.y': y })));
    expect(calls).to.deep.equal([[1, 2, 3], [4]]);
  });

  it('fails each of its calls where it fails, and each is tried again alone', async () => {
    const { runner, calls } = doubles(5, (xs) => xs.includes(2));
    const { graph } = await loaded(pipeline({ retry: 1, map: { over: 'x', onFailure: 'omit' } }), {
      Doubles: runner,
    });
    const watched = new Watched(graph, {}, { xs: [1, 2, 3] }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [2, null, 6] });
    expect(calls).to.deep.equal([[1, 2], [1], [2], [3]]);
  });

  it('ends each of its elements once where it fails while the last of them is taken', async () => {
    const { runner } = doubles(5, () => true);
    const { graph } = await loaded(pipeline(), { Doubles: runner });
    const watched = new Watched(graph, { onFailure: 'hold' }, { xs: [1, 2] }).flush();
    expect(watched.tasks('task-failed')).to.deep.equal(['a[0]', 'a']);
    expect(watched.tasks('task-cancelled')).to.deep.equal(['a[1]']);
  });

  it('fails a call alone by an error in the place of its value', async () => {
    const calls: (readonly number[])[] = [];
    const runner: Runner = {
      name: 'Doubles',
      batch: true,
      run: (inputs) => {
        const { x = [] } = inputs as Lists;
        calls.push(x);
        return { y: x.map((one) => (one === 2 ? new Error('it is two') : one * 2)) };
      },
    };
    const a = { retry: 1, map: { over: 'x', onFailure: 'omit' }, batch: { size: 3 } };
    const { graph } = await loaded(pipeline(a), { Doubles: runner });
    const watched = new Watched(graph, {}, { xs: [1, 2, 3] }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': [2, null, 6] });
    expect(calls).to.deep.equal([[1, 2, 3], [2]]);
    const failed = watched.events.find(({ type }) => type === 'task-failed');
    expect(failed?.type === 'task-failed' && failed.failure.message).to.equal('it is two');
  });

  it('may be answered with packed numbers', async () => {
    const runner: Runner = {
      name: 'Doubles',
      batch: true,
      run: (inputs) => ({ y: Float32Array.from((inputs as Lists)['x'] ?? [], (one) => one * 2) }),
    };
    const { graph } = await loaded(pipeline(), { Doubles: runner });
    expect(new Watched(graph, {}, { xs: [1, 2, 3] }).flush().outputs).to.deep.equal({
      'a.y': [2, 4, 6],
    });
  });

  it('goes on without a call that is cancelled', async () => {
    const { runner, calls, stopped } = doubles(50);
    const { graph } = await loaded(
      {
        inputs: ['x', 'z'],
        outputs: { v: { race: ['a.y', 'quick.y'] }, w: 'b.y' },
        components: {
          a: { runner: 'Doubles', inputs: { x: 'x' }, outputs: ['y'], batch: { size: 1 } },
          b: { runner: 'Doubles', inputs: { x: 'z' }, outputs: ['y'], batch: { size: 1 } },
          quick: { runner: 'Quick', inputs: ['x'], outputs: ['y'] },
        },
      },
      {
        Doubles: runner,
        Quick: (_, { scheduler }) => timer(10, scheduler).pipe(map(() => ({ y: 'quick' }))),
      },
    );
    const watched = new Watched(graph, {}, { x: 1, z: 2 }).flush();
    expect(watched.outputs).to.deep.equal({ v: 'quick', w: 4 });
    expect(calls).to.deep.equal([[1], [2]]);
    expect(stopped).to.deep.equal([[1]]);
  });

  for (const [given, message] of [
    [
      (): object => ({ y: [1] }),
      'runner `Doubles` returned 1 value of output `y` for a batch of 2',
    ],
    [
      (): object => ({ y: 7 }),
      'runner `Doubles` must return a list as output `y` of a batch, not the number 7',
    ],
    [(): object => ({}), 'runner `Doubles` did not return output `y`'],
    [(): object => [], 'runner `Doubles` returned a list: expected an object of outputs by name'],
  ] as const)
    it(`fails: ${message}`, async () => {
      const runner: Runner = { name: 'Doubles', batch: true, run: given as Runner['run'] };
      const { graph } = await loaded(pipeline(), { Doubles: runner });
      const watched = new Watched(graph, {}, { xs: [1, 2] }).flush();
      expect((watched.error as Error).message).to.equal(
        `\`a\` failed: \`a[0]\` failed: ${message}`,
      );
    });

  const busy = (): never => {
    throw new Error('the device is busy');
  };
  const untidy: Readonly<Record<string, Runner['run']>> = {
    'its teardown': (_, { scheduler }) => timer(50, scheduler).pipe(map(busy), finalize(busy)),
    'a listener of its signal': (_, { scheduler, signal }) => {
      signal.addEventListener('abort', busy);
      return timer(50, scheduler).pipe(map(busy));
    },
  };
  for (const [what, run] of Object.entries(untidy))
    for (const isCancelled of [false, true])
      it(`tells what ${what} throws, once, when it ${isCancelled ? 'is stopped' : 'fails'}`, async () => {
        const runner: Runner = { name: 'Doubles', batch: true, run };
        const { graph } = await loaded(pipeline({ batch: { size: 2 } }), { Doubles: runner });
        const watched = new Watched(graph, {}, { xs: [1, 2] });
        if (isCancelled) {
          watched.scheduler.schedule(() => {
            watched.run.cancel();
          }, 20);
        }
        watched.flush();
        expect(watched.outcome).to.equal(isCancelled ? 'cancelled' : 'failed');
        const told = watched.events.flatMap((event) =>
          event.type === 'teardown-failed' ? [`${event.task}: ${event.message}`] : [],
        );
        expect(told).to.deep.equal(['a[0]: the device is busy']);
      });

  it('is not called behind a run that a sink cancels when told that it waits for a slot', async () => {
    // Both are called as one, fail, and are tried again alone: the second waits for the slot of the first.
    const { runner, calls } = doubles(5, (xs) => xs.length === 2);
    const { graph } = await loaded(
      pipeline({ retry: { attempts: 2, delay: '1ms' } }, { concurrency: 1 }),
      { Doubles: runner },
    );
    const watched: Watched = new Watched(
      graph,
      {
        sinks: [
          ({ type }) => {
            if (type === 'task-waiting') watched.run.cancel();
          },
        ],
      },
      { xs: [1, 2] },
    );
    watched.flush();
    expect(watched.outcome).to.equal('cancelled');
    expect(calls).to.deep.equal([[1, 2], [1]]);
  });

  it('leaves no timer behind a run that is cancelled', async () => {
    const { runner, calls } = doubles();
    const { graph } = await loaded(pipeline({ batch: { size: 8, wait: '1h' } }), {
      Doubles: runner,
    });
    const watched = new Watched(graph, {}, { xs: [1, 2] });
    watched.run.cancel();
    watched.flush();
    expect(calls).to.deep.equal([]);
    expect(watched.scheduler.now()).to.equal(0);
  });

  it('is refused for a runner that takes one call at a time', async () => {
    const error = await loaded(pipeline(), { Doubles: () => ({ y: 1 }) }).catch(
      (error: unknown) => error as Error,
    );
    expect((error as Error).message).to.include('runner `Doubles` takes no batches');
  });
});
