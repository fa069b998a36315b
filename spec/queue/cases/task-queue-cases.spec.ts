import { expect } from 'chai';
import { filter } from 'rxjs';

import { openQueue, openWorker, type TaskQueue } from '../../../lib/queue/index.js';
import {
  type CarrierUnderTest,
  taskQueueCases,
} from '../../../lib/queue/cases/task-queue-cases.js';
import { type RedisServer, redisServer } from '../../services.js';
import { MemoryCarrier } from './memory-queue.js';

describe('the cases of a queue', () => {
  describe('hold for BullMQ: it', function () {
    this.timeout(60_000);
    let redis: RedisServer;
    let database = 0;
    before(async function () {
      redis = await redisServer(this, ['--databases', '100']);
    });
    after(() => redis.close());

    const make = (): Promise<CarrierUnderTest> => {
      const url = `${redis.url}/${(database += 1)}`;
      return Promise.resolve({
        open: () => openQueue(url),
        work: async (graphs) => {
          const worker = await openWorker(graphs, url);
          return { close: () => worker.close(0) };
        },
        close: () => Promise.resolve(),
      });
    };
    for (const { name, run } of taskQueueCases(make)) it(name, run);
  });

  const inMemory = (): Promise<CarrierUnderTest> => Promise.resolve(new MemoryCarrier());

  describe('hold for one in memory: it', () => {
    for (const { name, run } of taskQueueCases(inMemory, { lasts: false })) it(name, run);
  });

  describe('find one that', () => {
    const broken: Readonly<Record<string, (queue: TaskQueue) => TaskQueue['handOver']>> = {
      'loses logs':
        ({ handOver }) =>
        (order) =>
          handOver(order).pipe(filter(({ type }) => type !== 'log')),
      'forgets the attempt':
        ({ handOver }) =>
        (order) =>
          handOver({ ...order, attempt: 1 }),
    };
    for (const [name, change] of Object.entries(broken))
      it(name, async function () {
        this.timeout(60_000);
        const make = async (): Promise<CarrierUnderTest> => {
          const carrier = await inMemory();
          return {
            ...carrier,
            open: async () => {
              const queue = await carrier.open();
              return { ...queue, handOver: change(queue) };
            },
          };
        };
        const cases = taskQueueCases(make, { lasts: false });
        const ends = await Promise.allSettled(cases.map(({ run }) => run()));
        const failed = ends.filter(({ status }) => status === 'rejected');
        expect(failed).to.have.length(1);
      });
  });
});
