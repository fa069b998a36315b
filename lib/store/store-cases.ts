import { deepEqual, equal, ok, rejects } from 'node:assert/strict';

import {
  type Check,
  failure,
  finished,
  later,
  messages,
  newRun,
  said,
  told,
  valueOf,
} from './store-case-samples.js';
import {
  LeaseLostError,
  RunExistsError,
  RunHeldError,
  StoreError,
  UnknownRunError,
} from './store-error.js';
import { historyCases } from './store-history-cases.js';
import type { Store } from './store.js';

export interface StoreCase {
  readonly name: string;
  /** Rejects with an `AssertionError` where the store does not do it. */
  readonly run: () => Promise<void>;
}

/** Opens one and the same store, as often as it is called: each that it gives stands for a process. */
export type OpenAgain = () => Store | Promise<Store>;

/**
 * What every `Store` has to do, for whatever runs specs. `make` gives for each case a place of its own, where
 * nothing is yet. Those of its blobs are `blobStoreCases`.
 */
export const storeCases = (make: () => OpenAgain | Promise<OpenAgain>): readonly StoreCase[] =>
  Object.entries({ ...runCases, ...historyCases }).map(([name, check]) => ({
    name,
    run: async () => {
      const openAgain = await make();
      const opened: Store[] = [];
      const open = async (): Promise<Store> => {
        const store = await openAgain();
        opened.push(store);
        return store;
      };
      try {
        await check(await open(), open);
      } finally {
        for (const store of opened) await store.close();
      }
    },
  }));

/** What a run is written by, and what is had of it. */
const runCases: Readonly<Record<string, Check>> = {
  'gives back what a run was started with': async (store, open) => {
    const batch = { id: 'b', key: 'item 3' };
    await store.create(newRun('abc', { batch }));
    const { history } = await open();
    const run = await history.run('abc');
    deepEqual(run.declared, newRun('abc').pipeline);
    deepEqual(run.inputs, newRun('abc').inputs);
    const { id, pipeline, file, state, seed, options, code, tasksDone, ended } = run;
    deepEqual(
      { id, pipeline, file, state, seed, options, code, tasksDone, ended, batch: run.batch },
      {
        ...{ id: 'abc', pipeline: 'reading', file: '/there/pipeline.yaml', state: 'running' },
        ...{ seed: 7, options: { only: ['text'] }, code: { ocr: 'c1' }, tasksDone: 0 },
        ...{ ended: undefined, batch },
      },
    );
    ok(Math.abs(run.started - Date.now()) < 60_000, 'it did not begin now');
    ok(run.holder !== undefined, 'nobody holds it');
  },
  'refuses a run whose id there is, and leaves that one alone': async (store, open) => {
    await store.create(newRun('abc'));
    const other = await open();
    await rejects(other.create(newRun('abc', { seed: 8 })), RunExistsError);
    equal((await store.history.run('abc')).seed, 7);
  },
  'finds a run by the beginning of its id, where no other begins so': async ({
    create,
    history,
  }) => {
    await create(newRun('abc'));
    await create(newRun('abd'));
    equal((await history.run('abc')).id, 'abc');
    await rejects(history.run('ab'), UnknownRunError);
    await rejects(history.run('z'), UnknownRunError);
  },
  'finds a batch by its id or, where none has that, by the beginning of it': async ({
    create,
    history,
  }) => {
    await create(newRun('r1', { batch: { id: 'ab', key: 'item 1' } }));
    await create(newRun('r2', { batch: { id: 'abc', key: 'item 1' } }));
    await create(newRun('r3', { batch: { id: 'abc', key: 'item 2' } }));
    const found = async (id: string): Promise<readonly (readonly [string, number])[]> =>
      (await history.batches({ id })).map((one) => [one.id, one.runs]);
    deepEqual(await found('ab'), [['ab', 1]]);
    deepEqual(await found('abc'), [['abc', 2]]);
    deepEqual((await found('a')).toSorted(), [
      ['ab', 1],
      ['abc', 2],
    ]);
    deepEqual(await found('b'), []);
  },
  'gives back what tasks gave, to whoever asks': async (store, open) => {
    const writer = await store.create(newRun('r'));
    const task = finished('ocr', {
      from: 'other/ocr',
      outputs: new Map([
        ['text', valueOf('text')],
        ['boxes', valueOf('')],
      ]),
    });
    await writer.finish(task);
    await writer.finish(finished('read[3]/ocr'));
    deepEqual(await writer.finished('ocr'), task);
    equal(await writer.finished('none'), undefined);
    const { history } = await open();
    deepEqual(await history.tasks('r'), [task, finished('read[3]/ocr')]);
    // What is within a task is counted with it.
    equal((await history.run('r')).tasksDone, 1);
  },
  'puts what a task gave in place of what it gave before': async (store) => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr'));
    const again = finished('ocr', { attempt: 2, outputs: new Map([['text', valueOf('new')]]) });
    await writer.finish(again);
    deepEqual(await store.history.tasks('r'), [again]);
    equal((await store.history.run('r')).tasksDone, 1);
  },
  'counts what was omitted as done, and tells it apart from what failed': async (store) => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr'));
    const counts = async (): Promise<readonly number[]> => {
      const { tasksDone, tasksOmitted, tasksFailed } = await store.history.run('r');
      return [tasksDone, tasksOmitted, tasksFailed];
    };
    await writer.record([
      told({ type: 'task-finished', task: 'ocr', attempt: 1, outputs: {} }),
      told({ type: 'task-finished', task: 'kept nowhere', attempt: 1, outputs: {} }),
      told({ type: 'task-omitted', task: 'careful', reason: 'condition', origin: 'careful' }),
      told({ type: 'task-omitted', task: 'read[0]', reason: 'condition', origin: 'read[0]' }),
      told({ type: 'task-failed', task: 'guess', failure }),
      told({ type: 'task-cancelled', task: 'loser' }),
    ]);
    deepEqual(await counts(), [3, 1, 1]);
    await writer.end('done', new Map());
    await writer.record([told({ type: 'run-finished', outcome: 'done', outputs: {} })]);
    // It was stopped since nothing needed it.
    deepEqual(await counts(), [4, 2, 1]);
  },
  'counts anew in a run that is gone on with': async (store) => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr'));
    await writer.record([
      told({ type: 'task-omitted', task: 'careful', reason: 'condition', origin: 'careful' }),
      told({ type: 'task-failed', task: 'guess', failure }),
    ]);
    await writer.release();
    const again = await store.takeOver('r');
    await again.record([
      told({ type: 'task-kept', task: 'ocr', outputs: {}, from: 'r/ocr' }),
      told({ type: 'task-omitted', task: 'careful', reason: 'condition', origin: 'careful' }),
      told({ type: 'task-finished', task: 'guess', attempt: 1, outputs: {} }),
    ]);
    const { tasksDone, tasksOmitted, tasksFailed } = await store.history.run('r');
    deepEqual([tasksDone, tasksOmitted, tasksFailed], [3, 1, 0]);
  },
  'keeps many tasks that finish at once': async (store) => {
    const writer = await store.create(newRun('r'));
    const tasks = Array.from({ length: 200 }, (_, index) => finished(`task${index}`));
    await Promise.all(tasks.map((task) => writer.finish(task)));
    equal((await store.history.tasks('r')).length, 200);
  },
  'numbers events on over takeovers, without gaps': async (store) => {
    const first = await store.create(newRun('r'));
    equal(first.sequence, 0);
    await first.record([said(0, 'a'), said(1, 'b')]);
    await first.release();
    const second = await store.takeOver('r');
    equal(second.sequence, 2);
    await second.record([said(0, 'c')]);
    await second.record([said(1, 'd')]);
    const events = await store.history.events('r', -1);
    deepEqual(messages(events), [
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
    ]);
    deepEqual(messages(await store.history.events('r', 1, 1)), [[2, 'c']]);
    equal((await store.history.run('r')).events, 4);
  },
  'keeps how a run ended': async (store) => {
    const writer = await store.create(newRun('r'));
    const outputs = new Map([
      ['text', valueOf('text')],
      ['a', valueOf('b')],
    ]);
    await writer.end('done', outputs);
    const run = await store.history.run('r');
    equal(run.state, 'done');
    deepEqual([...run.outputs], [...outputs]);
    equal(run.holder, undefined);
    ok(run.ended !== undefined && run.ended >= run.started, 'it has no end');
    await rejects(store.takeOver('r'), StoreError);
  },
  'counts no time at work while nobody drives a run': async (store) => {
    await (await store.create(newRun('r'))).release();
    const { took } = await store.history.run('r');
    await later();
    equal((await store.history.run('r')).took, took);
    await (await store.takeOver('r')).end('done', new Map());
    const { started, ended = started, took: all } = await store.history.run('r');
    ok(took <= all && all < ended - started, `${all} ms of ${ended - started} were counted`);
  },
  'lets one at a time drive a run': async (store, open) => {
    const writer = await store.create(newRun('r'));
    const other = await open();
    await rejects(other.takeOver('r'), RunHeldError);
    await writer.release();
    equal((await store.history.run('r')).state, 'interrupted');
    const next = await other.takeOver('r');
    ok(next.fence > writer.fence, 'who takes it over has no higher number');
    equal((await store.history.run('r')).state, 'running');
  },
  'lets nothing count of whom a run was taken over from': async (store) => {
    const writer = await store.create(newRun('r'));
    await writer.release();
    const other = await store.takeOver('r');
    await other.finish(finished('ocr'));
    await rejects(writer.finish(finished('late')), LeaseLostError);
    await rejects(writer.record([said(0, 'late')]), LeaseLostError);
    await rejects(writer.end('failed', new Map()), LeaseLostError);
    ok(writer.lost.aborted, 'it is not told that it is lost');
    deepEqual(
      (await store.history.tasks('r')).map(({ task }) => task),
      ['ocr'],
    );
    equal((await store.history.run('r')).state, 'running');
  },
  'of many that take a run over lets one': async (store, open) => {
    await (await store.create(newRun('r'))).release();
    const others = [await open(), await open(), await open()];
    const taken = await Promise.allSettled(others.map((one) => one.takeOver('r')));
    equal(taken.filter(({ status }) => status === 'fulfilled').length, 1);
  },
  'gives a run that did not come to its outputs to be gone on with': async (store) => {
    for (const outcome of ['failed', 'cancelled', 'timeout'] as const) {
      const writer = await store.create(newRun(outcome));
      await writer.finish(finished('ocr'));
      await writer.end(outcome, new Map());
      equal((await store.history.run(outcome)).state, outcome);
      const next = await store.takeOver(outcome);
      deepEqual(await next.finished('ocr'), finished('ocr'));
      equal((await store.history.run(outcome)).ended, undefined);
    }
  },
  'leaves a run that is at work when it is closed to be gone on with': async (store, open) => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr'));
    await writer.release();
    await store.close();
    const next = await (await open()).takeOver('r');
    deepEqual(await next.finished('ocr'), finished('ocr'));
  },
  'can be closed twice, and refuses what comes after': async (store) => {
    await store.close();
    await store.close();
    await rejects(store.create(newRun('r')), StoreError);
  },
};
