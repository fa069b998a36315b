import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { finalize, map, type Observable, Subject, take } from 'rxjs';

import type { Graph } from '../../../lib/graph/graph.js';
import { connected } from '../../../lib/queue/bullmq/connect.js';
import { LastingOrders } from '../../../lib/queue/bullmq/lasting-orders.js';
import { names } from '../../../lib/queue/bullmq/names.js';
import { openQueue, openWorker, type Order, type TaskQueue } from '../../../lib/queue/index.js';
import { Needs } from '../../../lib/queue/queue-key.js';
import { loaded } from '../../engine/loaded.js';
import { type RedisServer, redisServer } from '../../services.js';
import { until } from '../processes.js';

describe('an order of a run that lasts', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let client: Redis;
  let graph: Graph;
  let gate: Subject<void>;
  let made: number;
  let stopped: number;
  const queues: TaskQueue[] = [];

  before(async function () {
    redis = await redisServer(this);
    client = await connected(redis.url, () => undefined);
    ({ graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: { a: { runner: 'Gated', version: '1', inputs: ['x'], outputs: ['y'] } },
      },
      {
        Gated: ({ x }): Observable<{ y: unknown }> => {
          made += 1;
          let isMade = false;
          return gate.pipe(
            take(1),
            map(() => {
              isMade = true;
              return { y: `${String(x)} ${made}` };
            }),
            finalize(() => {
              if (!isMade) stopped += 1;
            }),
          );
        },
      },
    ));
  });

  beforeEach(() => {
    gate = new Subject();
    made = stopped = 0;
  });

  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close();
    await client.flushall();
  });

  after(async () => {
    client.disconnect();
    await redis.close();
  });

  const order = (more: Partial<Order> = {}): Order => {
    const [component] = graph.components;
    if (component === undefined) throw new Error('no component');
    const need = new Needs(graph.directory ?? '.').of(component);
    return {
      ...{ need, run: 'r', item: undefined, task: 'a', attempt: 1, key: 'r/a/1', seed: 1 },
      ...{ trace: undefined, outputs: ['y'], inputs: { x: 'v' }, isLasting: true, ...more },
    };
  };

  const opened = async (): Promise<TaskQueue> => {
    const queue = await openQueue(redis.url);
    queues.push(queue);
    return queue;
  };

  const heard = (queue: TaskQueue, of: Order) => {
    const told: string[] = [];
    const subscription = queue.handOver(of).subscribe({
      next: (one) => told.push(one.type === 'done' ? JSON.stringify(one.values) : one.type),
      error: (error: Error) => told.push(`${error.name}: ${error.message}`),
    });
    const has = (what: string) => (): boolean => told.includes(what);
    return { told, has, subscription };
  };

  it('that is handed over by another, whichever attempt it is there, is made once', async () => {
    const worker = await openWorker([graph], redis.url);
    try {
      const first = heard(await opened(), order({ attempt: 2 }));
      await until(first.has('begun'));
      const second = heard(await opened(), order());
      await until(() => first.told.length > 2);
      expect(first.told[2]).to.equal('FinalError: another process continues the run');
      await until(second.has('begun'));
      gate.next();
      await until(second.has('{"y":"v 1"}'));
      expect([made, stopped]).to.deep.equal([1, 0]);
    } finally {
      await worker.close(0);
    }
  });

  it('is another where its inputs are others, and where it is handed over again by the same', async () => {
    const worker = await openWorker([graph], redis.url);
    try {
      const queue = await opened();
      const all = [order(), order({ attempt: 2 }), order({ inputs: { x: 'w' } })];
      const told = all.map((one) => heard(queue, one));
      await until(() => made === 3);
      gate.next();
      for (const [at, value] of ['v', 'v', 'w'].entries())
        await until(() => told[at]?.told.includes(`{"y":"${value} 3"}`) ?? false);
      const again = heard(queue, order());
      await until(() => made === 4);
      again.subscription.unsubscribe();
      await until(() => stopped === 1);
    } finally {
      await worker.close(0);
    }
  });

  const eventually = async (what: () => Promise<boolean>): Promise<void> => {
    let is = false;
    const ask = async (): Promise<void> => {
      is = await what();
    };
    await until(() => {
      void ask();
      return is;
    }, 30_000);
  };

  it('keeps its run driven while it is written down', async () => {
    const queue = await opened();
    // For longer than it takes until the queue looks.
    await client.call('CLIENT', 'PAUSE', '1500', 'ALL');
    heard(queue, order());
    await eventually(async () => (await client.keys('*:wait')).length > 0);
    expect(await client.hexists(names.run('r'), 'overseer')).to.equal(1);
  });

  it('is driven again by who is about to leave its run', async () => {
    const orders = new LastingOrders(client, 'me');
    const atWork = new Set<string>();
    for (const run of ['q', 'r']) await orders.find({ run, field: 'f' }, 'none');
    const left = orders.leave(() => atWork);
    atWork.add('r');
    await left;
    expect(await client.hgetall(names.run('q'))).to.deep.equal({});
    expect(await client.hgetall(names.run('r'))).to.deep.equal({ overseer: 'me' });
  });

  it('is removed once it was taken, though Redis refuses that at first', async () => {
    const worker = await openWorker([graph], redis.url);
    const one = heard(await opened(), order());
    await until(one.has('begun'));
    gate.next();
    await until(one.has('{"y":"v 1"}'));
    await worker.close(0);
    await client.call('ACL', 'LOG', 'RESET');
    await client.call('ACL', 'SETUSER', 'default', '-eval', '-evalsha');
    try {
      await eventually(async () => ((await client.call('ACL', 'LOG')) as unknown[]).length > 0);
    } finally {
      await client.call('ACL', 'SETUSER', 'default', '+eval', '+evalsha');
    }
    await eventually(async () => (await client.exists(names.run('r'))) === 0);
  });

  it('is refused by a queue that is closed, and nobody counts as there', async () => {
    const queue = await opened();
    await Promise.all([queue.close(), queue.close()]);
    const { told } = heard(queue, order());
    expect(told).to.deep.equal([
      `QueueError: the queue at ${redis.url.replace(/\/$/, '')} is closed`,
    ]);
    expect(await client.keys(names.overseer('*'))).to.deep.equal([]);
  });

  it('leaves nothing behind when its run is over', async () => {
    const worker = await openWorker([graph], redis.url);
    const queue = await opened();
    const one = heard(queue, order());
    await until(one.has('begun'));
    gate.next();
    await until(one.has('{"y":"v 1"}'));
    await queue.close();
    await worker.close(0);
    expect(await client.keys(names.run('*'))).to.deep.equal([]);
    const left = await client.keys('*');
    expect(
      left.filter((one) => !/:(meta|id|events|stalled-check|marker)$/.test(one)),
    ).to.deep.equal([]);
  });
});
