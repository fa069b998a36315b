import { expect } from 'chai';
import { map, timer } from 'rxjs';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { LiveRun } from '../../../lib/engine/live/live-run.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import { Registry } from '../../../lib/runners/registry.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { virtualTime, Watched } from '../rig.js';

/** Takes as many milliseconds as it is given; fails where that is 5. */
const slow: Runner = {
  name: 'slow',
  run: ({ x }, { scheduler }) =>
    timer(x as number, scheduler).pipe(
      map(() => {
        if (x === 5) throw new Error('five');
        return { y: x };
      }),
    ),
};
const runners = new Registry([slow]);

/** Two tasks at once, and one behind each. */
const two = {
  name: 'two',
  inputs: ['x'],
  outputs: { y: 'c.y', z: 'd.y' },
  components: {
    a: { runner: 'slow', inputs: ['x'], outputs: ['y'] },
    b: { runner: 'slow', inputs: ['x'], outputs: ['y'] },
    c: { runner: 'slow', inputs: { x: 'a.y' }, outputs: ['y'] },
    d: { runner: 'slow', inputs: { x: 'b.y' }, outputs: ['y'] },
  },
};

const quick = { runner: 'slow', inputs: ['x'], outputs: ['y'] };
const elements = { runner: 'slow', map: 'x', inputs: { x: 'xs' }, outputs: ['y'] };

/** What loses a race, times out, or fails: with what is stopped inside it. */
const cases: Record<string, { readonly components: object; readonly outputs: object }> = {
  'of a map that loses a race': {
    components: { m: elements, q: quick },
    outputs: { y: { race: ['m.y', 'q.y'] } },
  },
  'of a map that runs out of time': {
    components: { m: { ...elements, timeout: '15ms', onFailure: 'omit' }, q: quick },
    outputs: { y: 'm.y', z: 'q.y' },
  },
  'of a map, one of whose elements fails': {
    components: { m: { ...elements, inputs: { x: 'ys' } }, q: quick },
    outputs: { y: 'm.y', z: 'q.y' },
  },
  'of a map that is to be repeated, one of whose elements fails': {
    components: { m: { ...elements, inputs: { x: 'ys' }, retry: 1 }, q: quick },
    outputs: { y: 'm.y', z: 'q.y' },
  },
};

describe('what a sink cancels the run at the end of', () => {
  const endings = /^task-(finished|failed|cancelled|superseded|skipped|omitted)$/;
  const ends = (events: readonly RunEvent[]): string[] =>
    events.flatMap((event) => (endings.test(event.type) && 'task' in event ? [event.task] : []));

  for (const [name, pipeline] of Object.entries(cases))
    for (const onFailure of ['stop', 'continue', 'hold'] as const)
      it(`tells the end of each task inside ${name} (${onFailure})`, async () => {
        const { graph } = orThrow(
          await loadObject(
            { pipeline: { name: 'outer', inputs: ['x', 'xs', 'ys'], ...pipeline } },
            { runners },
          ),
        );
        check(graph, onFailure);
      });

  for (const mapped of [false, true])
    for (const onFailure of ['stop', 'continue', 'hold'] as const)
      it(`tells the end of each task of ${mapped ? 'pipelines' : 'a pipeline'} inside (${onFailure})`, async () => {
        const inner = orThrow(await loadObject({ pipeline: two }, { runners }));
        const { graph } = orThrow(
          await loadObject(
            {
              pipeline: {
                name: 'outer',
                inputs: ['x', 'xs', 'ys'],
                components: {
                  m: {
                    pipeline: inner,
                    inputs: { x: mapped ? 'xs' : 'x' },
                    outputs: ['y', 'z'],
                    timeout: '9ms',
                    onFailure: 'omit',
                    ...(mapped ? { map: 'x' } : {}),
                  },
                  q: quick,
                },
                outputs: { y: 'm.y', z: 'q.y' },
              },
            },
            { runners },
          ),
        );
        check(graph, onFailure);
      });

  it('tells the end of each element of a live run whose list has changed', async () => {
    const { graph } = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'outer',
            inputs: ['xs'],
            components: { m: elements },
            outputs: { y: 'm.y' },
          },
        },
        { runners },
      ),
    );
    const scheduler = virtualTime();
    const events: RunEvent[] = [];
    const run: LiveRun = new LiveRun(graph, {
      scheduler,
      sinks: [
        (event) => events.push(event),
        (event) => {
          if (event.type === 'task-cancelled') run.cancel();
        },
      ],
    });
    run.outputs$.subscribe({ error: () => undefined });
    run.feed({ xs: [20, 30, 40] });
    scheduler.schedule(() => {
      run.feed({ xs: [21, 31, 41] });
    }, 10);
    scheduler.flush();
    expect(ends(events).sort()).to.deep.equal(['m', 'm[0]', 'm[1]', 'm[2]']);
    expect(events.at(-1)?.type).to.equal('run-finished');
  });

  const check = (
    graph: ConstructorParameters<typeof Watched>[0],
    onFailure: 'stop' | 'continue' | 'hold',
  ) => {
    const inputs = { x: 10, xs: [20, 30, 40, 50], ys: [20, 5, 30, 40] };
    const plainly = new Watched(graph, { onFailure }, inputs).flush();
    const watched: Watched = new Watched(
      graph,
      {
        onFailure,
        sinks: [
          (event) => {
            if (event.type === 'task-cancelled' && /[[/]/.test(event.task)) watched.run.cancel();
          },
        ],
      },
      inputs,
    );
    watched.flush();
    const inside = (all: readonly string[]): string[] =>
      all.filter((one) => /[[/]/.test(one)).sort();
    expect(inside(plainly.tasks('task-cancelled'))).to.not.be.empty;
    expect(watched.outcome).to.not.equal(undefined);
    expect(inside(ends(watched.events))).to.deep.equal(inside(ends(plainly.events)));
    expect(watched.events.at(-1)?.type).to.equal('run-finished');
    expect(new Set(ends(watched.events)).size).to.equal(ends(watched.events).length);
  };
});
