import { randomUUID } from 'node:crypto';

import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

import type { BullMq } from './connect.js';
import { prefix } from './names.js';

/** The queues of those components that a worker takes tasks of, one for each key. */
export class TaskQueues {
  private readonly bullMq: BullMq;
  private readonly redis: Redis;
  private readonly keys: readonly string[];
  private readonly lock: number;
  private readonly fetchers = new Map<string, Worker>();

  /** `lock`: for how many milliseconds a job is held after it was last heard of. */
  constructor(bullMq: BullMq, redis: Redis, keys: readonly string[], lock: number) {
    this.bullMq = bullMq;
    this.redis = redis;
    this.keys = keys;
    this.lock = lock;
  }

  /** Those in which something waits. */
  async filled(): Promise<readonly string[]> {
    const lengths = this.redis.pipeline();
    for (const key of this.keys) lengths.llen(`${prefix}:${key}:wait`);
    const found = (await lengths.exec()) ?? [];
    return this.keys.filter((_, at) => Number(found[at]?.[1]) > 0);
  }

  /** The next job of a queue, which is held from then on. */
  async next(key: string): Promise<Job | undefined> {
    const found: unknown = await this.fetcherOf(key).getNextJob(randomUUID(), { block: false });
    return found as Job | undefined;
  }

  async close(): Promise<void> {
    for (const fetcher of this.fetchers.values()) await fetcher.close(true).catch(() => undefined);
  }

  private fetcherOf(key: string): Worker {
    let fetcher = this.fetchers.get(key);
    if (fetcher === undefined) {
      fetcher = new this.bullMq.Worker(key, null, {
        connection: this.redis,
        prefix,
        autorun: false,
        lockDuration: this.lock,
        skipStalledCheck: true,
        skipLockRenewal: true,
        maxStalledCount: 0,
      });
      fetcher.on('error', () => undefined);
      this.fetchers.set(key, fetcher);
    }
    return fetcher;
  }
}
