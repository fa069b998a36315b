import { firstValueFrom } from 'rxjs';

import { Run } from '../../../lib/engine/run/run.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { openQueue, openWorker, remote } from '../../../lib/queue/index.js';
import { loaded } from '../../engine/loaded.js';
import { type RedisServer, redisServer } from '../../services.js';

/** It may stand still for ever: a spec that waited for it would not end. */
describe('a Redis that does not answer', function () {
  this.timeout(30_000);
  let redis: RedisServer;
  let begun: Promise<void>;
  let begin: () => void;

  beforeEach(async function () {
    redis = await redisServer(this);
    begun = new Promise((resolve) => (begin = resolve));
  });

  afterEach(() => redis.close());

  const graphOfWaits = async (): Promise<Graph> => {
    const waits = {
      name: 'Waits',
      version: '1',
      run: () => {
        begin();
        return new Promise<never>(() => undefined);
      },
    };
    const { graph } = await loaded(
      {
        ...{ inputs: ['x'], outputs: ['a.y'] },
        components: { a: { runner: 'Waits', inputs: ['x'], outputs: ['y'] } },
      },
      { Waits: waits },
    );
    return graph;
  };

  it('is not waited for by a run that ends, nor by a worker', async () => {
    const graph = await graphOfWaits();
    const worker = await openWorker([graph], redis.url, { patience: 50 });
    const queue = await openQueue(redis.url, { patience: 50 });
    const run = new Run(graph, { x: 7 }, { remote: remote(queue) });
    const outputs = firstValueFrom(run.outputs$).catch(() => undefined);
    await begun;
    redis.process().kill('SIGSTOP');
    run.cancel();
    await outputs;
    await queue.close();
    await worker.close(0);
  });

  it('is not waited for by those that have nothing to do', async () => {
    const graph = await graphOfWaits();
    const worker = await openWorker([graph], redis.url, { patience: 50 });
    const queue = await openQueue(redis.url, { patience: 50 });
    redis.process().kill('SIGSTOP');
    await queue.close();
    await worker.close(0);
  });
});
