import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import { Run } from '../../../lib/engine/run/run.js';
import { connected } from '../../../lib/queue/bullmq/connect.js';
import { openQueue, openWorker, remote } from '../../../lib/queue/index.js';
import { loaded } from '../../engine/loaded.js';
import { type RedisServer, redisServer } from '../../services.js';

describe('connections to Redis', function () {
  this.timeout(60_000);
  let redis: RedisServer;

  before(async function () {
    redis = await redisServer(this);
  });

  after(() => redis.close());

  it('are two of a worker and two of a run, however many components there are', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `t${at}`);
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: names.map((name) => `${name}.y`),
        // Other params: another queue.
        components: Object.fromEntries(
          names.map((name) => [
            name,
            { runner: 'Same', inputs: ['x'], outputs: ['y'], params: { name } },
          ]),
        ),
      },
      { Same: { name: 'Same', version: '1', run: ({ x }) => ({ y: x }) } },
    );
    const worker = await openWorker([graph], redis.url);
    const queue = await openQueue(redis.url);
    const client = await connected(redis.url, () => undefined);
    try {
      await firstValueFrom(new Run(graph, { x: 7 }, { remote: remote(queue) }).outputs$);
      const all = String(await client.call('CLIENT', 'LIST'))
        .trim()
        .split('\n');
      const own = String(await client.call('CLIENT', 'ID'));
      expect(all.filter((line) => !line.startsWith(`id=${own} `))).to.have.length(4);
    } finally {
      client.disconnect();
      await queue.close();
      await worker.close(0);
    }
  });
});
