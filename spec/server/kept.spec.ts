import { expect } from 'chai';

import type { ComparedRow } from '../../lib/comparison/comparison-data.js';
import { keeperOf } from '../../lib/store/values/keeper-of.js';
import type { ServerOptions } from '../../lib/server/server.js';
import { ask, eventsOf, fails, gate, json, pipelineOf, started, texts, until } from './rig.js';
import { newRun } from '../../lib/store/store-case-samples.js';
import { startDurable } from '../store/begun.js';

import { KeptServer } from './kept-server.js';
describe('a server with a store', () => {
  const kept = new KeptServer();
  const post = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const { status, text } = await ask(kept.server, 'POST', `/${path}`);
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };

  it('finds a run again after it has ended: in the list, its values, its events', async () => {
    const id = await started(kept.server, 'greeting', { name: 'Ada' });
    await until(kept.server, id, 'done');
    const before = await eventsOf(kept.server, id);
    const details = await json(kept.server, `runs/${id}`);
    await kept.again();
    const [run] = await kept.listed();
    expect(run).to.include({ id, pipeline: 'Greeting', state: 'done', tasks: 1, tasksDone: 1 });
    const { inputs, outputs, failures, values } = await json(kept.server, `runs/${id}`);
    expect({ inputs, failures }).to.deep.equal({
      inputs: { name: 'Ada' },
      failures: details['failures'],
    });
    expect(outputs).to.deep.equal({ text: 'Hello, Ada!' });
    expect(values).to.deep.equal(['name', 'greet.text']);
    for (const name of ['text', 'greet.text'])
      expect((await ask(kept.server, 'GET', `/runs/${id}/values/${name}`)).text).to.equal(
        'Hello, Ada!',
      );
    expect(JSON.parse((await ask(kept.server, 'GET', `/runs/${id}/values/tekst`)).text)).to.include(
      {
        ...{ status: 404, code: 'no-value' },
        detail: 'the run has no value `tekst`; did you mean `text`?',
      },
    );
    expect(await eventsOf(kept.server, id)).to.deep.equal(before);
    expect(
      (await eventsOf(kept.server, id, before.at(-2)?.id)).map(({ type }) => type),
    ).to.deep.equal(['run-finished']);
    const past = await ask(kept.server, 'GET', `/runs/${id}/events`, {
      'last-event-id': String(before.at(-1)?.id),
    });
    expect(past.status).to.equal(204);
  });

  it('lists batches, and compares their runs and any others', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    const keeper = keeperOf(kept.store.blobs);
    const ids: string[] = [];
    for (const [name, key] of [
      ['Ada', '{"greet.word":"a"} 1'],
      ['Bob', '{"greet.word":"a"} 2'],
      ['Ada', '{"greet.word":"b"} 1'],
    ] as const) {
      const run = await startDurable(
        { graph },
        { name },
        { store: kept.store, keeper, batch: { id: 'x1', key }, seed: 1 },
      );
      await run.outputs;
      ids.push(run.id);
    }
    const { batches } = await json(kept.server, 'batches');
    const [batch] = batches as readonly Record<string, unknown>[];
    expect({ ...batch, started: 0, ended: 0 }).to.deep.equal({
      ...{ id: 'x1', pipeline: 'Greeting', isSweep: true, started: 0, ended: 0 },
      ...{ runs: 3, done: 3, running: 0 },
    });
    const { rows, ...rest } = await json(kept.server, 'comparison?run=x1');
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
    const two = await json(kept.server, `comparison?run=${ids[0] ?? ''}&run=${ids[1] ?? ''}`);
    expect(two['varying']).to.deep.equal(['input name']);
    expect((await ask(kept.server, 'GET', '/comparison?run=x2')).status).to.equal(404);
    expect((await ask(kept.server, 'GET', '/comparison')).status).to.equal(400);
    const { text } = await ask(kept.server, 'GET', '/comparison?run=x1&metric=x');
    expect((JSON.parse(text) as { detail: string }).detail).to.equal(
      'neither the pipeline nor a task of it has the output `x`; the outputs are `text` and `greet.text`',
    );
  });

  it('knows a run by the beginning of its id, where no other begins so', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    for (const id of ['abc1', 'abd2'])
      await (
        await startDurable(
          { graph },
          { name: 'Ada' },
          { store: kept.store, keeper: keeperOf(kept.store.blobs), id },
        )
      ).outputs;
    expect(await json(kept.server, 'runs/abc')).to.include({ id: 'abc1', state: 'done' });
    expect((await ask(kept.server, 'GET', '/runs/abc/values/text')).text).to.equal('Hello, Ada!');
    expect((await post('runs/abd/cancel')).body).to.include({
      status: 409,
      detail: 'the run has ended: it is done',
    });
    for (const path of ['/runs/ab', '/comparison?run=ab'])
      expect(JSON.parse((await ask(kept.server, 'GET', path)).text)).to.include({
        status: 404,
        code: 'no-run',
        detail: 'several runs begin with `ab`: `abd2`, `abc1`; give more of the id',
      });
    expect(JSON.parse((await ask(kept.server, 'GET', '/runs/x')).text)).to.include({
      status: 404,
      detail: 'there is no run `x`',
    });
  });

  it('tells of a run that was started by another process, and of its batch', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    const { id, outputs } = await startDurable(
      { graph },
      { name: 'Bob' },
      { store: kept.store, keeper: keeperOf(kept.store.blobs), batch: { id: 'b1', key: 'k' } },
    );
    await outputs;
    await started(kept.server, 'greeting', { name: 'Ada' });
    const runs = await kept.listed('?batch=b1');
    expect(runs).to.have.length(1);
    expect(runs[0]).to.include({ id, state: 'done' });
    expect(await kept.listed('?pipeline=greeting')).to.have.length(2);
    expect(await kept.listed('?state=waiting')).to.have.length(0);
    expect(await kept.listed('?state=done&most=1')).to.have.length(1);
    const { body: again } = await post(`runs/${id}/restart/greet`);
    await until(kept.server, String(again['id']), 'done');
    expect(again).to.include({ lasts: true }).and.not.to.have.property('batch');
    expect(await kept.listed('?batch=b1')).to.have.length(1);
  });

  it('tells all runs page by page, also those that began in the same millisecond', async () => {
    await started(kept.server, 'greeting', { name: 'Ada' });
    const { now } = Date;
    const time = now();
    Date.now = () => time;
    try {
      const begin = (value: number): Promise<string> => started(kept.server, 'waiting', { value });
      for (const name of ['a', 'b', 'c', 'd', 'e']) await kept.store.create(newRun(name));
      for (const value of [1, 2, 3]) await begin(value);
    } finally {
      Date.now = now;
    }
    const all = (await kept.listed()).map(({ id }) => id);
    expect(all).to.have.length(9);
    const told: unknown[] = [];
    for (let query = '?most=2'; told.length < 9; query = `?most=2&after=${String(told.at(-1))}`) {
      const page = await kept.listed(query);
      expect(page.length, `${query} of ${all.join(' ')}`).to.be.greaterThan(0);
      told.push(...page.map(({ id }) => id));
    }
    expect(told).to.deep.equal(all);
    const { status, text } = await ask(kept.server, 'GET', '/runs?after=f00');
    expect([status, (JSON.parse(text) as { detail: string }).detail]).to.deep.equal([
      400,
      'there is no run `f00` to continue the list after',
    ]);
  });

  it('tells all batches page by page, also those that began in the same millisecond', async () => {
    const { now } = Date;
    const time = now();
    Date.now = () => time;
    try {
      for (const id of ['c', 'a', 'e', 'b', 'd'])
        await kept.store.create(newRun(`run ${id}`, { batch: { id, key: 'item 1' } }));
    } finally {
      Date.now = now;
    }
    const listed = async (query: string): Promise<readonly unknown[]> => {
      const { batches } = await json(kept.server, `batches${query}`);
      return (batches as readonly { readonly id: string }[]).map(({ id }) => id);
    };
    expect(await listed('?most=2')).to.deep.equal(['a', 'b']);
    expect(await listed('?most=2&after=b')).to.deep.equal(['c', 'd']);
    expect(await listed('?most=2&after=d')).to.deep.equal(['e']);
    expect(await listed('?after=e')).to.deep.equal([]);
    const { status, text } = await ask(kept.server, 'GET', '/batches?after=f');
    expect([status, (JSON.parse(text) as { detail: string }).detail]).to.deep.equal([
      400,
      'there is no batch `f` to continue the list after',
    ]);
  });

  it('leaves what is at work and what waits to be gone on with, as if it had been killed', async () => {
    await kept.again({ concurrency: 1, drain: 5 });
    const first = await started(kept.server, 'waiting', { value: 1 });
    const second = await started(kept.server, 'waiting', { value: 2 });
    await until(kept.server, second, 'waiting');
    await kept.again({ concurrency: 1 });
    const states = (await kept.listed()).map(({ id, state }) => [id, state]);
    expect(states).to.have.deep.members([
      [first, 'interrupted'],
      [second, 'interrupted'],
    ]);
    expect((await eventsOf(kept.server, first)).map(({ type }) => type)).to.deep.equal([
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
    for (const id of [first, second]) await until(kept.server, id, 'done');
    expect((await ask(kept.server, 'GET', `/runs/${second}/values/kept`)).text).to.equal('2\n');
    await kept.again();
    const types = (await eventsOf(kept.server, first)).map(({ type }) => type);
    expect(types.filter((type) => type === 'run-started')).to.have.length(2);
    expect(types.at(-1)).to.equal('run-finished');
  });

  it('numbers the events of a run that is gone on with behind those before', async () => {
    await kept.again({ drain: 5 });
    const id = await started(kept.server, 'waiting', { value: 1 });
    await eventsOf(kept.server, id, undefined, 2);
    await kept.again();
    await post(`runs/${id}/resume`);
    gate.current.open();
    await until(kept.server, id, 'done');
    const live = await eventsOf(kept.server, id);
    expect(live[0]).to.include({ type: 'run-started', id: 2 });
    await kept.again();
    expect((await eventsOf(kept.server, id, 1)).map((one) => one.id)).to.deep.equal(
      live.map((one) => one.id),
    );
  });

  it('runs a task of a run that is over again, as a run of its own', async () => {
    fails.current = true;
    const id = await started(kept.server, 'flaky', {}, '?on-failure=stop');
    await until(kept.server, id, 'failed');
    fails.current = true;
    await kept.again();
    fails.current = false;
    expect((await json(kept.server, `runs/${id}`))['failures']).to.deep.equal([
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
    await until(kept.server, String(body['id']), 'done');
    expect((await post(`runs/${String(body['id'])}/resume`)).body).to.include({
      status: 409,
      code: 'done',
      detail: 'the run is done: there is nothing to continue',
    });
    expect((await post(`runs/${id}/resume`)).status).to.equal(202);
    await until(kept.server, id, 'done');
  });

  it('looks results up as it is told to, in place of what components declare', async () => {
    const types = async (options: ServerOptions): Promise<readonly string[]> => {
      await kept.again(options);
      const id = await started(kept.server, 'greeting', { name: 'Ada' });
      await until(kept.server, id, 'done');
      return (await eventsOf(kept.server, id)).map(({ type }) => type);
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
    await kept.again({ concurrency: 1, drain: 5 });
    await started(kept.server, 'waiting', { value: 1 });
    const id = await started(kept.server, 'waiting', { value: 2 });
    expect((await post(`runs/${id}/cancel`)).body).to.include({ state: 'cancelled' });
    await kept.again();
    expect(await json(kept.server, `runs/${id}`)).to.include({ state: 'cancelled' });
  });
});
