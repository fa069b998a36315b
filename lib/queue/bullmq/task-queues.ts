import { randomUUID } from 'node:crypto';

import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

import type { BullMq } from './connect.js';
import type { LastWordOfAsked } from './last-words.js';
import { names, prefix } from './names.js';
import type { Message, Result } from './wire.js';

/** The queues of those components that a worker takes tasks of, one for each key. */
export class TaskQueues {
  private readonly bullMq: BullMq;
  private readonly redis: Redis;
  readonly keys: readonly string[];
  private readonly lock: number;
  /** What was last asked for: it may be held, though no answer has come yet. */
  private asked: readonly { readonly key: string; readonly token: string }[] = [];
  private readonly fetchers = new Map<string, Worker>();

  /** `lock`: for how many milliseconds a job is held after it was last heard of. */
  constructor(bullMq: BullMq, redis: Redis, keys: readonly string[], lock: number) {
    this.bullMq = bullMq;
    this.redis = redis;
    this.keys = keys;
    this.lock = lock;
  }

  /** How many wait in each of those in which something does. */
  async waiting(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const lengths = this.redis.pipeline();
    for (const key of keys) lengths.llen(`${prefix}:${key}:wait`);
    const found = (await lengths.exec()) ?? [];
    const all = keys.map((key, at): [string, number] => [key, Number(found[at]?.[1])]);
    return new Map(all.filter(([, count]) => count > 0));
  }

  /** The next job of each of these queues, which may be named several times: it is held from then on. */
  next(keys: readonly string[]): Promise<readonly PromiseSettledResult<Job | undefined>[]> {
    this.asked = keys.map((key) => ({ key, token: randomUUID() }));
    return Promise.allSettled(
      this.asked.map(async ({ key, token }): Promise<Job | undefined> => {
        const found: unknown = await this.fetcherOf(key).getNextJob(token, { block: false });
        return found as Job | undefined;
      }),
    );
  }

  /** For what is held, though no answer has come yet; behind those for what is at work. */
  lastWords(result: Result): readonly LastWordOfAsked[] {
    const message: Message = { type: 'ended', result };
    return this.asked.map(({ key, token }) => ({
      queue: `${prefix}:${key}:`,
      token,
      ...{ told: names.told(''), run: names.run('') },
      text: JSON.stringify(message),
    }));
  }

  async close(): Promise<void> {
    for (const fetcher of this.fetchers.values()) await fetcher.close(true).catch(() => undefined);
  }

  private fetcherOf(key: string): Worker {
    let fetcher = this.fetchers.get(key);
    if (fetcher === undefined) {
      const { Worker, createRedisBackend } = this.bullMq;
      fetcher = new Worker(
        key,
        null,
        {
          connection: this.redis,
          prefix,
          autorun: false,
          lockDuration: this.lock,
          skipStalledCheck: true,
          skipLockRenewal: true,
          // Once is enough.
          skipVersionCheck: this.fetchers.size > 0,
          maxStalledCount: 0,
        },
        // It would have a connection of its own to wait for jobs, which are asked for here where there are some.
        (name, options) => createRedisBackend(name, options),
      );
      fetcher.on('error', () => undefined);
      this.fetchers.set(key, fetcher);
    }
    return fetcher;
  }
}
