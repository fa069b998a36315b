import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { finalize, firstValueFrom, map, type Observable, Subject, take } from 'rxjs';

import { Run } from '../../../lib/engine/run/run.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { connected } from '../../../lib/queue/bullmq/connect.js';
import {
  openQueue,
  type OpenQueue,
  openWorker,
  type QueueWorker,
  remote,
} from '../../../lib/queue/index.js';
import { loaded } from '../../engine/loaded.js';
import { type RedisServer, redisServer } from '../../services.js';
import { until } from '../processes.js';

describe('an attempt at work', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let client: Redis;
  let graph: Graph;
  let worker: QueueWorker;
  let queue: OpenQueue;
  const gate = new Subject<void>();
  const happened: string[] = [];

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
          happened.push('made');
          return gate.pipe(
            take(1),
            map(() => ({ y: x })),
            finalize(() => happened.push('over')),
          );
        },
      },
    ));
  });

  beforeEach(async () => {
    happened.length = 0;
    queue = await openQueue(redis.url);
    worker = await openWorker([graph], redis.url, { say: (line) => happened.push(line) });
  });

  afterEach(async () => {
    await worker.close(0);
    await queue.close();
    await client.flushall();
  });

  after(async () => {
    client.disconnect();
    await redis.close();
  });

  const begun = async () => {
    const run = new Run(graph, { x: 7 }, { remote: remote(queue) });
    const outputs = firstValueFrom(run.outputs$);
    await until(() => happened.length > 0);
    return { outputs };
  };

  it('goes on where Redis fails to hold its lock on', async () => {
    const { outputs } = await begun();
    await client.call('ACL', 'LOG', 'RESET');
    await client.call('ACL', 'SETUSER', 'default', '-evalsha');
    let denied: unknown[] = [];
    const ask = async (): Promise<void> => {
      denied = (await client.call('ACL', 'LOG')) as unknown[];
    };
    try {
      await until(() => {
        void ask();
        return denied.length > 0;
      });
    } finally {
      await client.call('ACL', 'SETUSER', 'default', '+evalsha');
    }
    gate.next();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
    expect(happened).to.deep.equal(['made', 'over']);
  });

  it('has not lost its lock where that is looked at while its end is on its way', async () => {
    const { outputs } = await begun();
    // For longer than it takes until the worker looks.
    await client.call('CLIENT', 'PAUSE', '1500', 'ALL');
    gate.next();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
    expect(happened).to.deep.equal(['made', 'over']);
  });
});
