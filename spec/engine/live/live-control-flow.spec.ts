import { expect } from 'chai';
import { delay, map, NEVER, of } from 'rxjs';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { live } from '../../../lib/engine/live/live.js';
import type { LiveOptions } from '../../../lib/engine/live/live-options.js';
import { loaded, type RunnersOf } from '../loaded.js';
import { virtualTime } from '../rig.js';

/** A live run in virtual time, with the events of tasks and the outputs that were seen. */
const started = async (pipeline: object, runners: RunnersOf, options: LiveOptions = {}) => {
  const events: RunEvent[] = [];
  const outputs: unknown[] = [];
  const scheduler = virtualTime();
  const run = live(await loaded(pipeline, runners), undefined, {
    ...options,
    scheduler,
    sinks: [(event) => events.push(event)],
  });
  run.outputs$.subscribe((values) => outputs.push(values));
  const during = (act: () => void): string[] => {
    events.length = 0;
    act();
    scheduler.flush();
    return events.flatMap((event) =>
      event.type === 'attempt-started' || event.type === 'task-omitted'
        ? [`${event.type.replace(/^(attempt|task)-/, '')} ${event.task}`]
        : [],
    );
  };
  const change = (inputs: Readonly<Record<string, unknown>>): string[] =>
    during(() => {
      run.set(inputs);
    });
  return { run, during, change, outputs, events };
};

const told = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'run-settled') return [event.type];
    return /^(attempt-started|task-)/.test(event.type) && 'task' in event
      ? [`${event.type} ${event.task}`]
      : [];
  });

const mapped = {
  inputs: ['xs', 'z'],
  outputs: ['a.y'],
  components: { a: { runner: 'R', inputs: { x: 'xs', z: 'z' }, outputs: ['y'], map: 'x' } },
};

const R: RunnersOf[string] = ({ x, z }) => ({ y: `${String(x)}${String(z)}` });

describe('control flow in a live run', () => {
  it('takes of an element whose runner gives several values the last one, and lets it end', async () => {
    const aborted: unknown[] = [];
    const { change, outputs } = await started(mapped, {
      R: ({ x, z }, { signal }) => {
        signal.addEventListener('abort', () => aborted.push(x));
        return of('1', '2').pipe(map((at) => ({ y: `${String(x)}${String(z)}${at}` })));
      },
    });
    change({ xs: [1, 2], z: 'a' });
    expect({ outputs, aborted }).to.deep.equal({
      outputs: [{ 'a.y': ['1a2', '2a2'] }],
      aborted: [],
    });
  });

  it('fires no signal of an element that has given its values in time', async () => {
    const aborted: unknown[] = [];
    const pipeline = { ...mapped, defaults: { timeout: '6ms' } };
    const { change, outputs } = await started(pipeline, {
      R: ({ x }, { signal }) => {
        signal.addEventListener('abort', () => aborted.push(x));
        return { y: x };
      },
    });
    change({ xs: [1, 2], z: 'a' });
    expect({ outputs, aborted }).to.deep.equal({ outputs: [{ 'a.y': [1, 2] }], aborted: [] });
  });

  it('runs of a map only the elements that have changed', async () => {
    const { change, outputs } = await started(mapped, { R });
    change({ xs: [1, 2, 3], z: 'a' });
    expect(change({ xs: [1, 5, 3, 4] })).to.deep.equal([
      'started a',
      'started a[1]',
      'started a[3]',
    ]);
    expect(change({ xs: [1] })).to.deep.equal(['started a']);
    expect(change({ z: 'b' })).to.deep.equal(['started a', 'started a[0]']);
    expect(outputs).to.deep.equal([
      { 'a.y': ['1a', '2a', '3a'] },
      { 'a.y': ['1a', '5a', '3a', '4a'] },
      { 'a.y': ['1a'] },
      { 'a.y': ['1b'] },
    ]);
  });

  it('runs all of a map that is restarted', async () => {
    const { run, during, change } = await started(mapped, { R });
    change({ xs: [1, 2], z: 'a' });
    const restarted = during(() => {
      run.restart('a');
    });
    expect(restarted).to.deep.equal(['started a', 'started a[0]', 'started a[1]']);
  });

  it('runs of a map the element alone that is restarted, also while others are at work', async () => {
    const Slow: RunnersOf[string] = ({ x }, { scheduler }) =>
      of({ y: x }).pipe(delay(10, scheduler));
    const { run, during, change, outputs } = await started(mapped, { R: Slow });
    const restart = (task: string) => () => {
      run.restart(task);
    };
    // Nothing is known of its elements yet.
    expect(during(restart('a[7]'))).to.deep.equal([]);
    change({ xs: [1, 2, 3], z: 'a' });
    expect(during(restart('a[1]'))).to.deep.equal(['started a', 'started a[1]']);
    const both = during(() => {
      run.restart('a[0]');
      run.restart('a[2]');
    });
    expect(both).to.deep.equal([
      ...['started a', 'started a[0]'],
      ...['started a', 'started a[0]', 'started a[2]'],
    ]);
    expect(restart('a[3]')).to.throw(RangeError, '`a` has 3 elements: there is no `a[3]`');
    expect(outputs).to.deep.equal([
      { 'a.y': [1, 2, 3] },
      { 'a.y': [1, 2, 3] },
      { 'a.y': [1, 2, 3] },
    ]);
  });

  it('takes what is within a task for the task where that is restarted, and knows what is none', async () => {
    const inner = await loaded(
      {
        inputs: ['v'],
        outputs: { w: 'ocr.y' },
        components: { ocr: { runner: 'R', inputs: { x: 'v' }, outputs: ['y'] } },
      },
      { R },
    );
    const { run, during, change } = await started(
      {
        inputs: ['xs', 'x'],
        outputs: ['each.w', 'one.w'],
        components: {
          each: { pipeline: inner, map: 'v', inputs: { v: 'xs' }, outputs: ['w'] },
          one: { pipeline: inner, inputs: { v: 'x' }, outputs: ['w'] },
        },
      },
      { R },
    );
    change({ xs: [1, 2], x: 3 });
    const restart = (task: string) => () => {
      run.restart(task);
    };
    expect(during(restart('each[1]/ocr'))).to.deep.equal(
      ['each', 'each[1]', 'each[1]/ocr'].map((task) => `started ${task}`),
    );
    expect(during(restart('one/ocr'))).to.deep.equal(['started one', 'started one/ocr']);
    for (const [task, meant] of [
      ['eahc', '; did you mean `each`?'],
      ['each[0]/orc', '; did you mean `each/ocr`?'],
      ['one[0]/ocr', ''],
      ['each[', '; did you mean `each`?'],
      ['one/ocr/deeper', ''],
    ] as const)
      expect(restart(task)).to.throw(RangeError, `the pipeline has no task \`${task}\`${meant}`);
  });

  it('runs of a map that another run has kept only the elements that have changed', async () => {
    const before = await started(mapped, { R });
    // What is frozen already is the same in both.
    const xs = Object.freeze([1, 2, 3]);
    before.change({ xs, z: 'a' });
    const kept: LiveOptions['kept'] = ({ name }) => before.run.kept(name);
    const { change, outputs } = await started(mapped, { R }, { kept });
    expect(change({ xs, z: 'a' })).to.deep.equal([]);
    expect(change({ xs: [1, 5, 3] })).to.deep.equal(['started a', 'started a[1]']);
    expect(outputs.at(-1)).to.deep.equal({ 'a.y': ['1a', '5a', '3a'] });
  });

  it('runs all elements of a map that another run has kept where it is to run again', async () => {
    const before = await started(mapped, { R });
    before.change({ xs: [1, 2], z: 'a' });
    const kept: LiveOptions['kept'] = ({ name }) => before.run.kept(name);
    const { change } = await started(mapped, { R }, { kept });
    expect(change({ xs: [1, 2], z: 'b' })).to.deep.equal([
      ...['started a', 'started a[0]', 'started a[1]'],
    ]);
  });

  it('asks by the port whether an element is what it was', async () => {
    const asked = new Set<string>();
    const equal: LiveOptions['equal'] = (a, b, name) => {
      asked.add(name);
      return JSON.stringify(a) === JSON.stringify(b);
    };
    const { change } = await started(mapped, { R }, { equal });
    change({ xs: [{ at: 1 }, { at: 2 }], z: 'a' });
    expect(change({ xs: [{ at: 1 }, { at: 3 }] })).to.deep.equal(['started a', 'started a[1]']);
    expect([...asked]).to.include('a.x');
  });

  it('omits and runs what lies below a condition as it changes its mind', async () => {
    const { change, outputs } = await started(
      {
        inputs: ['x'],
        outputs: { v: { first: ['a.y', 'b.y'] } },
        components: {
          a: { runner: 'A', when: 'x > 1', inputs: ['x'], outputs: ['y'] },
          b: { runner: 'B', inputs: ['x'], outputs: ['y'] },
        },
      },
      { A: () => ({ y: 'a' }), B: ({ x }) => ({ y: `b${String(x)}` }) },
    );
    expect(change({ x: 1 })).to.include('omitted a');
    expect(change({ x: 2 })).to.include('started a');
    expect(change({ x: 0 })).to.include('omitted a');
    expect(outputs).to.deep.equal([{ v: 'b1' }, { v: 'a' }, { v: 'b0' }]);
  });

  it('leaves out what a pipeline within it does not give', async () => {
    const inner = await loaded(
      {
        inputs: ['x'],
        outputs: { o: 'b.y' },
        components: { b: { runner: 'R', when: 'x > 1', inputs: ['x'], outputs: ['y'] } },
      },
      { R: ({ x }) => ({ y: x }) },
    );
    const { change, outputs } = await started(
      {
        inputs: ['x'],
        outputs: { o: 'n.o' },
        components: { n: { pipeline: inner, inputs: ['x'], outputs: ['o'] } },
      },
      {},
    );
    change({ x: 1 });
    change({ x: 2 });
    change({ x: 0 });
    expect(outputs).to.deep.equal([{}, { o: 2 }, {}]);
  });

  it('goes on without a task that may fail, also where what it fell back to has failed', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const { change, outputs } = await started(
      {
        inputs: ['x'],
        outputs: { o: 'a.y' },
        components: {
          a: {
            runner: 'R',
            inputs: ['x'],
            outputs: ['y'],
            fallback: [{ runner: 'F' }],
            onFailure: 'omit',
          },
        },
      },
      { R: broken, F: broken },
    );
    change({ x: 1 });
    expect(outputs).to.deep.equal([{}]);
  });

  const never: RunnersOf[string] = () => NEVER;

  it('asks a condition before the other inputs, and stops what they would have come of', async () => {
    const { change, events, outputs } = await started(
      {
        inputs: ['x'],
        outputs: { v: { first: ['a.y', 'x'] } },
        components: {
          slow: { runner: 'Never', inputs: ['x'], outputs: ['y'] },
          q: { runner: 'Late', inputs: ['x'], outputs: ['y'] },
          a: { runner: 'R', when: 'q.y > 1', inputs: ['slow.y'], outputs: ['y'] },
        },
      },
      { Never: never, R, Late: ({ x }, { scheduler }) => of({ y: x }).pipe(delay(5, scheduler)) },
    );
    change({ x: 1 });
    expect(outputs).to.deep.equal([{ v: 1 }]);
    expect(told(events)).to.deep.equal([
      'attempt-started slow',
      'attempt-started q',
      'task-finished q',
      'task-omitted a',
      'task-cancelled slow',
      'run-settled',
    ]);
  });

  it('runs again what was not needed for the sake of another thing that was absent, once that is there', async () => {
    const { change, outputs } = await started(
      {
        inputs: ['x', 'y'],
        outputs: ['both.y'],
        components: {
          some: { runner: 'R', when: 'x > 1', inputs: { x: 'x' }, outputs: ['y'] },
          other: { runner: 'R', inputs: { x: 'y' }, outputs: ['y'] },
          both: { runner: 'Both', inputs: { a: 'some.y', b: 'other.y' }, outputs: ['y'] },
        },
      },
      { R: ({ x }) => ({ y: x }), Both: ({ a, b }) => ({ y: [a, b] }) },
    );
    expect(change({ x: 0, y: 1 })).to.deep.equal(['omitted some', 'omitted both', 'omitted other']);
    expect(change({ y: 2 })).to.deep.equal(['omitted other']);
    expect(change({ x: 3 })).to.deep.equal(['started some', 'started other', 'started both']);
    expect(change({ x: 1 })).to.deep.equal(['omitted some', 'omitted both']);
    expect(change({ x: 4 })).to.deep.equal(['started some', 'started both']);
    expect(outputs).to.deep.equal([{}, { 'both.y': [3, 2] }, {}, { 'both.y': [4, 2] }]);
  });

  it('stops the loser of a race, and runs it again when something else needs it', async () => {
    const { change, events, outputs } = await started(
      {
        inputs: ['x', 'wide'],
        outputs: { v: { race: ['near.y', 'far.y'] }, w: 'also.y' },
        components: {
          near: { runner: 'Near', inputs: ['x'], outputs: ['y'] },
          far: { runner: 'Far', inputs: ['x'], outputs: ['y'] },
          also: { runner: 'R', when: 'wide', inputs: { x: 'far.y', z: 'x' }, outputs: ['y'] },
        },
      },
      {
        Near: (_, { scheduler }) => of({ y: 'near' }).pipe(delay(5, scheduler)),
        Far: (_, { scheduler }) => of({ y: 'far' }).pipe(delay(50, scheduler)),
        R,
      },
    );
    change({ x: 1, wide: false });
    expect(told(events).slice(-3)).to.deep.equal([
      'task-finished near',
      'task-cancelled far',
      'run-settled',
    ]);
    expect(change({ wide: true })).to.deep.equal(['started far', 'started also']);
    expect(outputs).to.deep.equal([{ v: 'near' }, { v: 'near', w: 'far1' }]);
    change({ wide: false });
    expect(told(events)).to.deep.equal(['task-omitted also', 'run-settled']);
  });

  it('starts nothing of a last resort that is not needed, and starts it once it is', async () => {
    const { change } = await started(
      {
        inputs: ['x', 'y'],
        outputs: { v: { first: ['a.y', 'b.y'] } },
        components: {
          b: { runner: 'R', inputs: { x: 'a.y', z: 'y' }, outputs: ['y'] },
          a: { runner: 'R', when: 'x > 1', inputs: { x: 'x', z: 'y' }, outputs: ['y'] },
        },
      },
      { R },
    );
    expect(change({ x: 2, y: 1 })).to.deep.equal(['started a', 'omitted b']);
    expect(change({ x: 1 })).to.deep.equal(['omitted a', 'omitted b']);
  });

  it('decides a race anew by what is there, where the one that won is slow to come again', async () => {
    const { change, outputs } = await started(
      {
        inputs: ['x', 'y'],
        outputs: { v: { race: ['a.y', 'b.y'] }, w: 'b.y' },
        components: {
          a: { runner: 'A', inputs: ['x'], outputs: ['y'] },
          b: { runner: 'B', inputs: ['y'], outputs: ['y'] },
        },
      },
      { A: ({ x }) => (x === 1 ? { y: 'a' } : NEVER), B: () => ({ y: 'b' }) },
    );
    change({ x: 1, y: 1 });
    change({ x: 2 });
    expect(outputs).to.deep.equal([
      { v: 'a', w: 'b' },
      { v: 'b', w: 'b' },
    ]);
  });

  it('asks a condition that names nothing', async () => {
    const { change, outputs } = await started(
      {
        inputs: ['x'],
        outputs: ['a.y', 'b.y'],
        components: {
          a: { runner: 'R', when: '1 == 1', inputs: { x: 'x' }, outputs: ['y'] },
          b: { runner: 'R', when: '1 == 2', inputs: { x: 'x' }, outputs: ['y'] },
        },
      },
      { R: ({ x }) => ({ y: x }) },
    );
    change({ x: 1 });
    expect(outputs).to.deep.equal([{ 'a.y': 1 }]);
  });

  it('tells a condition that fails before the other inputs are there', async () => {
    const { change, events } = await started(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: {
          slow: { runner: 'Never', inputs: ['x'], outputs: ['y'] },
          a: { runner: 'R', when: 'x > 1', inputs: ['slow.y'], outputs: ['y'] },
        },
      },
      { Never: never, R },
    );
    change({ x: 'text' });
    expect(told(events)).to.deep.equal(['task-failed a', 'task-omitted slow', 'run-settled']);
  });

  it('runs all elements of a map again within a pipeline that is tried again', async () => {
    const inner = await loaded(
      {
        inputs: ['xs'],
        outputs: { o: 'b.y' },
        components: {
          a: { runner: 'R', map: 'x', inputs: { x: 'xs', z: 'xs' }, outputs: ['y'] },
          b: { runner: 'F', inputs: ['a.y'], outputs: ['y'] },
        },
      },
      {
        R,
        F: () => {
          throw new Error('broken');
        },
      },
    );
    const { change } = await started(
      {
        inputs: ['xs'],
        outputs: ['n.o'],
        components: { n: { pipeline: inner, inputs: ['xs'], outputs: ['o'], retry: 1 } },
      },
      {},
    );
    const elements = change({ xs: [1] }).filter((one) => one.endsWith('[0]'));
    expect(elements).to.deep.equal(['started n/a[0]', 'started n/a[0]']);
  });
});
