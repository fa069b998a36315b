import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';

import { each } from '../../lib/engine/each/each.js';
import type { RunEvent, Values } from '../../lib/engine/events/event.js';
import { RunError } from '../../lib/engine/failure.js';
import { live } from '../../lib/engine/live/live.js';
import { outputs, start } from '../../lib/engine/run/start.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { type KeepingStore, openStore, restart, resume } from '../../lib/store/index.js';
import { sweep, type SweepLoad } from '../../lib/sweep/sweep.js';

describe('a store that is passed in', () => {
  let folder: string;
  let store: KeepingStore;
  let ran: string[];
  let give: (inputs: Values, component: string) => Values;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-passed-'));
    store = await openStore(folder);
    ran = [];
    give = ({ x }) => ({ y: Number(x) + 1 });
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const load: SweepLoad = async (set) =>
    orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'Adding',
            inputs: ['x'],
            outputs: { sum: 'b.y' },
            components: {
              a: { runner: 'R', params: { n: 0 }, inputs: ['x'], outputs: ['y'] },
              b: { runner: 'R', params: { n: 0 }, inputs: { x: 'a.y' }, outputs: ['y'] },
            },
          },
        },
        {
          set,
          runners: new Registry([
            {
              name: 'R',
              version: '1',
              run: (inputs, { component, item }) => {
                ran.push(item === undefined ? component : `${component} of ${item}`);
                return give(inputs, component);
              },
            },
          ]),
        },
      ),
    );

  const failing = (): void => {
    give = ({ x }, component) => {
      if (component === 'b') throw new Error('out of memory');
      return { y: Number(x) + 1 };
    };
  };

  const mended = (): void => {
    give = ({ x }) => ({ y: Number(x) + 1 });
    ran = [];
  };

  for (const cache of [undefined, true])
    it(`keeps what a runner gives that filled in place what it took${cache === undefined ? '' : ', cached too'}`, async () => {
      give = ({ x }, component) => {
        if (component === 'a') return { y: Float32Array.of(1, 2) };
        const pixels = x as Float32Array;
        pixels.fill(9);
        return { y: pixels };
      };
      const run = start(await load({}), { x: 1 }, { store, ...(cache && { cache }) });
      expect(await run.outputs).to.deep.equal({ sum: Float32Array.of(9, 9) });
      const { outputs: kept } = await store.history.run(run.id);
      const tasks = await store.history.tasks(run.id);
      const given = tasks.find(({ task }) => task === 'b')?.outputs.get('y');
      for (const value of [kept.get('sum'), given])
        expect(value && (await store.values.value(value))).to.deep.equal(Float32Array.of(9, 9));
    });

  it('has all that came of a run when its outputs are given', async () => {
    const run = start(await load({}), { x: 1 }, { store, seed: 7, timeout: 60_000 });
    expect(await run.outputs).to.deep.equal({ sum: 3 });
    const kept = await store.history.run(run.id);
    expect(kept).to.deep.include({
      state: 'done',
      seed: 7,
      tasksDone: 2,
      options: { timeout: 60_000 },
    });
    expect(kept.inputs.get('x')?.json).to.equal('1');
    expect(kept.outputs.get('sum')?.json).to.equal('3');
    const events = await store.history.events(run.id, -1);
    expect([events[0]?.type, events.at(-1)?.type]).to.deep.equal(['run-started', 'run-finished']);
  });

  it('has a run before anything of it begins', async () => {
    const pipeline = await load({});
    const states: (readonly [string, number])[] = [];
    const run = start(
      pipeline,
      { x: 1 },
      {
        store,
        taskWrappers: [
          ({ task, run: id }, attempts$) => {
            void store.history.run(id).then(({ tasksDone }) => states.push([task, tasksDone]));
            return attempts$;
          },
        ],
      },
    );
    expect(run.state('a')).to.equal('pending');
    await run.outputs;
    expect(states).to.deep.equal([
      ['a', 0],
      ['b', 1],
    ]);
  });

  it('throws at once what is wrong with inputs and options, and keeps nothing then', async () => {
    const pipeline = await load({});
    expect(() => start(pipeline, {}, { store })).to.throw('missing input: `x`');
    expect(() => start(pipeline, { x: 1 }, { store, rerun: ['c'] })).to.throw(
      '`rerun`: the pipeline has no task `c`; did you mean `a` or `b`?',
    );
    expect(() => start(pipeline, { x: 1 }, { cache: true, explain: true })).to.throw(
      '`cache` and `explain` need a `store`, where results are kept',
    );
    expect(() => each(pipeline, { batch: 'b' })).to.throw(
      '`batch` needs a `store`, where runs are kept',
    );
    expect(await store.history.runs()).to.deep.equal([]);
  });

  it('ends a run that it cannot keep, without a task', async () => {
    const pipeline = await load({});
    const events: RunEvent[] = [];
    const run = start(pipeline, { x: () => 1 }, { store, sinks: [(event) => events.push(event)] });
    const error = await failureOf(run.outputs);
    expect(error).to.be.instanceOf(RunError);
    expect(error.message).to.equal('input `x` cannot be kept: it is a function; give plain data');
    expect(events.map(({ type }) => type).filter((type) => !type.startsWith('task'))).to.deep.equal(
      ['run-started', 'stray-failure', 'run-finished'],
    );
    expect(ran).to.deep.equal([]);
  });

  it('keeps a run that was cancelled before it had begun as that', async () => {
    const run = start(await load({}), { x: 1 }, { store });
    run.cancel();
    expect(await failureOf(run.outputs)).to.deep.include({ outcome: 'cancelled' });
    expect((await store.history.run(run.id)).state).to.equal('cancelled');
    expect(ran).to.deep.equal([]);
  });

  it('goes on with the last run of the pipeline that did not finish, or with one by its id', async () => {
    const pipeline = await load({});
    for (const id of [undefined, 'r']) {
      failing();
      const failed = start(
        pipeline,
        { x: 1 },
        { store, ...(id === undefined ? {} : { id: 'run-1' }) },
      );
      expect((await failureOf(failed.outputs)).message).to.equal('`b` failed: out of memory');
      mended();
      const run = await resume(store, id, { pipeline });
      expect(run.id).to.equal(failed.id);
      expect(await run.outputs).to.deep.equal({ sum: 3 });
      expect(ran).to.deep.equal(['b']);
      expect((await store.history.run(run.id)).state).to.equal('done');
    }
    expect((await failureOf(resume(store, undefined, { pipeline }))).message).to.equal(
      `every run of the pipeline \`Adding\` in the store \`${store.where}\` is done or at work: there is none to continue`,
    );
    expect((await failureOf(resume(store, 'run', { pipeline }))).message).to.equal(
      'run `run-1` is done: there is nothing to continue; `restart` runs tasks of it again',
    );
  });

  it('says what has changed since, and goes on as it is told', async () => {
    failing();
    await failureOf(start(await load({}), { x: 1 }, { store, id: 'r' }).outputs);
    mended();
    const pipeline = await load({ a: { n: 1 } });
    expect((await failureOf(resume(store, 'r', { pipeline }))).message).to.equal(
      'the pipeline has changed since run `r` began:\n  a: params.n 0 → 1\ntasks that must run again: `a` and `b`',
    );
    const run = await resume(store, 'r', { pipeline, changed: 'rerun' });
    expect(await run.outputs).to.deep.equal({ sum: 3 });
    expect(run.id).not.to.equal('r');
    expect(ran).to.deep.equal(['a', 'b']);
  });

  it('does not ask where nothing has finished of what has changed', async () => {
    failing();
    await failureOf(start(await load({}), { x: 1 }, { store, id: 'r' }).outputs);
    mended();
    const run = await resume(store, 'r', { pipeline: await load({ b: { n: 1 } }) });
    expect(await run.outputs).to.deep.equal({ sum: 3 });
    expect(ran).to.deep.equal(['b']);
    // What is kept of a run is of the pipeline that it is of.
    expect(run.id).not.to.equal('r');
  });

  it('runs tasks of a run again, and what waits for them', async () => {
    const pipeline = await load({});
    await start(pipeline, { x: 1 }, { store, id: 'r', cache: true }).outputs;
    mended();
    const run = await restart(store, 'r', ['b'], { pipeline });
    expect(await run.outputs).to.deep.equal({ sum: 3 });
    expect(ran).to.deep.equal(['b']);
    expect((await failureOf(restart(store, 'r', ['c'], { pipeline }))).message).to.equal(
      'the pipeline has no task `c`; did you mean `a` or `b`?',
    );
  });

  it('looks results up as it is asked, in runs and in live ones', async () => {
    const pipeline = await load({});
    const sums: unknown[] = [];
    for (const cached of [{ cache: true }, { cache: true }, { cache: true, rerun: ['a'] }, {}])
      sums.push(await firstValueFrom(outputs(pipeline, { x: 1 }, { store, ...cached })));
    expect(sums).to.deep.equal(Array.from({ length: 4 }, () => ({ sum: 3 })));
    expect(ran).to.deep.equal(['a', 'b', 'a', 'a', 'b']);
    mended();
    const run = live(pipeline, { x: of(1) }, { store, cache: true });
    expect(await lastValueFrom(run.outputs$)).to.deep.equal({ sum: 3 });
    expect(ran).to.deep.equal([]);
    expect(await store.history.runs()).to.have.length(4);
  });

  it('keeps items as runs of a batch, which is gone on with', async () => {
    const pipeline = await load({});
    const items = [{ x: 1 }, { x: 2 }, { x: 2 }, { x: 3 }];
    const all = (more: object = {}) =>
      lastValueFrom(
        each(pipeline, { store, batch: 'night', concurrency: 1, onFailure: 'emit', ...more })(
          items,
        ).pipe(toArray()),
      );
    give = ({ x }, component) => {
      if (component === 'b' && x === 4) throw new Error('out of memory');
      return { y: Number(x) + 1 };
    };
    const first = await all();
    expect(first.map(({ outputs: given, error }) => given ?? error.message)).to.deep.equal([
      { sum: 3 },
      { sum: 4 },
      { sum: 4 },
      'item 3: `b` failed: out of memory',
    ]);
    expect(ran.slice(0, 4)).to.deep.equal(['a of 0', 'b of 0', 'a of 1', 'b of 1']);
    const runs = await store.history.runs({ batch: 'night' });
    expect(runs.map(({ state }) => state)).to.deep.equal(['failed', 'done', 'done', 'done']);
    mended();
    const second = await all();
    expect(second.map(({ outputs: given }) => given)).to.deep.equal(
      [3, 4, 4, 5].map((sum) => ({ sum })),
    );
    expect(ran).to.deep.equal(['b of 3']);
    expect(await store.history.runs({ batch: 'night' })).to.have.length(4);
    mended();
    // Others are a batch of their own.
    await all({ batch: undefined });
    expect(ran).to.have.length(8);
  });

  it('gives items of an Observable that came before their batch was there', async () => {
    const pipeline = await load({});
    const sums$ = each(pipeline, { store })(of({ x: 1 }, { x: 2 }));
    expect(await lastValueFrom(sums$.pipe(toArray()))).to.deep.equal([{ sum: 3 }, { sum: 4 }]);
  });

  it('is closed when all that came of runs that were cancelled is kept', async () => {
    const pipeline = await load({});
    let stop: () => void = () => undefined;
    give = ({ x }, component) => {
      if (component === 'b') queueMicrotask(stop);
      return { y: Number(x) + 1 };
    };
    const subscription = each(pipeline, { store, batch: 'night' })([{ x: 1 }]).subscribe();
    await new Promise<void>((resolve) => {
      stop = () => {
        subscription.unsubscribe();
        resolve();
      };
    });
    await store.close();
    store = await openStore(folder);
    const [run] = await store.history.runs({ batch: 'night' });
    expect(run?.state).to.equal('cancelled');
    mended();
    expect(
      await firstValueFrom(each(pipeline, { store, batch: 'night' })([{ x: 1 }]).pipe(take(1))),
    ).to.deep.equal({ sum: 3 });
    expect(ran).not.to.include('a of 0');
  });

  it('tells items apart that JSON does not', async () => {
    const pipeline = await load({});
    give = ({ x }) => ({ y: x instanceof Map ? String([...x.keys()]) : x });
    const items = [{ x: new Map([['p', 1]]) }, { x: new Map([['q', 1]]) }];
    const all = () =>
      lastValueFrom(each(pipeline, { store, batch: 'maps' })(items).pipe(toArray()));
    expect(await all()).to.deep.equal([{ sum: 'p' }, { sum: 'q' }]);
    ran = [];
    expect(
      await lastValueFrom(
        each(pipeline, { store, batch: 'maps' })([...items].reverse()).pipe(toArray()),
      ),
    ).to.deep.equal([{ sum: 'q' }, { sum: 'p' }]);
    expect(ran).to.deep.equal([]);
  });

  it('keeps settings of a sweep, which run once what they have in common', async () => {
    const space = { 'b.n': [1, 2, 3] };
    const swept = (more: object = {}) =>
      lastValueFrom(
        sweep(load, space, { inputs: { x: 1 }, store, batch: 'sweep', ...more }).pipe(toArray()),
      );
    const first = await swept();
    expect(first.map(({ values, outputs: given }) => [values, given])).to.deep.equal(
      [1, 2, 3].map((n) => [{ 'b.n': n }, { sum: 3 }]),
    );
    expect(ran).to.deep.equal(['a', 'b', 'b', 'b']);
    const runs = await store.history.runs({ batch: 'sweep' });
    expect(runs.map(({ id }) => id).reverse()).to.deep.equal(first.map(({ run }) => run));
    ran = [];
    expect(await swept()).to.deep.equal(first);
    expect(ran).to.deep.equal([]);
    await swept({ batch: undefined, cache: false });
    expect(ran).to.have.length(6);
  });

  it('gives with a setting that fails the run that did', async () => {
    failing();
    const [result] = await lastValueFrom(
      sweep(load, { 'b.n': [1] }, { inputs: { x: 1 }, store }).pipe(toArray()),
    );
    expect(result?.error?.message).to.equal('`b` failed: out of memory');
    expect((await store.history.run(result?.run ?? '')).state).to.equal('failed');
  });
});

const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
};
