import { expect } from 'chai';
import { map, mergeMap, of, take, throwError, timer } from 'rxjs';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { live } from '../../../lib/engine/live/live.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { virtualTime, Watched } from '../rig.js';

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

const failureIn = (event: RunEvent): string => {
  if (event.type !== 'attempt-failed') return '';
  const next = event.retryIn === undefined ? '' : `; the next in ${event.retryIn} ms`;
  return `: ${event.failure.message}${next}`;
};

const story = (watched: Watched): string[] =>
  watched.events.flatMap((event) =>
    'attempt' in event && event.type !== 'attempt-log'
      ? [`${event.time} ${event.type} ${event.attempt}${failureIn(event)}`]
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
    const firstFails = new Watched(first.graph, {}, { x: 1 }).flush();
    expect(firstFails.outputs).to.deep.equal({ 'a.y': 2 });
    expect(story(firstFails)).to.deep.equal([
      '0 attempt-started 1',
      '20 attempt-started 2',
      '30 attempt-failed 1: attempt 1 broke',
      '60 task-finished 2',
    ]);
    const second = await hedged(taking(60, -10));
    const secondFails = new Watched(second.graph, {}, { x: 1 }).flush();
    expect(secondFails.outputs).to.deep.equal({ 'a.y': 1 });
    expect(story(secondFails)).to.deep.equal([
      '0 attempt-started 1',
      '20 attempt-started 2',
      '30 attempt-failed 2: attempt 2 broke',
      '60 task-finished 1',
    ]);
  });

  it('fails with the last failure where both fail, and is tried again as often as is said', async () => {
    const { graph } = await hedged(taking(-50, -10, -25, -30, 1), { retry: 2 });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 5 });
    expect(story(watched)).to.deep.equal([
      '0 attempt-started 1',
      '20 attempt-started 2',
      '30 attempt-failed 2: attempt 2 broke',
      '50 attempt-failed 1: attempt 1 broke; the next in 0 ms',
      '50 attempt-started 3',
      '70 attempt-started 4',
      '75 attempt-failed 3: attempt 3 broke',
      '100 attempt-failed 4: attempt 4 broke; the next in 0 ms',
      '100 attempt-started 5',
      '101 task-finished 5',
    ]);
    const failing = await hedged(taking(-50, -10, -50, -10), { retry: 1 });
    const failed = new Watched(failing.graph, {}, { x: 1 }).flush();
    expect(
      failed.events.flatMap((event) =>
        event.type === 'task-failed' ? [[event.failure.attempt, event.failure.message]] : [],
      ),
    ).to.deep.equal([[3, 'attempt 3 broke']]);
  });

  it('is followed by another runner where both fail, whose attempts are counted on', async () => {
    const { graph } = await hedged(taking(-50, -10, -1, 1), {
      fallback: [{ runner: 'R', retry: 1 }],
    });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 4 });
  });

  it('lets all values of the one that is faster count in a live run', async () => {
    const run: Runner['run'] = (_, { attempt, scheduler }) =>
      timer(attempt === 1 ? 100 : 10, 10, scheduler).pipe(
        take(3),
        map((at) => ({ y: 10 * attempt + at })),
      );
    const { graph } = await hedged(run);
    const scheduler = virtualTime();
    const held = live({ graph }, { x: of(1) }, { scheduler });
    const told: unknown[] = [];
    held.outputs$.subscribe((outputs) => told.push([scheduler.now(), outputs['a.y']]));
    scheduler.flush();
    expect(told).to.deep.equal([
      [30, 20],
      [40, 21],
      [50, 22],
    ]);
  });

  it('fails in a live run where the one that is faster fails after its first value', async () => {
    const run: Runner['run'] = (_, { attempt, scheduler }) =>
      timer(attempt === 1 ? 30 : 100, 10, scheduler).pipe(
        map((at) => {
          if (at === 1) throw new Error(`attempt ${attempt} broke`);
          return { y: attempt };
        }),
      );
    const { graph } = await hedged(run);
    const scheduler = virtualTime();
    const held = live({ graph }, { x: of(1) }, { scheduler });
    const told: string[] = [];
    held.events$.subscribe((event) => {
      if ('failure' in event)
        told.push(`${scheduler.now()} ${event.type} ${event.failure.message}`);
    });
    held.outputs$.subscribe();
    scheduler.flush();
    expect(told).to.deep.equal(['40 task-failed attempt 1 broke']);
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
