import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { mergeMap, throwError, timer } from 'rxjs';

import { AttemptLostError } from '../../../lib/engine/attempts/lost.js';
import type { Remote, RemoteContext } from '../../../lib/engine/attempts/remote.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

/** Elsewhere an attempt begins after 10 ms, and takes 5; the first so many are lost then. */
const elsewhere = (lost: number, fails = 0, isHandedBack = false): Remote => {
  const runner = {
    name: 'R',
    run: (
      inputs: Readonly<Record<string, unknown>>,
      context: unknown,
    ): Observable<{ y: unknown }> => {
      const attempt = context as RemoteContext;
      attempt.wait('there is no worker');
      return timer(10, attempt.scheduler).pipe(
        mergeMap(() => {
          attempt.begin();
          attempt.begin();
          return timer(5, attempt.scheduler);
        }),
        mergeMap(() => {
          if (attempt.attempt <= lost)
            return throwError(() => new AttemptLostError('it was killed', { isHandedBack }));
          if (attempt.attempt <= lost + fails) return throwError(() => new Error('it broke'));
          return [{ y: inputs['x'] }];
        }),
      );
    },
  };
  return ({ runner: { name } }) => (name === 'R' ? runner : undefined);
};

const pipeline = (more: object = {}) =>
  loaded(
    {
      inputs: ['x'],
      outputs: ['a.y'],
      components: { a: { runner: 'R', inputs: ['x'], outputs: ['y'], ...more } },
    },
    { R: () => ({ y: 0 }) },
  );

const story = (watched: Watched): string[] =>
  watched.events.flatMap((event) =>
    'task' in event
      ? [
          `${event.time} ${event.type}${'attempt' in event ? ` ${event.attempt}` : ''}${'reason' in event ? `: ${event.reason ?? ''}` : ''}`,
        ]
      : [],
  );

describe('attempts that are made elsewhere', () => {
  it('start where they are made, and wait before', async () => {
    const { graph } = await pipeline({ timeout: '12ms' });
    const watched = new Watched(graph, { remote: elsewhere(0) }, { x: 7 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 7 });
    expect(story(watched)).to.deep.equal([
      '0 task-waiting: there is no worker',
      '10 attempt-started 1',
      '15 task-finished 1',
    ]);
  });

  it('are made again where they are lost, three times without a retry', async () => {
    const { graph } = await pipeline();
    const watched = new Watched(graph, { remote: elsewhere(3) }, { x: 7 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 7 });
    expect(story(watched).filter((line) => !line.includes('waiting'))).to.deep.equal([
      '10 attempt-started 1',
      '15 attempt-lost 1: it was killed',
      '25 attempt-started 2',
      '30 attempt-lost 2: it was killed',
      '40 attempt-started 3',
      '45 attempt-lost 3: it was killed',
      '55 attempt-started 4',
      '60 task-finished 4',
    ]);
  });

  it('have failed where they are lost once more', async () => {
    const { graph } = await pipeline();
    const watched = new Watched(graph, { remote: elsewhere(4) }, { x: 7 }).flush();
    expect(story(watched).at(-1)).to.equal('60 task-failed');
  });

  it('may be handed back any number of times', async () => {
    const { graph } = await pipeline();
    const watched = new Watched(graph, { remote: elsewhere(9, 0, true) }, { x: 7 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 7 });
  });

  it('leave the declared retries to those that fail', async () => {
    const { graph } = await pipeline({ retry: 1 });
    const watched = new Watched(graph, { remote: elsewhere(2, 1) }, { x: 7 }).flush();
    expect(watched.outputs).to.deep.equal({ 'a.y': 7 });
  });

  it('are hedged when they have begun, not when they are handed over', async () => {
    const { graph } = await pipeline({ hedge: '3ms' });
    const watched = new Watched(graph, { remote: elsewhere(0) }, { x: 7 }).flush();
    expect(story(watched)).to.deep.equal([
      '0 task-waiting: there is no worker',
      '10 attempt-started 1',
      '15 task-finished 1',
    ]);
  });

  it('are told as lost by their own numbers where another is at work beside them', async () => {
    const { graph } = await pipeline({ hedge: '2ms' });
    const watched = new Watched(graph, { remote: elsewhere(1) }, { x: 7 }).flush();
    expect(story(watched).filter((line) => !line.includes('waiting'))).to.deep.equal([
      '10 attempt-started 1',
      '15 attempt-lost 1: it was killed',
      '22 attempt-started 2',
      '25 attempt-started 3',
      '27 task-finished 2',
    ]);
  });

  it('are hedged anew where one that was lost begins again', async () => {
    const { graph } = await pipeline({ hedge: '17ms' });
    const watched = new Watched(graph, { remote: elsewhere(1) }, { x: 7 }).flush();
    expect(story(watched).filter((line) => !line.includes('waiting'))).to.deep.equal([
      '10 attempt-started 1',
      '15 attempt-lost 1: it was killed',
      '25 attempt-started 2',
      '30 task-finished 2',
    ]);
  });
});
