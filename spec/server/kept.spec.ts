import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { expect } from 'chai';

import type { ComparedRow } from '../../lib/comparison/comparison-data.js';
import { openStore } from '../../lib/store/open-store.js';
import type { Store } from '../../lib/store/store.js';
import { keeperOf } from '../../lib/store/values/keeper-of.js';
import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import {
  ask,
  eventsOf,
  fails,
  gate,
  json,
  pipelineOf,
  served,
  started,
  texts,
  until,
} from './rig.js';
import { startDurable } from '../store/begun.js';

describe('a server with a store', () => {
  let folder: string;
  let store: Store;
  let server: PipelineServer;

  const serving = async (options: ServerOptions = {}): Promise<void> => {
    store = await openStore(folder);
    server = await served({ store, uploads: join(folder, 'uploads'), ...options });
  };
  const ending = async (): Promise<void> => {
    await server.close();
    await store.close();
  };
  const again = async (options: ServerOptions = {}): Promise<void> => {
    await ending();
    await serving(options);
  };
  const listed = async (query = ''): Promise<readonly Record<string, unknown>[]> =>
    (await json(server, `runs${query}`))['runs'] as readonly Record<string, unknown>[];
  const post = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const { status, text } = await ask(server, 'POST', `/${path}`);
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-served-'));
    await serving();
  });
  afterEach(async () => {
    await ending();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds a run again after it has ended: in the list, its values, its events', async () => {
    const id = await started(server, 'greeting', { name: 'Ada' });
    await until(server, id, 'done');
    const before = await eventsOf(server, id);
    const details = await json(server, `runs/${id}`);
    await again();
    const [run] = await listed();
    expect(run).to.include({ id, pipeline: 'Greeting', state: 'done', tasks: 1, tasksDone: 1 });
    const { inputs, outputs, failures, values } = await json(server, `runs/${id}`);
    expect({ inputs, failures }).to.deep.equal({
      inputs: { name: 'Ada' },
      failures: details['failures'],
    });
    expect(outputs).to.deep.equal({ text: 'Hello, Ada!' });
    expect(values).to.deep.equal(['name', 'greet.text']);
    for (const name of ['text', 'greet.text'])
      expect((await ask(server, 'GET', `/runs/${id}/values/${name}`)).text).to.equal('Hello, Ada!');
    expect(await eventsOf(server, id)).to.deep.equal(before);
    expect((await eventsOf(server, id, before.at(-2)?.id)).map(({ type }) => type)).to.deep.equal([
      'run-finished',
    ]);
    const past = await ask(server, 'GET', `/runs/${id}/events`, {
      'last-event-id': String(before.at(-1)?.id),
    });
    expect(past.status).to.equal(204);
  });

  it('lists batches, and compares their runs and any others', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    const keeper = keeperOf(store.blobs);
    const ids: string[] = [];
    for (const [name, key] of [
      ['Ada', '{"greet.word":"a"} 1'],
      ['Bob', '{"greet.word":"a"} 2'],
      ['Ada', '{"greet.word":"b"} 1'],
    ] as const) {
      const run = await startDurable(
        { graph },
        { name },
        { store, keeper, batch: { id: 'x1', key }, seed: 1 },
      );
      await run.outputs;
      ids.push(run.id);
    }
    const { batches } = await json(server, 'batches');
    const [batch] = batches as readonly Record<string, unknown>[];
    expect({ ...batch, started: 0, ended: 0 }).to.deep.equal({
      ...{ id: 'x1', pipeline: 'Greeting', isSweep: true, started: 0, ended: 0 },
      ...{ runs: 3, done: 3, running: 0 },
    });
    const { rows, ...rest } = await json(server, 'comparison?run=x1');
    expect(rest).to.deep.equal({
      ...{ pipeline: 'Greeting', batch: 'x1', varying: ['greet.word'], metrics: [] },
    });
    const told = (rows as readonly ComparedRow[]).map(({ values, state, done, each }) => ({
      ...{ values, state, done },
      each: each.map(({ id, item }) => [ids.indexOf(id), item]),
    }));
    expect(told).to.deep.equal([
      {
        ...{ values: { 'greet.word': 'a' }, state: 'done', done: 2 },
        each: [
          [0, 'Ada'],
          [1, 'Bob'],
        ],
      },
      { values: { 'greet.word': 'b' }, state: 'done', done: 1, each: [[2, undefined]] },
    ]);
    const two = await json(server, `comparison?run=${ids[0] ?? ''}&run=${ids[1] ?? ''}`);
    expect(two['varying']).to.deep.equal(['input name']);
    expect((await ask(server, 'GET', '/comparison?run=x2')).status).to.equal(404);
    expect((await ask(server, 'GET', '/comparison')).status).to.equal(400);
    const { text } = await ask(server, 'GET', '/comparison?run=x1&metric=x');
    expect((JSON.parse(text) as { detail: string }).detail).to.equal(
      'neither the pipeline nor a task of it gives `x`; what there is: `text` and `greet.text`',
    );
  });

  it('knows a run by the beginning of its id, where no other begins so', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    for (const id of ['abc1', 'abd2'])
      await (
        await startDurable({ graph }, { name: 'Ada' }, { store, keeper: keeperOf(store.blobs), id })
      ).outputs;
    expect(await json(server, 'runs/abc')).to.include({ id: 'abc1', state: 'done' });
    expect((await ask(server, 'GET', '/runs/abc/values/text')).text).to.equal('Hello, Ada!');
    expect((await post('runs/abd/cancel')).body).to.include({
      status: 409,
      detail: 'the run has ended: it is done',
    });
    for (const path of ['/runs/ab', '/comparison?run=ab'])
      expect(JSON.parse((await ask(server, 'GET', path)).text)).to.include({
        status: 404,
        code: 'no-run',
        detail: 'several runs begin with `ab`: `abd2`, `abc1`; give more of the id',
      });
    expect(JSON.parse((await ask(server, 'GET', '/runs/x')).text)).to.include({
      status: 404,
      detail: 'there is no run `x`',
    });
  });

  it('tells of a run that was started by another process, and of its batch', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    const { id, outputs } = await startDurable(
      { graph },
      { name: 'Bob' },
      { store, keeper: keeperOf(store.blobs), batch: { id: 'b1', key: 'k' } },
    );
    await outputs;
    await started(server, 'greeting', { name: 'Ada' });
    const runs = await listed('?batch=b1');
    expect(runs).to.have.length(1);
    expect(runs[0]).to.include({ id, state: 'done' });
    expect(await listed('?pipeline=greeting')).to.have.length(2);
    expect(await listed('?state=waiting')).to.have.length(0);
    expect(await listed('?state=done&most=1')).to.have.length(1);
    const { body: again } = await post(`runs/${id}/restart/greet`);
    await until(server, String(again['id']), 'done');
    expect(again).to.include({ lasts: true }).and.not.to.have.property('batch');
    expect(await listed('?batch=b1')).to.have.length(1);
  });

  it('leaves what is at work and what waits to be gone on with, as if it had been killed', async () => {
    await again({ concurrency: 1, drain: 5 });
    const first = await started(server, 'waiting', { value: 1 });
    const second = await started(server, 'waiting', { value: 2 });
    await until(server, second, 'waiting');
    await again({ concurrency: 1 });
    const states = (await listed()).map(({ id, state }) => [id, state]);
    expect(states).to.have.deep.members([
      [first, 'interrupted'],
      [second, 'interrupted'],
    ]);
    expect((await eventsOf(server, first)).map(({ type }) => type)).to.deep.equal([
      'run-started',
      'attempt-started',
    ]);
    expect((await post(`runs/${first}/cancel`)).body).to.include({
      code: 'not-at-work',
      detail: 'the run is interrupted: nothing of it is at work',
    });
    for (const id of [first, second]) {
      const { status, body } = await post(`runs/${id}/resume`);
      expect(status).to.equal(202);
      expect(body['id']).to.equal(id);
    }
    gate.current.open();
    for (const id of [first, second]) await until(server, id, 'done');
    expect((await ask(server, 'GET', `/runs/${second}/values/kept`)).text).to.equal('2\n');
    await again();
    const types = (await eventsOf(server, first)).map(({ type }) => type);
    expect(types.filter((type) => type === 'run-started')).to.have.length(2);
    expect(types.at(-1)).to.equal('run-finished');
  });

  it('numbers the events of a run that is gone on with behind those before', async () => {
    await again({ drain: 5 });
    const id = await started(server, 'waiting', { value: 1 });
    await eventsOf(server, id, undefined, 2);
    await again();
    await post(`runs/${id}/resume`);
    gate.current.open();
    await until(server, id, 'done');
    const live = await eventsOf(server, id);
    expect(live[0]).to.include({ type: 'run-started', id: 2 });
    await again();
    expect((await eventsOf(server, id, 1)).map((one) => one.id)).to.deep.equal(
      live.map((one) => one.id),
    );
  });

  it('runs a task of a run that is over again, as a run of its own', async () => {
    fails.current = true;
    const id = await started(server, 'flaky', {}, '?on-failure=stop');
    await until(server, id, 'failed');
    fails.current = true;
    await again();
    fails.current = false;
    expect((await json(server, `runs/${id}`))['failures']).to.deep.equal([
      { task: 'flaky', kind: 'error', attempt: 1, message: 'it is <b>broken</b>' },
    ]);
    expect((await post(`runs/${id}/restart/flakey`)).body).to.include({
      status: 404,
      code: 'no-task',
      detail: 'the pipeline has no task `flakey`; did you mean `flaky`?',
    });
    const { status, body } = await post(`runs/${id}/restart/flaky`);
    expect(status).to.equal(202);
    expect(body['id']).to.not.equal(id);
    await until(server, String(body['id']), 'done');
    expect((await post(`runs/${String(body['id'])}/resume`)).body).to.include({
      status: 409,
      code: 'done',
      detail: 'the run is done: there is nothing to go on with',
    });
    expect((await post(`runs/${id}/resume`)).status).to.equal(202);
    await until(server, id, 'done');
  });

  it('looks results up as it is told to, in place of what components declare', async () => {
    const types = async (options: ServerOptions): Promise<readonly string[]> => {
      await again(options);
      const id = await started(server, 'greeting', { name: 'Ada' });
      await until(server, id, 'done');
      return (await eventsOf(server, id)).map(({ type }) => type);
    };
    const ran = ['run-started', 'attempt-started', 'task-finished', 'run-finished'];
    expect(await types({})).to.deep.equal(ran);
    expect(await types({ cache: { cached: true } })).to.deep.equal(ran);
    expect(await types({ cache: { cached: true } })).to.deep.equal([
      'run-started',
      'task-kept',
      'run-finished',
    ]);
    expect(await types({ cache: { cached: true, rerun: ['greet'] } })).to.deep.equal(ran);
    expect(await types({ cache: { cached: false } })).to.deep.equal(ran);
  });

  it('keeps a run that was cancelled while it waited as cancelled', async () => {
    await again({ concurrency: 1, drain: 5 });
    await started(server, 'waiting', { value: 1 });
    const id = await started(server, 'waiting', { value: 2 });
    expect((await post(`runs/${id}/cancel`)).body).to.include({ state: 'cancelled' });
    await again();
    expect(await json(server, `runs/${id}`)).to.include({ state: 'cancelled' });
  });

  it('keeps files that were sent, by what is in them', async () => {
    const send = async (): Promise<string> => {
      const form = new FormData();
      form.append('name', new File(['x'], 'page.png'));
      const answer = await fetch(`${server.url}pipelines/greeting/runs?wait`, {
        method: 'POST',
        body: form,
      });
      return ((await answer.json()) as { text: string }).text;
    };
    const first = await send();
    await again();
    expect(await send()).to.equal(first);
    expect(first).to.match(/uploads\/[0-9a-f]{64}\/page\.png!$/);
  });

  it('gives what is in a file that is a value, also when the file is gone', async () => {
    const path = join(folder, 'page.html');
    writeFileSync(path, '<b>bold</b>');
    const id = await started(server, 'filed', { path });
    await until(server, id, 'done');
    rmSync(path);
    const first = await ask(server, 'GET', `/runs/${id}/values/filed.file`);
    expect(first).to.include({ status: 200, text: '<b>bold</b>' });
    expect(first.headers).to.include({
      'content-type': 'application/octet-stream',
      'content-length': '11',
      'content-disposition': "attachment; filename*=UTF-8''filed.file",
    });
    await again();
    expect(await ask(server, 'GET', `/runs/${id}/values/filed.file`)).to.include({
      status: 200,
      text: '<b>bold</b>',
    });
    expect(await ask(server, 'HEAD', `/runs/${id}/values/file`)).to.include({
      status: 200,
      text: '',
    });
  });

  it('knows the key of a request whose run was started by a server before', async () => {
    const send = async (name: string): Promise<{ status: number; body: object }> => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
      const body = JSON.stringify({ name });
      const answer = await ask(server, 'POST', '/pipelines/greeting/runs', headers, body);
      return { status: answer.status, body: JSON.parse(answer.text) as object };
    };
    const first = await send('Ada');
    await until(server, String((first.body as { id: unknown }).id), 'done');
    await again();
    const second = await send('Ada');
    expect(second).to.deep.include({ status: 202 });
    expect(second.body).to.include({ id: (first.body as { id: string }).id, state: 'done' });
    expect((await send('Bob')).body).to.include({
      status: 422,
      detail: 'this `Idempotency-Key` was sent with another request',
    });
    expect(await listed()).to.have.length(1);
  });

  it('starts one run for two requests at once with the same key', async () => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
    const answers = await Promise.all(
      [1, 2].map(() => ask(server, 'POST', '/pipelines/greeting/runs', headers, '{"name": "Ada"}')),
    );
    const ids = answers.map(({ text }) => (JSON.parse(text) as { id: string }).id);
    expect(ids[0]).to.equal(ids[1]);
    expect(await listed()).to.have.length(1);
  });

  describe('whose store takes its time', () => {
    const slow = (kept: Store): Store => ({
      ...kept,
      history: {
        ...kept.history,
        run: async (id) => {
          try {
            return await kept.history.run(id);
          } finally {
            // What it says is no longer so when it is heard.
            for (let turn = 0; turn < 50; turn += 1) await setImmediate();
          }
        },
      },
    });
    const send = async (
      to: PipelineServer,
      name: string,
    ): Promise<{ status: number; id: unknown; code: unknown }> => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
      const body = JSON.stringify({ name });
      const answer = await ask(to, 'POST', '/pipelines/greeting/runs', headers, body);
      const { id, code } = JSON.parse(answer.text) as { id: unknown; code: unknown };
      return { status: answer.status, id, code };
    };

    it('starts one run for requests at once with the same key', async () => {
      await server.close();
      server = await served({ store: slow(store) });
      const answers = await Promise.all([1, 2, 3].map(() => send(server, 'Ada')));
      expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202]);
      expect(new Set(answers.map(({ id }) => id)).size).to.equal(1);
      expect(await listed()).to.have.length(1);
    });

    it('starts one run for requests at once to two servers', async () => {
      await server.close();
      server = await served({ store: slow(store) });
      const others = await openStore(folder);
      const other = await served({ store: slow(others) });
      const answers = await Promise.all([server, other].map((to) => send(to, 'Ada')));
      expect(answers.map(({ status }) => status)).to.deep.equal([202, 202]);
      expect(answers[0]?.id).to.equal(answers[1]?.id);
      expect(await send(other, 'Bob')).to.include({ status: 422, code: 'reused-key' });
      expect(await listed()).to.have.length(1);
      await other.close();
      await others.close();
    });
  });
});
