import { Queue } from 'bullmq';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { firstValueFrom } from 'rxjs';

import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { Run } from '../../../lib/engine/run/run.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { connected } from '../../../lib/queue/bullmq/connect.js';
import { names, prefix } from '../../../lib/queue/bullmq/names.js';
import { openQueue, openWorker, type QueueWorker, remote } from '../../../lib/queue/index.js';
import { Needs } from '../../../lib/queue/queue-key.js';
import { loaded } from '../../engine/loaded.js';
import { type RedisServer, redisServer } from '../../services.js';
import { until } from '../processes.js';

describe('a Redis that others write to', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let client: Redis;
  let graph: Graph;
  let key: string;
  const closing: (() => Promise<unknown>)[] = [];

  before(async function () {
    redis = await redisServer(this);
    client = await connected(redis.url, () => undefined);
    ({ graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: { a: { runner: 'Same', version: '1', inputs: ['x'], outputs: ['y'] } },
      },
      { Same: ({ x }) => ({ y: x }) },
    ));
    const [component] = graph.components;
    if (component === undefined) throw new Error('no component');
    ({ key } = new Needs(graph.directory ?? '.').of(component));
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await client.flushall();
  });

  after(async () => {
    client.disconnect();
    await redis.close();
  });

  const worker = async (url = redis.url): Promise<readonly string[]> => {
    const said: string[] = [];
    const one: QueueWorker = await openWorker([graph], url, {
      name: 'w',
      say: (line) => said.push(line),
    });
    closing.push(() => one.close(0));
    return said;
  };

  const running = async ({ x = 7, url = redis.url }: { x?: unknown; url?: string } = {}) => {
    const queue = await openQueue(url);
    closing.push(() => queue.close());
    const events: RunEvent[] = [];
    const run = new Run(
      graph,
      { x },
      { remote: remote(queue), sinks: [(event): number => events.push(event)] },
    );
    const outputs: Promise<Values> = firstValueFrom(run.outputs$);
    outputs.catch(() => undefined);
    return { events, run, outputs };
  };

  const jobs = (): Queue => {
    const queue = new Queue(key, { connection: client, prefix });
    closing.push(() => queue.close());
    return queue;
  };

  it('has its malformed jobs dropped, each with a word, and runs go on', async () => {
    const queue = jobs();
    const whole = {
      ...{ overseer: 'o', run: 'r', item: null, task: 'a', attempt: 1, key: 'r/a/1', seed: 1 },
      ...{ trace: null, outputs: ['y'], inputs: { x: { bytes: 'AAAA' } } },
    };
    const malformed: unknown[] = [null, 'text', [], {}, { ...whole, inputs: { x: 7 } }];
    for (const [at, data] of malformed.entries())
      await queue.add('any', data, { jobId: `bad-${at}` });
    const said = await worker();
    const { outputs } = await running();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
    expect([...said].sort()).to.deep.equal(
      malformed.map((_, at) => `the job \`bad-${at}\` cannot be read, and is dropped`),
    );
  });

  it('has a value that was written over sent again', async () => {
    const x = 'x'.repeat(20_000);
    const { events, outputs } = await running({ x });
    await until(() => events.some(({ type }) => type === 'task-waiting'));
    const blobs = async (): Promise<readonly string[]> => client.keys(names.blob('*'));
    while ((await blobs()).length === 0);
    for (const blob of await blobs()) await client.set(blob, 'other bytes', 'KEEPTTL');
    await worker();
    expect(await outputs).to.deep.equal({ 'a.y': x });
    const reasons = events.flatMap((event) =>
      event.type === 'attempt-lost' ? [event.reason.replace(/[0-9a-f]{64}/, 'HASH')] : [],
    );
    expect(reasons).to.deep.equal(['the value HASH is damaged in Redis']);
  });

  it('may tell an overseer nonsense', async () => {
    const { events, outputs } = await running();
    await until(() => events.some(({ type }) => type === 'task-waiting'));
    const [overseer = ''] = await client.keys(names.overseer('*'));
    const told = names.told(overseer.split(':').at(-1) ?? '');
    const [id = ''] = (await jobs().getWaiting()).map((job) => job.id ?? '');
    for (const text of ['', '{', '{}', '{"type":"ended","result":{"type":"done"}}'])
      await client.xadd(told, '*', 'job', id, 'told', text);
    await client.xadd(told, '*', 'any', 'thing');
    await worker();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
  });

  it('keeps what its databases hold apart', async () => {
    const other = `${redis.url}/1`;
    const said = await worker(other);
    const { events, run, outputs } = await running();
    const reasons = (): unknown[] =>
      events.flatMap((event) =>
        event.type === 'task-waiting' && event.reason !== undefined ? [event.reason] : [],
      );
    await until(() => reasons().length > 0);
    expect(reasons()).to.deep.equal(['no worker is there: start `mlpipeline worker`']);
    expect(said).to.deep.equal([]);
    const { outputs: there } = await running({ url: other });
    expect(await there).to.deep.equal({ 'a.y': 7 });
    await worker();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
    run.cancel();
  });

  it('is left without values, jobs and news when nobody takes them', async () => {
    await worker();
    const { outputs } = await running();
    await outputs;
    const [told = ''] = await client.keys(names.told('*'));
    expect(await client.ttl(told)).to.be.within(1, 600);
    for (const close of closing.splice(0).reverse()) await close();
    const left = await client.keys('*');
    expect(
      left.filter((one) => !/:(meta|id|events|stalled-check|marker)$/.test(one)),
    ).to.deep.equal([]);
  });
});
