import { expect } from 'chai';
import { Subject } from 'rxjs';

import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { liveOutputs } from '../../../lib/engine/live/live.js';
import { start } from '../../../lib/engine/run/start.js';
import type { Graph } from '../../../lib/graph/graph.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { Cache, type CacheOptions } from '../../../lib/store/cache/cache.js';
import type { ValueKeeper } from '../../../lib/store/values/value-keeper.js';
import { BlobError } from '../../../lib/store/store-error.js';
import type { Results } from '../../../lib/store/store.js';
import { loaded } from '../../engine/loaded.js';
import { jsonValues, SharedResults } from './memory.js';

const two = {
  name: 'Two',
  inputs: ['x'],
  outputs: ['b.y'],
  defaults: { cache: true },
  components: {
    a: { runner: 'R', inputs: ['x'], outputs: ['y'], params: { add: 1 } },
    b: { runner: 'S', inputs: { x: 'a.y' }, outputs: ['y'] },
  },
};

type Run = Runner['run'];

class Rig {
  readonly calls: string[] = [];
  readonly shared = new SharedResults();
  /** What is at work ends with one of these. */
  readonly gates = new Map<string, Subject<Values>>();

  readonly plus: Run = ({ x }, { component, params }) => {
    this.calls.push(component);
    return { y: (x as number) + ((params['add'] as number | undefined) ?? 1) };
  };

  readonly gated: Run = (_, { component }) => {
    const gate = new Subject<Values>();
    this.calls.push(component);
    this.gates.set(component, gate);
    return gate;
  };

  /** The events of a run's tasks, in words. */
  async run(
    graph: Graph,
    inputs: Values,
    options: Partial<CacheOptions> = {},
  ): Promise<{ outputs: Values | string; told: readonly string[] }> {
    const told: string[] = [];
    const cache = new Cache(graph, {
      results: this.shared.process(),
      values: jsonValues,
      ...options,
    });
    const outputs = await start({ graph }, inputs, {
      taskWrappers: [cache.wrapper],
      sinks: [(event) => told.push(...worded(event))],
      id: 'r',
    }).outputs.catch((error: unknown) => (error as Error).message);
    return { outputs, told };
  }
}

const worded = (event: RunEvent): readonly string[] => {
  switch (event.type) {
    case 'task-kept':
      return [`${event.task} from ${event.from ?? 'before'}`];
    case 'task-finished':
      return [event.task];
    case 'task-noted':
      return [`${event.task}: ${event.message}`];
    default:
      return [];
  }
};

const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe('the cache', () => {
  let rig: Rig;

  beforeEach(() => {
    rig = new Rig();
  });

  const graphOf = async (changes: object = {}, runners: object = {}): Promise<Graph> =>
    (await loaded({ ...two, ...changes }, { R: rig.plus, S: rig.plus, ...runners })).graph;

  it('gives what was given, in whichever run, and says from where', async () => {
    const first = await rig.run(await graphOf(), { x: 1 });
    const second = await rig.run(await graphOf(), { x: 1 });
    expect(first).to.deep.equal({ outputs: { 'b.y': 3 }, told: ['a', 'b'] });
    expect(second).to.deep.equal({
      outputs: { 'b.y': 3 },
      told: ['a from r/a', 'b from r/b'],
    });
    expect(rig.calls).to.deep.equal(['a', 'b']);
  });

  it('runs what lies below a change only where what it takes has changed', async () => {
    await rig.run(await graphOf(), { x: 1 });
    const { a, b } = two.components;
    const changed = await graphOf({ components: { a: { ...a, params: { add: 2 } }, b } });
    // Another way to the same value.
    const { told } = await rig.run(changed, { x: 0 }, { explain: true });
    expect(told).to.deep.equal(['a: runs: params.add 1 → 2; input x', 'a', 'b from r/b']);
  });

  it('says why something runs', async () => {
    const why = async (x: number, options: Partial<CacheOptions> = {}): Promise<string[]> =>
      (await rig.run(await graphOf(), { x }, { explain: true, ...options })).told.filter((one) =>
        one.includes(': '),
      );
    expect(await why(1)).to.deep.equal(['a: runs: never run', 'b: runs: never run']);
    expect(await why(2)).to.deep.equal(['a: runs: input x', 'b: runs: input x']);
    expect(await why(1, { rerun: ['a'] })).to.deep.equal(['a: runs: asked to run again']);
    expect(await why(1, { cached: false })).to.deep.equal([
      'a: not cached: nobody asked for it',
      'b: not cached: nobody asked for it',
    ]);
  });

  it('runs again what is named, and keeps what that gives', async () => {
    let n = 0;
    const graph = await graphOf({}, { R: () => ({ y: (n += 1) }) });
    await rig.run(graph, { x: 1 });
    expect((await rig.run(graph, { x: 1 }, { rerun: ['a'] })).outputs).to.deep.equal({ 'b.y': 3 });
    expect((await rig.run(graph, { x: 1 })).told).to.deep.equal(['a from r/a', 'b from r/b']);
    expect(n).to.equal(2);
  });

  it('keeps each element of a list by itself', async () => {
    const read = { runner: 'R', inputs: { x: 'x' }, outputs: ['y'], map: 'x' };
    const graph = await graphOf({ outputs: ['read.y'], components: { read } });
    await rig.run(graph, { x: [1, 2] });
    const { outputs, told } = await rig.run(graph, { x: [2, 3, 1] });
    expect(outputs).to.deep.equal({ 'read.y': [3, 4, 2] });
    expect(told).to.have.members([
      'read[0] from r/read[1]',
      'read[2] from r/read[0]',
      'read[1]',
      'read',
    ]);
  });

  const equal = {
    outputs: ['a.y', 'b.y'],
    components: {
      a: { runner: 'R', inputs: ['x'], outputs: ['y'] },
      b: { runner: 'R', inputs: ['x'], outputs: ['y'] },
    },
  };

  it('runs two that are equal and at work at once only once', async () => {
    const running = rig.run(await graphOf(equal, { R: rig.gated }), { x: 1 });
    await eventually(() => rig.gates.size > 0);
    const [gate] = rig.gates.values();
    gate?.next({ y: 7 });
    gate?.complete();
    expect(await running).to.deep.equal({
      outputs: { 'a.y': 7, 'b.y': 7 },
      told: ['a', 'b from r/a'],
    });
    expect(rig.calls).to.deep.equal(['a']);
  });

  it('has the second take over where the first fails', async () => {
    const { a, b } = equal.components;
    const failing = { ...equal, components: { a: { ...a, onFailure: 'omit' }, b } };
    const graph = await graphOf(failing, { R: rig.gated });
    const running = rig.run(graph, { x: 1 });
    await eventually(() => rig.gates.size > 0);
    rig.gates.get('a')?.error(new Error('no'));
    await eventually(() => rig.gates.size > 1);
    rig.gates.get('b')?.next({ y: 8 });
    rig.gates.get('b')?.complete();
    expect((await running).outputs).to.deep.equal({ 'b.y': 8 });
  });

  it('has one process wait for another, and take over where that gives up', async () => {
    const graph = await graphOf({ outputs: ['a.y'] });
    const other = rig.shared.process();
    // What another process is at work on: whatever this one asks first.
    const mine = rig.shared.process();
    let isHeld = true;
    let asked = 0;
    const held: Results = {
      ...mine,
      claim: async (key) => {
        asked += 1;
        if (isHeld) await other.claim(key);
        if (asked === 2) {
          isHeld = false;
          await other.release(key);
        }
        return mine.claim(key);
      },
    };
    const { outputs, told } = await rig.run(graph, { x: 1 }, { results: held });
    expect(outputs).to.deep.equal({ 'a.y': 2 });
    expect(told).to.deep.equal(['a']);
    expect(asked).to.equal(2);
    expect(rig.shared.claims.size).to.equal(0);
  });

  it('keeps no failure, and nothing that was fallen back to', async () => {
    const { a } = two.components;
    const onlyA = { outputs: ['a.y'], components: { a: { ...a, fallback: [{ runner: 'S' }] } } };
    const fails: Run = () => {
      throw new Error('no');
    };
    const graph = await graphOf(onlyA, { R: fails });
    expect((await rig.run(graph, { x: 1 })).told).to.deep.equal(['a']);
    expect(rig.shared.kept.size).to.equal(0);
    const failing = await graphOf({ outputs: ['a.y'], components: { a } }, { R: fails });
    expect((await rig.run(failing, { x: 1 })).outputs).to.equal('`a` failed: no');
    expect(rig.shared.kept.size).to.equal(0);
    expect(rig.shared.claims.size).to.equal(0);
  });

  it('takes what is damaged for not there, and tells it', async () => {
    await rig.run(await graphOf(), { x: 1 });
    const damaged: ValueKeeper = {
      ...jsonValues,
      value: () => Promise.reject(new BlobError('1', 'blob 1 is cut')),
    };
    const { outputs, told } = await rig.run(await graphOf(), { x: 1 }, { values: damaged });
    expect(outputs).to.deep.equal({ 'b.y': 3 });
    const note = 'its kept result is damaged and is ignored: blob 1 is cut';
    expect(told).to.deep.equal([`a: ${note}`, 'a', `b: ${note}`, 'b']);
    const explained = await rig.run(await graphOf(), { x: 1 }, { values: damaged, explain: true });
    const why = 'runs: the kept result is damaged';
    expect(explained.told.filter((one) => one.includes('runs:'))).to.deep.equal([
      `a: ${why}`,
      `b: ${why}`,
    ]);
    expect((await rig.run(await graphOf(), { x: 1 })).told).to.deep.equal([
      'a from r/a',
      'b from r/b',
    ]);
  });

  it('loses nothing that cannot be read at the moment', async () => {
    await rig.run(await graphOf(), { x: 1 });
    const busy: ValueKeeper = {
      ...jsonValues,
      value: () => Promise.reject(new Error('too many files are open')),
    };
    const results: Results = {
      ...rig.shared.process(),
      keep: () => Promise.reject(new Error('too many files are open')),
    };
    const options = { values: busy, results, explain: true };
    const { outputs, told } = await rig.run(await graphOf(), { x: 1 }, options);
    expect(outputs).to.deep.equal({ 'b.y': 3 });
    expect(told.slice(0, 4)).to.deep.equal([
      'a: the cache could not be read: too many files are open',
      'a: runs: the cache could not be read: too many files are open',
      'a: its result was not written to the cache: too many files are open',
      'a',
    ]);
    expect((await rig.run(await graphOf(), { x: 1 })).told).to.deep.equal([
      'a from r/a',
      'b from r/b',
    ]);
  });

  it('tells in a run what that could not write, and gives its outputs', async () => {
    const full = {
      ...rig.shared.process(),
      keep: () => Promise.reject(new Error('no space is left on the disk')),
    };
    const { outputs, told } = await rig.run(await graphOf(), { x: 1 }, { results: full });
    expect(outputs).to.deep.equal({ 'b.y': 3 });
    const note = 'its result was not written to the cache: no space is left on the disk';
    expect(told).to.deep.equal([`a: ${note}`, 'a', `b: ${note}`, 'b']);
  });

  it('goes on without a cache that cannot be read', async () => {
    const lost = () => Promise.reject(new Error('the database is gone'));
    const results: Results = {
      find: lost,
      latest: lost,
      keep: lost,
      forget: lost,
      claim: lost,
      release: lost,
    };
    const { outputs, told } = await rig.run(await graphOf(), { x: 1 }, { results });
    expect(outputs).to.deep.equal({ 'b.y': 3 });
    expect(told).to.include('a: the cache could not be read: the database is gone');
  });

  it('lets go of what a run that is cancelled was at work on', async () => {
    const graph = await graphOf({ outputs: ['a.y'] }, { R: rig.gated });
    const cache = new Cache(graph, { results: rig.shared.process(), values: jsonValues });
    const run = start({ graph }, { x: 1 }, { taskWrappers: [cache.wrapper] });
    run.outputs.catch(() => undefined);
    await eventually(() => rig.gates.size > 0);
    const second = rig.run(graph, { x: 1 });
    run.cancel();
    await eventually(() => rig.calls.length > 1);
    rig.gates.get('a')?.next({ y: 9 });
    rig.gates.get('a')?.complete();
    expect((await second).outputs).to.deep.equal({ 'a.y': 9 });
    expect(rig.shared.claims.size).to.equal(0);
  });

  it('decides by the same keys in a live run, which begins where another stopped', async () => {
    const graph = await graphOf();
    await rig.run(graph, { x: 1 });
    const cache = new Cache(graph, { results: rig.shared.process(), values: jsonValues });
    const told: string[] = [];
    const x$ = new Subject<Values>();
    const settled: Values[] = [];
    const running = x$
      .pipe(
        liveOutputs(
          { graph },
          { taskWrappers: [cache.wrapper], sinks: [(event) => told.push(...worded(event))] },
        ),
      )
      .subscribe((outputs) => settled.push(outputs));
    x$.next({ x: 1 });
    await eventually(() => settled.length === 1);
    x$.next({ x: 5 });
    await eventually(() => settled.length === 2);
    x$.next({ x: 1 });
    await eventually(() => settled.length === 3);
    running.unsubscribe();
    expect(settled).to.deep.equal([{ 'b.y': 3 }, { 'b.y': 7 }, { 'b.y': 3 }]);
    expect(told).to.deep.equal(['a from r/a', 'b from r/b', 'a', 'b', 'a from r/a', 'b from r/b']);
  });
});
