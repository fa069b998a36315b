import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import type { Graph } from '../../lib/graph/graph.js';
import { loadFile, orThrow } from '../../lib/load.js';
import { connected } from '../../lib/queue/bullmq/connect.js';
import { names } from '../../lib/queue/bullmq/names.js';
import { openQueue, openWorker, remote, type TaskQueue } from '../../lib/queue/index.js';
import { Registry } from '../../lib/runners/registry.js';
import { mlpipeline } from '../cli/mlpipeline.js';
import { type RedisServer, redisServer } from '../services.js';
import failingRunners from './failing-runners.js';
import { ended, type Process, root, startWorker, until } from './processes.js';
import { watchedRun } from './watched-run.js';

describe('a queue', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let queue: TaskQueue;
  let folder: string;
  let file: string;
  const children: ChildProcess[] = [];

  const worker = async (...argv: string[]): Promise<Process> => {
    const runners = join(root, 'spec/queue/failing-runners.ts');
    const one = await startWorker([file, '--runners', runners, '--queue', redis.url, ...argv]);
    children.push(one.child);
    return one;
  };

  before(async function () {
    redis = await redisServer(this);
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-queue-'));
    file = join(folder, 'pipeline.yaml');
    writeFileSync(
      file,
      `pipeline:
  name: Slow ones
  inputs: [x]
  outputs: [slow.y, after.y, bad.y]
  components:
    slow: {runner: Slow, inputs: [x], outputs: [y], params: {ms: 700}}
    after: {runner: Slow, inputs: {x: slow.y}, outputs: [y]}
    bad: {runner: Broken, inputs: [x], outputs: [y]}
`,
    );
  });

  beforeEach(async () => {
    queue = await openQueue(redis.url);
  });

  afterEach(async () => {
    await queue.close();
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await ended(child);
    }
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await redis.close();
  });

  const loadedGraph = async (): Promise<Graph> =>
    orThrow(await loadFile(file, { runners: new Registry(failingRunners) })).graph;

  it('has attempts made by the processes of workers, and failures told as they are', async () => {
    await worker('--name', 'w1');
    const graph = await loadedGraph();
    const { events, outputs } = watchedRun(graph, { x: 7 }, { remote: remote(queue) });
    expect(await outputs).to.deep.equal({ 'slow.y': 7, 'after.y': 7 });
    const pids = events.flatMap((event) => (event.type === 'attempt-log' ? [event.message] : []));
    expect(pids).to.deep.equal([String(children[0]?.pid), String(children[0]?.pid)]);
  });

  it('tells a failure with its name, cause and stack', async () => {
    await worker();
    const graph = await loadedGraph();
    const order = graph.components.find(({ name }) => name === 'bad');
    const runner = order === undefined ? undefined : remote(queue)(order);
    const context = {
      ...{ run: 'r', component: 'bad', params: {}, outputs: ['y'], attempt: 1, key: 'r/bad/1' },
      ...{ directory: graph.directory ?? '.', seed: 1 },
    };
    const given = runner?.run({ x: 1 }, context as never);
    const error = await firstValueFrom(given as never).then(
      () => undefined,
      (one: unknown) => one as Error & { code: string },
    );
    expect(error).to.include({
      ...{ name: 'RangeError', message: 'it broke', code: 'E7' },
      // Of which JSON has none.
      retryAfter: Infinity,
    });
    expect(error?.stack).to.include('failing-runners');
    expect((error?.cause as Error).message).to.equal('a cable');
  });

  it('gives the task of a worker that is killed to another', async () => {
    const first = await worker('--name', 'w1');
    const graph = await loadedGraph();
    const { events, outputs } = watchedRun(graph, { x: 7 }, { remote: remote(queue) });
    await until(() => events.some(({ type }) => type === 'attempt-log'));
    first.child.kill('SIGKILL');
    await worker('--name', 'w2');
    expect(await outputs).to.deep.equal({ 'slow.y': 7, 'after.y': 7 });
    const told = events.flatMap((event) =>
      'attempt' in event ? [`${event.type} ${event.task} ${event.attempt}`] : [],
    );
    expect(told.slice(0, 5)).to.deep.equal([
      'attempt-started slow 1',
      'attempt-log slow 1',
      'attempt-lost slow 1',
      'attempt-started slow 2',
      'attempt-log slow 2',
    ]);
    const lost = events.find((event) => event.type === 'attempt-lost');
    expect(lost).to.include({ reason: 'its worker no longer responds' });
  });

  it('refuses what a worker gives that was stopped for longer than its lock', async () => {
    const first = await worker('--name', 'w1');
    const graph = await loadedGraph();
    const { events, outputs } = watchedRun(graph, { x: 7 }, { remote: remote(queue) });
    await until(() => events.some(({ type }) => type === 'attempt-log'));
    first.child.kill('SIGSTOP');
    await worker('--name', 'w2');
    expect(await outputs).to.deep.equal({ 'slow.y': 7, 'after.y': 7 });
    first.child.kill('SIGCONT');
    await until(() => /is refused|is lost: it is stopped/.test(first.said()));
    expect(events.filter(({ type }) => type === 'attempt-lost')).to.have.length(1);
  });

  it('says of a task that waits why no worker takes it', async () => {
    const graph = await loadedGraph();
    const { events, run } = watchedRun(graph, { x: 7 }, { remote: remote(queue) });
    const reasons = (): unknown[] =>
      events.flatMap((event) =>
        event.type === 'task-waiting' && event.reason !== undefined ? [event.reason] : [],
      );
    await until(() => reasons().length > 0);
    expect(reasons()).to.deep.equal(['no worker is available: start `mlpipeline worker`']);
    const said: string[] = [];
    const changed = failingRunners.map((one) => ({ ...one, version: '2' }));
    const { graph: old } = orThrow(await loadFile(file, { runners: new Registry(changed) }));
    const one = await openWorker([old], redis.url, { name: 'old', say: (line) => said.push(line) });
    await until(() => reasons().length > 1 && said.length > 0);
    await one.close(0);
    run.cancel();
    expect(reasons()[1]).to.equal(
      'no worker can take it: the code, the params or the version of `Slow` at `old` differ from those here; start `mlpipeline worker` with the same files',
    );
    expect(said).to.deep.equal([
      'the task `slow` waits, and is not taken: the code, the params or the version of `Slow` there differ from those here',
    ]);
  });

  it('hands back what is at work when a worker is interrupted', async () => {
    const first = await worker('--drain', '100ms');
    const graph = await loadedGraph();
    const { events, outputs } = watchedRun(graph, { x: 7 }, { remote: remote(queue) });
    await until(() => events.some(({ type }) => type === 'attempt-log'));
    first.child.kill('SIGINT');
    expect(await ended(first.child)).to.equal(0);
    await worker();
    expect(await outputs).to.deep.equal({ 'slow.y': 7, 'after.y': 7 });
    expect(events.find((event) => event.type === 'attempt-lost'))
      .to.have.property('reason')
      .that.matches(/^the worker `.+` is shutting down$/);
  });

  it('waits for a Redis that has lost everything', async () => {
    await worker();
    const said: string[] = [];
    const own = await openQueue(redis.url, { say: (line) => said.push(line) });
    const graph = await loadedGraph();
    const { events, outputs } = watchedRun(graph, { x: 7 }, { remote: remote(own) });
    await until(() => events.some(({ type }) => type === 'attempt-log'));
    await redis.kill();
    await redis.start();
    expect(await outputs).to.deep.equal({ 'slow.y': 7, 'after.y': 7 });
    await own.close();
    expect(said).to.deep.equal([
      `the queue at ${redis.url} is gone: waiting for it`,
      `the queue at ${redis.url} is available again`,
    ]);
  });

  it('is used by `run --queue`', async () => {
    await worker();
    const runners = ['--runners', join(root, 'spec/queue/failing-runners.ts')];
    const argv = [
      'run',
      file,
      '--inputs',
      'x=7',
      ...runners,
      '--queue',
      redis.url,
      '--quiet',
      '--only',
      'slow.y',
      'after.y',
    ];
    const { status, stdout } = await mlpipeline(argv);
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({ 'slow.y': '7', 'after.y': '7' });
  });

  it('is refused where it cannot be reached, without its password', async () => {
    const refused = await openQueue('redis://me:secret@127.0.0.1:1').catch((one: unknown) => one);
    expect((refused as Error).message).to.equal(
      'the queue at redis://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1; is Redis running there?',
    );
  });

  const databases: Readonly<Record<string, string>> = {
    '999': 'has no database `999`: ERR DB index is out of range',
    '-1': 'has no database `-1`: a database is a whole number, such as `redis://127.0.0.1:6379/1`',
    '11x':
      'has no database `11x`: a database is a whole number, such as `redis://127.0.0.1:6379/1`',
  };
  it('is in the database that its URL names in its query', async () => {
    const one = await openQueue(`${redis.url}?db=2`);
    try {
      const client = await connected(`${redis.url}/2`, () => undefined);
      expect(await client.keys(names.overseer('*'))).to.have.length(1);
      client.disconnect();
    } finally {
      await one.close();
    }
  });

  for (const [database, why] of Object.entries(databases))
    it(`is refused where its Redis has no database ${database}`, async () => {
      const url = `${redis.url}/${database}`;
      const refused = await openQueue(url).then(
        async (open) => {
          await open.close();
        },
        (one: unknown) => one,
      );
      expect((refused as Error | undefined)?.message).to.equal(`the queue at ${url} ${why}`);
    });
});
