import { expect } from 'chai';

import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import {
  ask,
  eventsOf,
  gate,
  json,
  pipelineOf,
  posted,
  type Sent,
  served,
  started,
  texts,
  until,
} from './rig.js';
import { serve } from '../../lib/server/server.js';

describe('the server', () => {
  let server: PipelineServer;
  const serving = async (options?: ServerOptions): Promise<void> => {
    server = await served(options);
  };
  const post = (...sent: Sent): Promise<Response> => posted(server, ...sent);

  afterEach(() => server.close());

  it('answers with the outputs of a run that is waited for', async () => {
    await serving();
    const answer = await post('pipelines/greeting/runs?wait', { name: 'Ada', times: 2 });
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal({ text: 'Hello, Ada!Hello, Ada!' });
    expect(answer.headers.get('location')).to.match(/^\/runs\/[0-9a-f-]{36}$/);
  });

  it('answers with the run where it is not waited for, or not to its end', async () => {
    await serving();
    for (const query of ['', '?wait=10ms']) {
      const answer = await post(`pipelines/waiting/runs${query}`, { value: 1 });
      expect(answer.status).to.equal(202);
      const run = (await answer.json()) as Record<string, unknown>;
      expect(run).to.include({ pipeline: 'Waiting', state: 'running', tasks: 1, tasksDone: 0 });
      expect(answer.headers.get('location')).to.equal(`/runs/${String(run['id'])}`);
    }
  });

  it('knows a run in memory by the beginning of its id, where no other begins so', async () => {
    await serving();
    const ids = new Set<string>();
    // Of seventeen two begin alike.
    for (let count = 0; count < 17; count += 1)
      ids.add(await started(server, 'greeting', { name: 'Ada' }));
    const [first = ''] = ids;
    expect(await json(server, `runs/${first.slice(0, 16)}`)).to.include({ id: first });
    const alike = [...ids].filter((id) => [...ids].some((one) => one !== id && one[0] === id[0]));
    const { detail } = await json(server, `runs/${alike[0]?.[0] ?? ''}`);
    expect(detail).to.match(/^several runs begin with `.`: `.*; give more of the id$/);
  });

  it('tells what may have been meant by a word that it does not know', async () => {
    await serving();
    const detail = async (path: string): Promise<unknown> => (await json(server, path)).detail;
    expect(await detail('pipelines/greting')).to.equal(
      'there is no pipeline `greting`: did you mean `greeting`?',
    );
    expect(await detail('pipelines/other')).to.equal(
      'there is no pipeline `other`: `GET /pipelines` lists them',
    );
    expect(await detail('runs?stat=done')).to.equal(
      'there is no parameter `stat`: did you mean `state`?',
    );
    expect(
      await detail(`runs/${await started(server, 'waiting', { value: 1 })}/values/kep`),
    ).to.equal('the run has no value `kep`; did you mean `kept`?');
    expect(await detail('runs?state=don')).to.match(/, not `don`; did you mean `done`\?$/);
  });

  it('tells all that is wrong with inputs at once, as problem details', async () => {
    await serving();
    const answer = await post('pipelines/greeting/runs', { times: 1.5, nam: 'Ada' });
    expect(answer.status).to.equal(422);
    expect(answer.headers.get('content-type')).to.equal('application/problem+json');
    expect(await answer.json()).to.deep.equal({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'wrong-inputs',
      detail:
        'missing input: `name`; input `times` must be an integer, not the number 1.5; ' +
        'the pipeline has no input `nam`: did you mean `name`?',
      errors: [
        { input: 'name', detail: 'missing input: `name`' },
        { input: 'times', detail: 'input `times` must be an integer, not the number 1.5' },
        { input: 'nam', detail: 'the pipeline has no input `nam`: did you mean `name`?' },
      ],
    });
  });

  it('cancels runs, be they at work or waiting', async () => {
    await serving({ concurrency: 1 });
    const first = await started(server, 'waiting', { value: 1 });
    const second = await started(server, 'waiting', { value: 2 });
    await until(server, second, 'waiting');
    expect((await post(`runs/${second}/cancel`)).status).to.equal(202);
    await until(server, second, 'cancelled');
    const gone = await fetch(`${server.url}runs/${first}`, { method: 'DELETE' });
    expect(gone.status).to.equal(202);
    await until(server, first, 'cancelled');
    expect((await post(`runs/${first}/cancel`)).status).to.equal(409);
  });

  it('refuses more than may wait, and says when to come again', async () => {
    await serving({ concurrency: 1, waiting: 1 });
    await started(server, 'waiting', { value: 1 });
    await started(server, 'waiting', { value: 2 });
    const answer = await post('pipelines/waiting/runs', { value: 3 });
    expect(answer.status).to.equal(429);
    expect(answer.headers.get('retry-after')).to.equal('5');
    expect(((await answer.json()) as { detail: string }).detail).to.equal(
      'too many runs wait (at most 1): try again later',
    );
  });

  it('says what there is where a method is not', async () => {
    await serving();
    const { text, headers } = await ask(server, 'PUT', '/runs');
    expect(headers['allow']).to.equal('GET, HEAD');
    expect((JSON.parse(text) as { detail: string }).detail).to.equal(
      '`PUT` is not allowed here, only `GET` and `HEAD`',
    );
  });

  it('starts one run for one key', async () => {
    await serving();
    const key = { 'Idempotency-Key': 'k1' };
    const ids = await Promise.all(
      [1, 2, 3].map(async () => {
        const answer = await post('pipelines/waiting/runs', { value: 1 }, key);
        return ((await answer.json()) as { id: string }).id;
      }),
    );
    expect(new Set(ids).size).to.equal(1);
    const other = await post('pipelines/waiting/runs', { value: 2 }, key);
    expect(other.status).to.equal(422);
    expect(((await other.json()) as { code: string }).code).to.equal('reused-key');
  });

  it('lists runs by state, by pipeline and page by page', async () => {
    await serving();
    await post('pipelines/greeting/runs?wait', { name: 'Ada' });
    const id = await started(server, 'waiting', { value: 1 });
    const ids = async (query: string): Promise<readonly unknown[]> => {
      const { runs } = await json(server, `runs${query}`);
      return (runs as { id: string }[]).map((run) => run.id);
    };
    expect(await ids('')).to.have.length(2);
    expect(await ids('?state=running')).to.deep.equal([id]);
    expect(await ids('?pipeline=waiting')).to.deep.equal([id]);
    expect(await ids('?most=1')).to.deep.equal([id]);
    expect(await ids('?before=1')).to.deep.equal([]);
    const [, first = ''] = (await ids('')) as string[];
    expect(await ids(`?after=${id}`)).to.deep.equal([first]);
    expect(await ids(`?after=${first}`)).to.deep.equal([]);
  });

  it('tells the events of a run, from the first or from where one was', async () => {
    await serving();
    const id = await started(server, 'waiting', { value: 1 });
    const [first] = await eventsOf(server, id, undefined, 1);
    expect(first).to.include({ id: 0, type: 'run-started' });
    const rest = eventsOf(server, id, 0);
    gate.current.open();
    const all = await eventsOf(server, id);
    expect(all.map((event) => event.id)).to.deep.equal(all.map((_, index) => index));
    expect(all.at(-1)?.type).to.equal('run-finished');
    expect(await rest).to.deep.equal(all.slice(1));
    const answer = await fetch(`${server.url}runs/${id}/events`, {
      headers: { 'Last-Event-ID': String(all.length - 1) },
    });
    expect(answer.status).to.equal(204);
  });

  it('gives values as what they are, and parts of them', async () => {
    await serving();
    const form = new FormData();
    form.append('image', new File([new Uint8Array([1, 2, 3])], 'a', { type: 'image/svg+xml' }));
    form.append('raw', new File([], 'b'));
    form.append('note', '{"a/b": ["<script>"]}');
    const answer = await post('pipelines/show/runs?wait', form);
    const path = `${server.url.slice(0, -1)}${answer.headers.get('location') ?? ''}/values/`;
    const image = await fetch(`${path}show.image`);
    expect(image.headers.get('content-type')).to.equal('image/svg+xml');
    expect(image.headers.get('content-disposition')).to.equal('attachment');
    expect(new Uint8Array(await image.arrayBuffer())).to.deep.equal(new Uint8Array([1, 2, 3]));
    const part = await fetch(`${path}note?at=/a~1b/0`);
    expect(part.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    expect(await part.text()).to.equal('<script>');
    expect((await fetch(`${path}note?at=/x`)).status).to.equal(404);
    expect((await fetch(`${path}nothing`)).status).to.equal(404);
  });

  it('ends: takes no more, waits for what is at work, and cancels what takes too long', async () => {
    await serving({ drain: 60_000 });
    const answer = post('pipelines/waiting/runs?wait', { value: 1 });
    while (((await json(server, 'runs')) as { runs: unknown[] }).runs.length === 0);
    const closed = server.close();
    expect((await fetch(`${server.url}health`)).status).to.equal(503);
    expect((await post('pipelines/greeting/runs', { name: 'Ada' })).status).to.equal(503);
    gate.current.open();
    expect(await (await answer).json()).to.deep.equal({ kept: 1 });
    await closed;
    await serving({ drain: 10 });
    const late = post('pipelines/waiting/runs?wait', { value: 1 });
    while (((await json(server, 'runs')) as { runs: unknown[] }).runs.length === 0);
    await server.close();
    expect((await late).status).to.equal(409);
  });

  it('refuses two pipelines of one name, and to be open without a token', async () => {
    await serving();
    const pipeline = await pipelineOf(texts.flaky.replace('Flaky', 'A b'));
    const failure = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => '',
        (error: unknown) => (error as Error).message,
      );
    expect(await failure(serve([pipeline, pipeline]))).to.equal(
      'two pipelines would be served as `a-b`, `A b` and `A b`: give one another name',
    );
    expect(await failure(serve([pipeline], { host: '0.0.0.0' }))).to.equal(
      'other machines can reach `0.0.0.0`: a token is needed, which clients must send',
    );
  });
});
