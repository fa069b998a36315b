import { expect } from 'chai';
import { map, timer } from 'rxjs';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import { Registry } from '../../../lib/runners/registry.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

const slow: Runner = {
  name: 'Slow',
  run: ({ x }, { scheduler, component }) =>
    timer(10, scheduler).pipe(map(() => ({ y: `${component}(${String(x)})` }))),
};

const fails: Runner = {
  name: 'Fails',
  run: ({ x }, { component }) => {
    if (x === 'bad') throw new Error(`${component} broke`);
    return { y: x };
  },
};

const inner = async (pipeline: object) =>
  orThrow(
    await loadObject(
      { pipeline: { name: 'inner', inputs: ['v'], ...pipeline } },
      { runners: new Registry([slow, fails]) },
    ),
  );

const two = {
  outputs: { w: 'b.y', rest: 'c.y' },
  components: {
    a: { runner: 'Slow', inputs: { x: 'v' }, outputs: ['y'] },
    b: { runner: 'Slow', inputs: { x: 'a.y' }, outputs: ['y'] },
    c: { runner: 'Slow', inputs: { x: 'v' }, outputs: ['y'] },
  },
};

const outer = async (nested: object, more: object = {}, pipeline: object = {}) =>
  loaded(
    {
      inputs: ['x'],
      outputs: ['n.w'],
      components: {
        n: { pipeline: await inner(nested), inputs: { v: 'x' }, outputs: ['w'], ...more },
      },
      ...pipeline,
    },
    { Slow: slow },
  );

describe('a pipeline within another', () => {
  it('runs as one task, for the outputs that are taken, its tasks named by the way to them', async () => {
    const { graph } = await outer(two);
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({ 'n.w': 'n/b(n/a(1))' });
    expect(watched.story).to.deep.equal([
      'run-started',
      'started n',
      'started n/a',
      'finished n/a',
      'started n/b',
      'finished n/b',
      'finished n',
      'done',
    ]);
    expect(watched.run.state('n/a')).to.equal('finished');
    expect(watched.run.state('n/c')).to.equal(undefined);
    expect(() => watched.run.state('n/bb')).to.throw(
      RangeError,
      'the pipeline has no task `n/bb`; did you mean `n/b`?',
    );
    expect(() => watched.run.state('n[0]/b')).to.throw(
      RangeError,
      'the pipeline has no task `n[0]/b`',
    );
  });

  it('shares the slots of the run, and holds none itself', async () => {
    const { graph } = await outer(two, { outputs: ['w', 'rest'] }, { concurrency: 1 });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outcome).to.equal('done');
    expect(watched.scheduler.now()).to.equal(30);
  });

  it('fails with the failure of its task, and is tried again as a whole', async () => {
    const nested = {
      outputs: { w: 'a.y' },
      components: { a: { runner: 'Fails', inputs: { x: 'v' }, outputs: ['y'] } },
    };
    const { graph } = await outer(nested, { retry: 1 });
    const watched = new Watched(graph, {}, { x: 'bad' }).flush();
    expect((watched.error as Error).message).to.equal('`n` failed: `n/a` failed: n/a broke');
    expect(watched.tasks('task-failed')).to.deep.equal(['n/a', 'n/a', 'n']);
  });

  it('is stopped as a whole when its time is up', async () => {
    const { graph } = await outer(two, { timeout: '15ms' });
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect((watched.error as Error).message).to.match(/^`n` failed: /);
    expect(watched.run.state('n/b')).to.equal('cancelled');
    expect(watched.scheduler.now()).to.equal(15);
  });

  it('gives nothing where what it gives is absent', async () => {
    const nested = {
      outputs: { w: 'a.y' },
      components: { a: { runner: 'Slow', when: 'v > 1', inputs: { x: 'v' }, outputs: ['y'] } },
    };
    const { graph } = await outer(nested);
    const watched = new Watched(graph, {}, { x: 1 }).flush();
    expect(watched.outputs).to.deep.equal({});
    expect(watched.tasks('task-omitted')).to.deep.equal(['n/a']);
    expect(watched.run.state('n')).to.equal('finished');
  });

  it('does not fail by an output that is not taken', async () => {
    const nested = {
      outputs: { w: 'a.y', rest: { all: ['a.y', 'b.y'], atLeast: 2 } },
      components: {
        a: { runner: 'Slow', inputs: { x: 'v' }, outputs: ['y'] },
        b: { runner: 'Slow', when: 'v > 1', inputs: { x: 'v' }, outputs: ['y'] },
      },
    };
    const { graph } = await outer(nested);
    expect(new Watched(graph, {}, { x: 1 }).flush().outputs).to.deep.equal({ 'n.w': 'n/a(1)' });
  });

  it('may be nested again, for each element of a list', async () => {
    const middle = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'middle',
            inputs: ['v'],
            outputs: { w: 'deep.w' },
            components: {
              deep: { pipeline: await inner(two), inputs: { v: 'v' }, outputs: ['w'], map: 'v' },
            },
          },
        },
        { runners: new Registry([slow]) },
      ),
    );
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['n.w'],
        components: { n: { pipeline: middle, inputs: { v: 'x' }, outputs: ['w'] } },
      },
      {},
    );
    const watched = new Watched(graph, {}, { x: [1, 2] }).flush();
    expect(watched.outputs).to.deep.equal({
      'n.w': ['n/deep[0]/b(n/deep[0]/a(1))', 'n/deep[1]/b(n/deep[1]/a(2))'],
    });
  });

  it('is cancelled with the run', async () => {
    const { graph } = await outer(two);
    const watched = new Watched(graph, {}, { x: 1 });
    watched.run.cancel();
    expect(watched.tasks('task-cancelled')).to.deep.equal(['n/a', 'n/b', 'n']);
    watched.flush();
    expect(watched.scheduler.now()).to.equal(0);
  });
});

describe('a pipeline in place of a runner', () => {
  const told = async (when: string): Promise<readonly RunEvent[]> => {
    const within = {
      name: 'Page',
      inputs: ['page'],
      outputs: { text: 'careful.text' },
      components: {
        careful: { runner: 'PassThrough', when, inputs: { text: 'page' }, outputs: ['text'] },
      },
    };
    const inner = orThrow(await loadObject({ pipeline: within }));
    const read = { pipeline: inner, inputs: ['page'], outputs: ['text'] };
    const outer = {
      name: 'Document',
      inputs: ['page'],
      outputs: { text: 'read.text' },
      components: { read },
    };
    const events: RunEvent[] = [];
    const sinks = [(event: RunEvent) => void events.push(event)];
    const run = start(orThrow(await loadObject({ pipeline: outer })), { page: 3 }, { sinks });
    await run.outputs.catch(() => undefined);
    return events;
  };

  it('tells the end of each of its tasks when a sink stops the run in the midst of a start', async () => {
    const { graph } = await outer(
      {
        outputs: { w: 'a.y' },
        components: { a: { runner: 'Fails', inputs: { x: 'v' }, outputs: ['y'] } },
      },
      { retry: { attempts: 1, delay: '5ms' } },
    );
    const watched: Watched = new Watched(
      graph,
      {
        sinks: [
          ({ type, time, ...event }) => {
            if (type === 'attempt-started' && time > 0 && 'task' in event && event.task === 'n/a')
              watched.run.cancel();
          },
        ],
      },
      { x: 'bad' },
    );
    watched.flush();
    expect(watched.story.slice(-6)).to.deep.equal([
      'failed n',
      'started n',
      'started n/a',
      'cancelled n/a',
      'cancelled n',
      'cancelled',
    ]);
  });

  it('tells of its conditions by the way to their tasks', async () => {
    const events = await told('page > 5');
    expect(events.find(({ type }) => type === 'task-omitted')).to.include({
      task: 'read/careful',
      reason: 'condition',
      origin: 'read/careful',
    });
  });

  it('fails a task of its own whose condition fails', async () => {
    const events = await told('page > "5"');
    const ends = events.flatMap((event) =>
      event.type === 'task-failed' || event.type === 'task-skipped'
        ? [`${event.type} ${event.task}`]
        : [],
    );
    expect(ends).to.deep.equal(['task-failed read/careful', 'task-failed read']);
    expect(events.at(-1)).to.include({ type: 'run-finished', outcome: 'failed' });
  });
});
