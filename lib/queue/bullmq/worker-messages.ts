import type { Redis } from 'ioredis';

import { another } from './connect.js';
import { type Message, parsed, readMessage } from './wire.js';

/** What workers tell an overseer, from a stream in Redis that is emptied as it is read. */
export class WorkerMessages {
  private readonly redis: Redis;
  private readonly name: string;
  private readonly hear: (job: string, message: Message) => void;
  private isClosed = false;

  /** What cannot be read is passed over: anyone who reaches Redis may have written it. */
  constructor(redis: Redis, name: string, hear: (job: string, message: Message) => void) {
    this.redis = another(redis);
    this.name = name;
    this.hear = hear;
    void this.listen();
  }

  close(): void {
    this.isClosed = true;
    this.redis.disconnect();
  }

  private async listen(): Promise<void> {
    let last = '0';
    while (!this.isClosed)
      try {
        const read = await this.redis.xread('BLOCK', 0, 'STREAMS', this.name, last);
        const told: string[] = [];
        for (const [, entries] of read ?? [])
          for (const [entry, [, job = '', , text = '']] of entries) {
            last = entry;
            told.push(entry);
            const message = readMessage(parsed(text));
            if (message !== undefined) this.hear(job, message);
          }
        // Before what is asked for next: nothing has to wait for it.
        if (told.length > 0) this.redis.xdel(this.name, ...told).catch(() => undefined);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
  }
}
