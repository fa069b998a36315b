import { deepEqual, equal } from 'node:assert/strict';

import { sha256 } from './values/sha256.js';
import { type Check, finished, later, newRun, result, valueOf } from './store-case-samples.js';
import type { NewRun, RunsOptions } from './store.js';

/** What a store tells of runs and results that it has, and what it does with them later. */
export const historyCases: Readonly<Record<string, Check>> = {
  'lists runs, the latest first, by state, pipeline and batch': async (store) => {
    const pipeline = { ...newRun('').pipeline, hash: sha256('other'), name: 'other' };
    await store.create(newRun('a1'));
    await later();
    await (await store.create(newRun('a2'))).end('failed', new Map());
    await later();
    const batch = { id: 'batch', key: '1' };
    await (await store.create(newRun('b1', { pipeline, batch }))).release();
    const listed = async (options?: RunsOptions): Promise<string> =>
      (await store.history.runs(options)).map(({ id }) => id).join(' ');
    equal(await listed(), 'b1 a2 a1');
    equal(await listed({ states: ['failed', 'interrupted'] }), 'b1 a2');
    equal(await listed({ states: ['running'] }), 'a1');
    equal(await listed({ pipeline: 'reading', most: 1 }), 'a2');
    equal(await listed({ batch: 'batch' }), 'b1');
    const [, { started } = { started: 0 }] = await store.history.runs();
    equal(await listed({ before: started }), 'a1');
    equal(await listed({ behind: { id: 'a2', started } }), 'a1');
    equal(await listed({ behind: { id: 'a1', started } }), 'a2 a1');
  },
  'lists batches, the latest first, with what became of their runs': async (store) => {
    const writerOf = (id: string, batch: string, key: string, more: Partial<NewRun> = {}) =>
      store.create(newRun(id, { ...more, batch: { id: batch, key } }));
    await (await writerOf('a1', 'night', 'item 2')).end('done', new Map());
    await (await writerOf('a2', 'night', 'item 1')).end('failed', new Map());
    await store.create(newRun('alone'));
    await later();
    const pipeline = { ...newRun('').pipeline, hash: sha256('other'), name: 'other' };
    await writerOf('b1', 'noon', '{}', { pipeline });
    await (await writerOf('b2', 'noon', '{}', { pipeline })).release();
    const { batches, runs } = store.history;
    const started = async (batch: string): Promise<readonly number[]> =>
      (await runs({ batch })).map((one) => one.started);
    const ends = (await runs({ batch: 'night' })).flatMap(({ ended }) => ended ?? []);
    const night = {
      ...{ id: 'night', pipeline: 'reading', key: 'item 1', runs: 2, done: 1, running: 0 },
      ...{ started: Math.min(...(await started('night'))), ended: Math.max(...ends) },
    };
    const noon = {
      ...{ id: 'noon', pipeline: 'other', key: '{}', runs: 2, done: 0, running: 1 },
      ...{ started: Math.min(...(await started('noon'))), ended: undefined },
    };
    deepEqual(await batches(), [noon, night]);
    deepEqual(await batches({ id: 'n', most: 1 }), [noon]);
    deepEqual(await batches({ id: 'ni' }), [night]);
    deepEqual(await batches({ id: '%' }), []);
    deepEqual(await batches({ pipeline: 'other' }), [noon]);
    deepEqual(await batches({ before: noon.started }), [night]);
    deepEqual(await batches({ behind: noon }), [night]);
    deepEqual(await batches({ behind: night }), []);
    const early = { id: 'a', started: noon.started };
    deepEqual(await batches({ behind: early }), [noon, night]);
    deepEqual(await batches({ behind: { ...early, id: 'z' } }), [night]);
  },
  'tells which tasks gave a value and which took it': async (store) => {
    const writer = await store.create(newRun('r'));
    await writer.finish(finished('ocr', { outputs: new Map([['copy', valueOf('a.png')]]) }));
    deepEqual(await store.history.uses(valueOf('a.png').hash), [
      { run: 'r', task: undefined, name: 'document', as: 'input' },
      { run: 'r', task: 'ocr', name: 'page', as: 'input' },
      { run: 'r', task: 'ocr', name: 'copy', as: 'output' },
    ]);
  },
  'keeps results for other runs, the last one of a key': async (store, open) => {
    equal(await store.results.find(sha256('k')), undefined);
    await store.results.keep('reading', result('k'));
    const other = result('k', { run: 's', ended: 9 });
    await store.results.keep('reading', other);
    const { results } = await open();
    deepEqual(await results.find(sha256('k')), other);
  },
  'forgets a result, and tells of it all the same': async ({ results }) => {
    await results.keep('reading', result('k1'));
    await results.keep('reading', result('k2', { ended: 9 }));
    await results.keep('other', result('k3', { ended: 10 }));
    await results.forget(sha256('k2'));
    equal(await results.find(sha256('k2')), undefined);
    const latest = await results.latest('reading', 'ocr', 5);
    deepEqual(
      latest.map(({ key, outputs }) => [key.parts['params.psm'], outputs.size]),
      [
        ['k2', 0],
        ['k1', 1],
      ],
    );
    equal((await results.latest('reading', 'ocr', 1)).length, 1);
  },
  'lets what has claimed a result claim it again, and gives it back': async ({ results }) => {
    equal(await results.claim('k'), true);
    equal(await results.claim('k'), true);
    await results.release('k');
    equal(await results.claim('k'), true);
  },
  'prunes what is old, and no more': async (store) => {
    await (await store.create(newRun('old'))).end('done', new Map());
    await (await store.create(newRun('failed'))).end('failed', new Map());
    const at = await store.create(newRun('at work'));
    await at.finish(finished('ocr'));
    const before = Date.now() + 1_000;
    equal((await store.prune({ before: 1 })).runs, 0);
    equal((await store.prune({ before, keepFailed: true, dry: true })).runs, 1);
    equal((await store.history.runs()).length, 3);
    equal((await store.prune({ before, keepFailed: true })).runs, 1);
    equal((await store.prune({ before })).runs, 1);
    deepEqual(
      (await store.history.runs()).map(({ id }) => id),
      ['at work'],
    );
    deepEqual(await at.finished('ocr'), finished('ocr'));
  },
};
