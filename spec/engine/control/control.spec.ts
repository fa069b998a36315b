import { expect } from 'chai';
import { map, timer } from 'rxjs';

import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

const echo: Runner['run'] = ({ x }) => ({ y: x });

const late: Runner['run'] = ({ x }, { scheduler }) =>
  timer(5, scheduler).pipe(map(() => ({ y: x })));

const broken: Runner['run'] = () => {
  throw new Error('broken');
};

/** What is told of tasks that are omitted: why, and with which component it began. */
const omissions = ({ events }: Watched): string[] =>
  events.flatMap((event) =>
    event.type === 'task-omitted' ? [`${event.task}: ${event.reason}, ${event.origin}`] : [],
  );

describe('a task that takes the first of what may be absent', () => {
  for (const kind of ['first', 'race'])
    it(`is omitted with the component where that began, where nothing is there: ${kind}`, async () => {
      const { graph } = await loaded(
        {
          inputs: ['x'],
          outputs: ['c.y'],
          components: {
            a: { runner: 'R', when: 'x > 1', inputs: { x: 'x' }, outputs: ['y'] },
            b: { runner: 'R', inputs: { x: 'a.y' }, outputs: ['y'] },
            c: { runner: 'R', inputs: { x: { [kind]: ['b.y', 'a.y'] } }, outputs: ['y'] },
          },
        },
        { R: echo },
      );
      expect(omissions(new Watched(graph, {}, { x: 1 }).flush())).to.deep.equal([
        'a: condition, a',
        'b: absent, a',
        'c: absent, a',
      ]);
    });
});

describe('a task that cannot run', () => {
  it('needs nothing any more, where a run stops at its first failure', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x', 'xs'],
        outputs: { o: { first: ['b.y', 'x'] } },
        components: {
          slow: { runner: 'R', inputs: ['x'], outputs: ['y'] },
          // Fails at once: a list is not compared with a number.
          a: { runner: 'R', when: 'xs > 1', inputs: { x: 'slow.y' }, outputs: ['y'] },
          b: { runner: 'R', when: 'size(xs) > 0', inputs: { x: 'a.y' }, outputs: ['y'] },
        },
      },
      { R: echo },
    );
    const watched = new Watched(graph, {}, { x: 1, xs: [] }).flush();
    expect(watched.outputs).to.deep.equal({ o: 1 });
    expect(watched.story).to.deep.equal([
      'run-started',
      'failed a',
      'omitted b',
      'omitted slow',
      'done',
    ]);
  });
});

describe('a choice that failed', () => {
  it('is made anew after a restart, from all that it may be made from', async () => {
    let isBroken = true;
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: { o: { first: ['b.y', 'c.y'] } },
        components: {
          a: { runner: 'Mended', inputs: ['x'], outputs: ['y'] },
          // There is nothing of it once `a` has run.
          b: { runner: 'R', when: 'a.y > 1', inputs: { x: 'x' }, outputs: ['y'] },
          c: { runner: 'Late', inputs: { x: 'x' }, outputs: ['y'] },
        },
      },
      {
        R: echo,
        Late: { name: 'Late', run: late },
        Mended: (inputs, context) => (isBroken ? broken(inputs, context) : { y: 1 }),
      },
    );
    const watched = new Watched(graph, { onFailure: 'hold' }, { x: 7 }).flush();
    expect(watched.outcome).to.equal(undefined);
    isBroken = false;
    watched.run.restart('a');
    watched.flush();
    expect(watched.outputs).to.deep.equal({ o: 7 });
  });
});

describe('an output that is not asked for', () => {
  const pipeline = {
    inputs: ['x'],
    outputs: { o: { first: ['a.y', 'b.y'] }, other: 'b.y' },
    components: {
      a: { runner: 'Late', inputs: ['x'], outputs: ['y'] },
      b: { runner: 'Broken', inputs: ['x'], outputs: ['y'] },
    },
  };
  const runners = {
    Late: { name: 'Late', run: late },
    Broken: { name: 'Broken', run: broken },
  };

  it('does not fail a run', async () => {
    const { graph } = await loaded(pipeline, runners);
    const watched = new Watched(graph, { only: ['o'], onFailure: 'continue' }, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ o: 1 });
  });

  it('does not fail a task that is the pipeline', async () => {
    const inner = await loaded(pipeline, runners);
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['n.o'],
        components: { n: { pipeline: inner, inputs: ['x'], outputs: ['o'] } },
      },
      {},
    );
    const watched = new Watched(graph, { onFailure: 'continue' }, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'n.o': 1 });
  });
});

describe('of 10,000 tasks', () => {
  const many = (of: (at: number) => object): Record<string, object> =>
    Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [
        `c${at}`,
        { runner: 'R', outputs: ['y'], ...of(at) },
      ]),
    );
  const below = (at: number): string => (at === 0 ? 'x' : `c${at - 1}.y`);

  it('each is omitted in turn below one that is, with a flat stack', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['c9999.y'],
        components: many((at) => ({
          inputs: { x: below(at) },
          ...(at === 0 && { when: 'x > 1' }),
        })),
      },
      { R: echo },
    );
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.tasks('task-omitted')).to.have.length(10_000);
    expect(watched.outcome).to.equal('done');
  });

  it('none is started that only an alternative would have taken', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: { o: { first: ['x', 'c9999.y'] } },
        components: many((at) => ({ inputs: { x: below(at) } })),
      },
      { R: echo },
    );
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.tasks('attempt-started')).to.deep.equal([]);
    expect(watched.tasks('task-omitted')).to.have.length(10_000);
  });

  it('the first that is there is taken', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: { o: { first: Array.from({ length: 10_000 }, (_, at) => `c${at}.y`) } },
        components: many((at) => ({ inputs: { x: 'x' }, when: at === 9_999 ? 'x > 0' : 'x > 1' })),
      },
      { R: echo },
    );
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ o: 1 });
    expect(watched.tasks('attempt-started')).to.deep.equal(['c9999']);
  });

  it('the first that is there is taken where the others have settled before it, with a flat stack', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: { o: { first: Array.from({ length: 10_000 }, (_, at) => `c${at}.y`) } },
        components: {
          ...many((at) => ({ inputs: { x: 'x' }, when: at === 9_999 ? 'x > 0' : 'x > 1' })),
          late: { runner: 'Late', inputs: ['x'], outputs: ['y'] },
          c0: { runner: 'R', inputs: ['x'], outputs: ['y'], when: 'late.y > 1' },
        },
      },
      { R: echo, Late: late },
    );
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ o: 1 });
  });
});
