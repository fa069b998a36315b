import { expect } from 'chai';

import { first, run } from '../../../lib/store/database/database.js';
import { openStore } from '../../../lib/store/open-store.js';
import { thisProcess } from '../../../lib/store/relational/holding-process.js';
import { LeaseLostError, RunHeldError, StoreError } from '../../../lib/store/store-error.js';
import type { Store } from '../../../lib/store/store.js';
import { onBoth, rejected } from '../database/databases.js';
import { event, finished, newRun, value } from './samples.js';

onBoth('a store', (place) => {
  let store: Store;
  const opened: Store[] = [];
  const open = async (lease?: number): Promise<Store> => {
    const one = await openStore(place().where, lease === undefined ? {} : { lease });
    opened.push(one);
    return one;
  };

  beforeEach(async () => {
    store = await open();
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  it('gives back what a run was started with', async () => {
    await store.create(newRun('abc', { batch: { id: 'b', key: 'item 3' } }));
    const run = await store.history.run('ab');
    expect(run).to.deep.include({
      id: 'abc',
      pipeline: 'reading',
      file: 'pipeline.yaml',
      state: 'running',
      seed: 7,
      options: { only: ['text'] },
      code: { ocr: 'c1' },
      tasksDone: 0,
      batch: { id: 'b', key: 'item 3' },
      ended: undefined,
    });
    expect(run.declared).to.deep.equal(newRun('abc').pipeline);
    expect(run.inputs).to.deep.equal(newRun('abc').inputs);
    expect(run.holder?.name).to.equal(thisProcess(0).name);
  });

  it('refuses a run whose id there is already, and writes what is asked for meanwhile', async () => {
    await store.create(newRun('abc'));
    const other = await open();
    const [error] = await Promise.all([
      rejected(other.create(newRun('abc', { seed: 8 }))),
      other.create(newRun('def')),
    ]);
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `the store \`${store.where}\` already has a run \`abc\`: give this one another id, or none for a new one`,
    );
    expect((await store.history.run('abc')).seed).to.equal(7);
  });

  it('gives back what tasks gave, to the writer and to other processes', async () => {
    const writer = await store.create(newRun('r'));
    const task = finished('ocr', {
      from: 'other/ocr',
      outputs: new Map([
        ['ocr.text', value('text', ['blob 1', 'blob 2'])],
        ['ocr.boxes', { ...value('boxes'), json: undefined }],
      ]),
    });
    await writer.finish(task);
    await writer.finish(finished('read[3]/ocr'));
    const reader = await open();
    expect(await writer.finished('ocr')).to.deep.equal(task);
    expect(await writer.finished('none')).to.equal(undefined);
    expect(await reader.history.tasks('r')).to.deep.equal([task, finished('read[3]/ocr')]);
    const run = await reader.history.run('r');
    expect(run.tasksDone).to.equal(1);
  });

  it('replaces what a task gave before', async () => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr'));
    const again = finished('ocr', { attempt: 2, outputs: new Map([['ocr.text', value('new')]]) });
    await writer.finish(again);
    expect(await store.history.tasks('r')).to.deep.equal([again]);
    expect((await store.history.run('r')).tasksDone).to.equal(1);
  });

  it('numbers events on over takeovers, without gaps', async () => {
    const first = await store.create(newRun('r'));
    await first.record([event('a', 0), event('b', 1)]);
    await first.release();
    const second = await store.takeOver('r');
    await second.record([event('c', 0)]);
    await second.record([event('d', 1)]);
    const events = await store.history.events('r', -1);
    expect(events.map((one) => [one.sequence, (one as { task: string }).task])).to.deep.equal([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
    ]);
    expect(await store.history.events('r', 1, 1)).to.deep.equal([{ ...event('c', 2) }]);
  });

  it('tells how many tasks there are, and gives the graph back with the first event', async () => {
    const graph = { components: [{ name: 'a' }, { name: 'b', pruned: true }, { name: 'c' }] };
    const started = {
      run: 'r',
      sequence: 0,
      time: 1,
      type: 'run-started',
      graph,
      inputs: {},
      seed: 1,
    };
    const writer = await store.create(newRun('r'));
    await writer.record([started as never]);
    expect(await store.history.events('r', -1)).to.deep.equal([started]);
    expect((await store.history.run('r')).tasks).to.equal(2);
  });

  it('keeps how a run ended', async () => {
    const writer = await store.create(newRun('r'));
    const outputs = new Map([
      ['text', value('text')],
      ['a', value('b')],
    ]);
    await writer.end('done', outputs);
    await writer.record([event('a', 0)]);
    const run = await store.history.run('r');
    expect(run.state).to.equal('done');
    expect(run.outputs).to.deep.equal(outputs);
    expect([...run.outputs.keys()]).to.deep.equal(['text', 'a']);
    expect(run.holder).to.equal(undefined);
    expect(await store.history.events('r', -1)).to.have.length(1);
    const error = await rejected(store.takeOver('r'));
    expect(error.message).to.equal('the run `r` is done: there is nothing to continue');
  });

  it('lets one process at a time drive a run', async () => {
    const writer = await store.create(newRun('r'));
    const other = await open();
    const error = await rejected(other.takeOver('r'));
    expect(error).to.be.instanceOf(RunHeldError);
    expect(error.message).to.match(
      /^the run `r` is at work: `process \d+ on \S+` has held it since \S+Z; wait until it has ended, or stop that process$/,
    );
    await writer.release();
    expect((await store.history.run('r')).state).to.equal('interrupted');
    const next = await other.takeOver('r');
    expect(next.fence).to.equal(2);
  });

  it('lets nothing count of whom a run was taken over from', async () => {
    const writer = await store.create(newRun('r'));
    await writer.release();
    const other = await store.takeOver('r');
    await other.finish(finished('ocr'));
    expect(await rejected(writer.finish(finished('late')))).to.be.instanceOf(LeaseLostError);
    expect(writer.lost.aborted).to.equal(true);
    expect(await rejected(writer.record([event('late', 0)]))).to.be.instanceOf(LeaseLostError);
    expect(await rejected(writer.end('failed', new Map()))).to.be.instanceOf(LeaseLostError);
    expect((await store.history.tasks('r')).map(({ task }) => task)).to.deep.equal(['ocr']);
    expect((await store.history.run('r')).state).to.equal('running');
  });

  it('of many takers of one run lets one win', async () => {
    const writer = await store.create(newRun('r'));
    await writer.release();
    const stores = await Promise.all([open(), open(), open()]);
    const taken = await Promise.allSettled(stores.map((one) => one.takeOver('r')));
    expect(taken.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    for (const one of taken)
      if (one.status === 'rejected') expect(one.reason).to.be.instanceOf(RunHeldError);
  });

  it('goes on with runs that failed or were cancelled', async () => {
    for (const outcome of ['failed', 'cancelled', 'timeout'] as const) {
      const writer = await store.create(newRun(outcome));
      await writer.end(outcome, new Map());
      expect((await store.takeOver(outcome)).fence).to.equal(2);
      expect((await store.history.run(outcome)).state).to.equal('running');
    }
  });

  it('lists runs, the latest first, by state, pipeline and batch', async () => {
    const pipeline = { ...newRun('').pipeline, hash: 'p2', name: 'other' };
    const ids = ['a1', 'a2', 'b1'];
    for (const id of ids) {
      const writer = await store.create(
        newRun(id, id === 'b1' ? { pipeline, batch: { id: 'batch', key: '1' } } : {}),
      );
      if (id === 'a2') await writer.end('failed', new Map());
      if (id === 'b1') await writer.release();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const listed = async (options?: Parameters<Store['history']['runs']>[0]): Promise<string[]> =>
      (await store.history.runs(options)).map(({ id }) => id);
    expect(await listed()).to.deep.equal(['b1', 'a2', 'a1']);
    expect(await listed({ states: ['failed', 'interrupted'] })).to.deep.equal(['b1', 'a2']);
    expect(await listed({ states: ['running'] })).to.deep.equal(['a1']);
    expect(await listed({ pipeline: 'reading', most: 1 })).to.deep.equal(['a2']);
    expect(await listed({ batch: 'batch' })).to.deep.equal(['b1']);
    expect((await rejected(store.history.run('a'))).message).to.equal(
      'several runs begin with `a`: `a2`, `a1`; give more of the id',
    );
    const none = await rejected(store.history.run('z'));
    expect(none).to.be.instanceOf(StoreError);
    expect(none.message).to.equal(
      `the store \`${store.where}\` has no run \`z\`: \`mlpipeline runs\` lists those that it has`,
    );
  });

  it('tells which tasks gave and took a value', async () => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr', { outputs: new Map([['ocr.copy', value('a.png')]]) }));
    expect(await store.history.uses('hash of a.png')).to.deep.equal([
      { run: 'r', task: undefined, name: 'document', as: 'input' },
      { run: 'r', task: 'ocr', name: 'page', as: 'input' },
      { run: 'r', task: 'ocr', name: 'ocr.copy', as: 'output' },
    ]);
  });

  it('keeps results for other runs, and tells of those that are gone', async () => {
    const key = { hash: 'k1', parts: { 'params.psm': '3' } };
    const result = {
      key,
      run: 'r',
      task: 'ocr',
      outputs: new Map([['text', value('text')]]),
      ended: 5,
    };
    expect(await store.results.find('k1')).to.equal(undefined);
    await store.results.keep('reading', result);
    expect(await store.results.find('k1')).to.deep.equal(result);
    const second = { ...result, key: { hash: 'k2', parts: { 'params.psm': '6' } }, ended: 9 };
    await store.results.keep('reading', second);
    await store.results.forget('k2');
    expect(await store.results.find('k2')).to.equal(undefined);
    expect(await store.results.latest('reading', 'ocr', 5)).to.deep.equal([
      { ...second, outputs: new Map() },
      result,
    ]);
  });

  it('mends a value that is damaged when it is put again', async () => {
    const result = {
      ...{ key: { hash: 'k', parts: {} }, run: 'r', task: 'ocr', ended: 5 },
      outputs: new Map([['text', value('text')]]),
    };
    await store.results.keep('reading', result);
    const database = await place().open();
    await database.write('full', () => run("UPDATE vals SET json = 'damage', size = 1"));
    expect((await store.results.find('k'))?.outputs.get('text')?.json).to.equal('damage');
    await store.results.keep('reading', result);
    expect(await store.results.find('k')).to.deep.equal(result);
  });

  it('lets one process compute a result', async () => {
    expect(await store.results.claim('k')).to.equal(true);
    expect(await store.results.claim('k')).to.equal(true);
    await store.results.release('k');
    expect(await store.results.claim('k')).to.equal(true);
  });

  it('does not renew what another process has taken over', async () => {
    const database = await place().open();
    const short = await open(600);
    await short.results.claim('lost');
    await short.results.claim('held');
    const untilOf = (key: string): Promise<number> =>
      database.read(function* () {
        return Number(
          (yield* first('SELECT lease_until FROM claims WHERE key = ?', key))?.['lease_until'],
        );
      });
    const other = { ...thisProcess(0), name: 'another', machine: 'another' };
    await database.write('normal', () =>
      run(
        'UPDATE claims SET holder = ?, lease_until = 7 WHERE key = ?',
        JSON.stringify(other),
        'lost',
      ),
    );
    const until = await untilOf('held');
    while ((await untilOf('held')) === until) await new Promise(setImmediate);
    expect(await untilOf('lost')).to.equal(7);
    await short.results.release('lost');
    expect(await untilOf('lost')).to.equal(7);
  });

  it('prunes what is old and referred to by nothing else', async () => {
    const blobOf = (text: string): Promise<string> => store.blobs.put(Buffer.from(text));
    const [shared, alone] = [await blobOf('shared'), await blobOf('alone')];
    const old = await store.create(newRun('old'));
    await old.finish(
      finished('ocr', {
        outputs: new Map([
          ['x', value('x', [shared])],
          ['y', value('y', [alone])],
        ]),
      }),
    );
    await old.end('done', new Map());
    const failed = await store.create(newRun('failed'));
    await failed.end('failed', new Map());
    const at = await store.create(newRun('at work'));
    await at.finish(finished('ocr', { outputs: new Map([['x', value('x', [shared])]]) }));
    const before = Date.now() + 1_000;
    expect(await store.prune({ before, keepFailed: true, dry: true })).to.deep.include({
      runs: 1,
    });
    expect(await store.history.runs()).to.have.length(3);
    expect(await store.prune({ before, keepFailed: true })).to.deep.include({ runs: 1 });
    expect((await store.history.runs()).map(({ id }) => id)).to.have.members(['failed', 'at work']);
    expect((await store.prune({ before })).runs).to.equal(1);
    // What is new may be about to be referred to.
    expect(await store.blobs.has(alone)).to.equal(true);
    expect(await at.finished('ocr')).to.not.equal(undefined);
  });

  it('renews a lease, and lets it run out when it is not', async () => {
    const short = await open(600);
    const writer = await short.create(newRun('r'));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await store.history.run('r')).state).to.equal('running');
    await short.close();
    opened.splice(opened.indexOf(short), 1);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await store.history.run('r')).state).to.equal('interrupted');
    expect((await store.takeOver('r')).fence).to.equal(2);
    expect(writer.lost.aborted).to.equal(false);
  });

  it('writes hundreds of tasks that end at once together', async () => {
    const writer = await store.create(newRun('r'));
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => writer.finish(finished(`task${index}`))),
    );
    expect((await store.history.run('r')).tasksDone).to.equal(300);
    expect(await store.history.tasks('r')).to.have.length(300);
  });
});
