import canonicalize from 'canonicalize';
import type { Redis } from 'ioredis';

import { sha256 } from '../../store/values/sha256.js';
import type { Order } from '../task-queue.js';
import { type Carried, lastingLong } from './carried-values.js';
import { names, prefix } from './names.js';

/** An order of a run that lasts, as it is written down beside the run. */
export interface Written {
  readonly run: string;
  /** What it is known by to whoever goes on with the run: whichever attempt it is. */
  readonly field: string;
}

const overseerField = 'overseer';

// What another overseer has written meanwhile is none of this one's to remove.
const removeIfIts = `if redis.call('hget', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('hdel', KEYS[1], ARGV[1]) end`;

/**
 * Which overseer drives a run that lasts, and which job an order of it has become: written down in Redis, so that
 * whoever goes on with the run finds what the one before has handed over.
 */
export class LastingOrders {
  private readonly redis: Redis;
  private readonly overseer: string;
  private readonly runs = new Set<string>();

  constructor(redis: Redis, overseer: string) {
    this.redis = redis;
    this.overseer = overseer;
  }

  written({ need, run, item, task, outputs }: Order, inputs: Record<string, Carried>): Written {
    const known = [need.key, item ?? null, task, outputs, inputs];
    return { run, field: sha256(canonicalize(known) ?? '') };
  }

  /** Drives the run from now on. Gives the job that the order has become before, if that is still there. */
  async find({ run, field }: Written, queue: string): Promise<string | undefined> {
    this.runs.add(run);
    const key = names.run(run);
    const found = await this.redis
      .multi()
      .hget(key, field)
      .hset(key, overseerField, this.overseer)
      .expire(key, lastingLong)
      .exec();
    const job = found?.[0]?.[1];
    if (typeof job !== 'string') return undefined;
    return (await this.redis.exists(`${prefix}:${queue}:${job}`)) === 1 ? job : undefined;
  }

  /** To be called before the job is there: else it might run twice. */
  async write({ run, field }: Written, job: string): Promise<void> {
    await this.redis.hset(names.run(run), field, job);
  }

  async forget({ run, field }: Written, job: string): Promise<void> {
    await this.redis.eval(removeIfIts, 1, names.run(run), field, job);
  }

  /** Those of the runs that another overseer drives now. */
  async takenOver(runs: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    if (runs.size === 0) return runs;
    const all = [...runs];
    const asked = this.redis.pipeline();
    for (const run of all) asked.hget(names.run(run), overseerField);
    const found = (await asked.exec()) ?? [];
    return new Set(
      all.filter((_, at) => {
        const overseer = found[at]?.[1];
        return typeof overseer === 'string' && overseer !== this.overseer;
      }),
    );
  }

  /** Runs of which nothing is handed over any more. It is asked anew for each: one may be driven again meanwhile. */
  async leave(atWork: () => ReadonlySet<string>): Promise<void> {
    const there = atWork();
    for (const run of [...this.runs].filter((one) => !there.has(one))) {
      if (atWork().has(run)) continue;
      this.runs.delete(run);
      await this.redis.eval(removeIfIts, 1, names.run(run), overseerField, this.overseer);
    }
  }
}
