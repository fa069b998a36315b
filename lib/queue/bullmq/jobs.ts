import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import { lasting, lastingLong } from './carried-values.js';
import type { BullMq } from './connect.js';
import { type Channels, names, prefix } from './names.js';
import type { JobData } from './wire.js';

/** For how many seconds what nobody takes away stays: an overseer that is there does so at once. */
const ended = { age: lasting };
const endedLong = { age: lastingLong };

/** For how many milliseconds an attempt is known to be cancelled: its worker asks every second. */
const cancelledFor = 60_000;

/** Where a job is. */
export interface Place {
  readonly queue: string;
  readonly id: string;
}

/** What is handed over, as jobs of BullMQ: a queue for each key of what a worker must have. */
export class Jobs {
  private readonly bullMq: BullMq;
  private readonly redis: Redis;
  private readonly channels: Channels;
  private readonly queues = new Map<string, Queue>();
  private readonly added = new Set<string>();

  constructor(bullMq: BullMq, redis: Redis, channels: Channels) {
    this.bullMq = bullMq;
    this.redis = redis;
    this.channels = channels;
  }

  async add({ queue, id }: Place, data: JobData): Promise<void> {
    const stays = data.isLasting === true ? endedLong : ended;
    await this.queueOf(queue).add(data.key, data, {
      jobId: id,
      removeOnComplete: stays,
      removeOnFail: stays,
    });
    this.wake(queue);
  }

  /** One that is at work is removed by its worker, which hears of it. */
  async cancel({ queue, id }: Place): Promise<void> {
    await this.redis.set(names.cancelled(id), '', 'PX', cancelledFor);
    await this.redis.publish(this.channels.cancel, id);
    await this.remove({ queue, id });
  }

  async remove({ queue, id }: Place): Promise<void> {
    await this.queueOf(queue).remove(id);
  }

  /** Workers are told once of all that comes in one go; they look by themselves as well. */
  private wake(queue: string): void {
    if (this.added.size === 0)
      setImmediate(() => {
        for (const one of this.added)
          this.redis.publish(this.channels.work, one).catch(() => undefined);
        this.added.clear();
      });
    this.added.add(queue);
  }

  private queueOf(name: string): Queue {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = new this.bullMq.Queue(name, {
        connection: this.redis,
        prefix,
        // Once is enough.
        skipVersionCheck: this.queues.size > 0,
        streams: { events: { maxLen: 1 } },
      });
      // It is said where the connection is made.
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
    }
    return queue;
  }
}
