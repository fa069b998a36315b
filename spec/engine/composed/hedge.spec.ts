import { expect } from 'chai';
import { map, mergeMap, throwError, timer } from 'rxjs';

import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

/** Attempts that take so long each, and fail where they are said to. */
const taking =
  (...times: readonly number[]): Runner['run'] =>
  (_, { attempt, scheduler }) =>
    timer(Math.abs(times[attempt - 1] ?? 0), scheduler).pipe(
      mergeMap(() =>
        (times[attempt - 1] ?? 0) < 0
          ? throwError(() => new Error(`attempt ${attempt} broke`))
          : [{ y: attempt }],
      ),
    );

const hedged = async (run: Runner['run'], more: object = {}, pipeline: object = {}) =>
  loaded(
    {
      inputs: ['x'],
      outputs: ['a.y'],
      components: { a: { runner: 'R', inputs: ['x'], outputs: ['y'], hedge: '20ms', ...more } },
      ...pipeline,
    },
    { R: run },
  );

const story = (watched: Watched): string[] =>
  watched.events.flatMap((event) =>
    'attempt' in event && event.type !== 'attempt-log'
      ? [`${event.time} ${event.type} ${event.attempt}`]
      : [],
  );

describe('a hedge', () => {
  it('starts a second attempt beside one that is late, and takes what comes first', async () => {
    const { graph } = await hedged(taking(100, 10));
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 2 });
    expect(story(watched)).to.deep.equal([
      '0 attempt-started 1',
      '20 attempt-started 2',
      '30 task-finished 2',
    ]);
    expect(watched.scheduler.now()).to.equal(30);
  });

  it('is none where the attempt is in time', async () => {
    const { graph } = await hedged(taking(10));
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(story(watched)).to.deep.equal(['0 attempt-started 1', '10 task-finished 1']);
    expect(watched.scheduler.now()).to.equal(10);
  });

  it('lets the first win where that is the first to succeed', async () => {
    const { graph } = await hedged(taking(25, 90));
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 1 });
    expect(story(watched).at(-1)).to.equal('25 task-finished 1');
  });

  it('takes the second where the first fails meanwhile, and the first where the second does', async () => {
    const first = await hedged(taking(-30, 40));
    expect(new Watched(first.graph, {}, { x: 1 }).flush().outputs).to.deep.equal({ 'a.y': 2 });
    const second = await hedged(taking(60, -10));
    expect(new Watched(second.graph, {}, { x: 1 }).flush().outputs).to.deep.equal({ 'a.y': 1 });
  });

  it('fails with the first failure where both fail, and is tried again as often as is said', async () => {
    const { graph } = await hedged(taking(-50, -10, -5, 1), { retry: 2 });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 4 });
    expect(watched.tasks('attempt-failed')).to.have.lengthOf(2);
  });

  it('follows no attempt that fails before', async () => {
    const { graph } = await hedged(taking(-10, 1));
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outcome).to.equal('failed');
    expect(story(watched)).to.deep.equal(['0 attempt-started 1']);
  });

  it('is none where the attempt fails while the second one waits for a slot', async () => {
    const { graph } = await hedged(taking(-30, 1), {}, { concurrency: 1 });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outcome).to.equal('failed');
    expect(story(watched)).to.deep.equal(['0 attempt-started 1']);
  });

  it('is none where the attempt fails at once', async () => {
    for (const concurrency of [undefined, 1]) {
      const { graph } = await hedged(
        () => {
          throw new Error('at once');
        },
        {},
        concurrency ? { concurrency } : {},
      );
      const watched = new Watched(graph, {}, { x: 1 }).flush();
      expect(watched.outcome).to.equal('failed');
      expect(story(watched)).to.deep.equal(['0 attempt-started 1']);
      expect(watched.scheduler.now()).to.equal(0);
    }
  });

  it('waits for a slot behind all others, and is not told to wait', async () => {
    const run: Runner['run'] = (inputs, context) =>
      context.component === 'b'
        ? timer(30, context.scheduler).pipe(map(() => ({ y: 'b' })))
        : taking(100, 10)(inputs, context);
    const { graph } = await hedged(
      run,
      {},
      {
        concurrency: 1,
        outputs: ['a.y', 'b.y'],
        components: {
          a: { runner: 'R', inputs: ['x'], outputs: ['y'], hedge: '20ms' },
          b: { runner: 'R', inputs: ['x'], outputs: ['y'] },
        },
      },
    );
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 1, 'b.y': 'b' });
    expect(watched.tasks('task-waiting')).to.deep.equal(['b']);
    expect(watched.tasks('attempt-started')).to.deep.equal(['a', 'b']);
  });
});
