import { expect } from 'chai';
import { map, timer } from 'rxjs';

import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

const failing =
  (...attempts: readonly number[]): Runner['run'] =>
  (_, { attempt, params }) => {
    if (attempts.includes(attempt)) throw new Error(`attempt ${attempt} broke`);
    return { y: `${typeof params.name === 'string' ? params.name : 'first'} ${attempt}` };
  };

const one = (more: object) => ({
  inputs: ['x'],
  outputs: ['a.y'],
  components: { a: { runner: 'R', inputs: ['x'], outputs: ['y'], ...more } },
});

describe('runners to fall back to', () => {
  it('are tried in turn, when all attempts of the one before have failed', async () => {
    const { graph } = await loaded(
      one({
        retry: 1,
        fallback: [
          { runner: 'R', params: { name: 'second' }, retry: 1 },
          { runner: 'R', params: { name: 'third' } },
        ],
      }),
      { R: failing(1, 2, 3, 4) },
    );
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 'third 5' });
    expect(watched.tasks('attempt-failed')).to.have.lengthOf(4);
    expect(
      watched.events.flatMap((event) => (event.type === 'attempt-started' ? [event.runner] : [])),
    ).to.deep.equal([undefined, undefined, 'R', 'R', 'R']);
    expect(watched.tasks('task-finished')).to.deep.equal(['a']);
  });

  it('fail with the failure of the last', async () => {
    const { graph } = await loaded(one({ fallback: [{ runner: 'R' }] }), { R: failing(1, 2) });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect((watched.error as Error).message).to.equal('`a` failed: attempt 2 broke');
  });

  it('must take and give what the component does', async () => {
    const error = (await loaded(one({ fallback: [{ runner: 'Q' }] }), { R: failing() }).catch(
      (error: unknown) => error,
    )) as Error;
    expect(error.message).to.include('there is no runner `Q`');
  });
});

describe('what is repeated', () => {
  const draft = (until: string, atMost: number, more: object = {}) => ({
    inputs: ['n'],
    outputs: ['a.n'],
    components: {
      a: {
        runner: 'R',
        inputs: ['n'],
        outputs: ['n', 'done'],
        repeat: { until, atMost, carry: { n: 'n' } },
        ...more,
      },
    },
  });
  const R: Runner['run'] = ({ n }) => ({ n: (n as number) + 1, done: (n as number) + 1 >= 3 });

  it('runs again with what it gave until its condition holds', async () => {
    const { graph } = await loaded(draft('done', 5), { R });
    const watched = new Watched(graph, {}, { n: 0 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.n': 3 });
    expect(
      watched.events.flatMap((event) =>
        event.type === 'task-repeated' ? [[event.attempt, event.round, event.outputs]] : [],
      ),
    ).to.deep.equal([
      [1, 1, { n: 1, done: false }],
      [2, 2, { n: 2, done: false }],
    ]);
    expect(watched.tasks('attempt-started')).to.deep.equal(['a', 'a', 'a']);
  });

  it('fails finally where it does not hold after the last round', async () => {
    const { graph } = await loaded(draft('n > 9', 2, { retry: 3 }), { R });
    const watched = new Watched(graph, {}, { n: 0 }).flush();
    expect((watched.error as Error).message).to.equal(
      '`a` failed: `n > 9` does not hold after 2 rounds',
    );
  });

  it('goes round 100,000 times without a deep stack', async () => {
    const { graph } = await loaded(draft('n == 100000', 100_000), { R });
    expect(new Watched(graph, {}, { n: 0 }).flush().outputs).to.deep.equal({ 'a.n': 100_000 });
  });

  it('retries within a round', async () => {
    const { graph } = await loaded(draft('done', 5, { retry: 1 }), {
      R: (inputs, context) => {
        if (context.attempt % 2 === 1) throw new Error('odd');
        return R(inputs, context);
      },
    });
    const watched = new Watched(graph, {}, { n: 0 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.n': 3 });
    expect(watched.tasks('attempt-failed')).to.have.lengthOf(3);
  });

  it('fails finally where what it would carry is absent', async () => {
    const inner = await loaded(
      {
        inputs: ['v'],
        outputs: { w: 'b.n', n: 'c.n' },
        components: {
          b: { runner: 'R', when: 'v > 1', inputs: { n: 'v' }, outputs: ['n'] },
          c: { runner: 'R', inputs: { n: 'v' }, outputs: ['n'] },
        },
      },
      { R },
    );
    const more = {
      runner: undefined,
      pipeline: inner,
      inputs: { v: 'n' },
      outputs: ['n', 'w'],
      repeat: { until: 'n > 2', atMost: 5, carry: { v: 'w' } },
      retry: 3,
    };
    const { graph } = await loaded(draft('done', 5, more), { R });
    const watched = new Watched(graph, {}, { n: 0 }).flush();
    expect((watched.error as Error).message).to.equal(
      '`a` failed: round 1 did not produce output `w`, which is carried into input `v`',
    );
    expect(watched.tasks('task-repeated')).to.deep.equal([]);
  });

  it('is told of an output that its condition names and that there is not', async () => {
    const error = (await loaded(draft('dune', 5), { R }).catch((error: unknown) => error)) as Error;
    expect(error.message).to.include('the component has no output `dune`');
    expect(error.message).to.include('did you mean `done`?');
  });
});

describe('parts of a value', () => {
  const speaking: Runner['run'] = (_, { attempt, part, scheduler }) =>
    timer(1, scheduler).pipe(
      map(() => {
        part('y', 'a');
        part('z', 'none of its outputs');
        if (attempt === 1) throw new Error('broke off');
        part('y', 'b');
        return { y: 'ab' };
      }),
    );

  it('are given as they come, void where their attempt fails', async () => {
    const { graph } = await loaded(one({ retry: 1 }), { R: speaking });
    const watched = new Watched(graph, {}, { x: 1 });
    const parts: unknown[] = [];
    watched.run.parts('a.y').subscribe({
      next: ({ attempt, value, isVoid }) => parts.push(isVoid ? `${attempt} void` : value),
      complete: () => parts.push('end'),
    });
    watched.flush();
    expect(parts).to.deep.equal(['a', '1 void', 'a', 'b', 'end']);
    expect(watched.outputs).to.deep.equal({ 'a.y': 'ab' });
  });

  it('are asked for by what a component publishes', async () => {
    const { graph } = await loaded(one({}), { R: speaking });
    const { run } = new Watched(graph, {}, { x: 1 });
    expect(() => run.parts('a.q')).to.throw(
      RangeError,
      'no component of the pipeline publishes `a.q`; did you mean `a.y`?',
    );
    // It has no elements.
    expect(() => run.parts('a[0].y')).to.throw(
      RangeError,
      'no component of the pipeline publishes `a[0].y`',
    );
  });
});
