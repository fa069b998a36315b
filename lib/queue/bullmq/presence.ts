import type { Redis } from 'ioredis';

import type { AttemptAtWork } from './attempt-at-work.js';
import type { AtWork, WorkerFacts } from './wire.js';
import { sayAtWork, sayGone, sayThere } from './workers-there.js';

/** What a worker says of itself while it is there. */
export class Presence {
  private readonly redis: Redis;
  private readonly facts: Omit<WorkerFacts, 'atWork'>;
  private readonly attempts: ReadonlyMap<string, AttemptAtWork>;
  private isAboutToSay = false;

  constructor(
    redis: Redis,
    facts: Omit<WorkerFacts, 'atWork'>,
    attempts: ReadonlyMap<string, AttemptAtWork>,
  ) {
    this.redis = redis;
    this.facts = facts;
    this.attempts = attempts;
  }

  /** Has to be said again and again. */
  say(): Promise<void> {
    return sayThere(this.redis, { ...this.facts, atWork: this.atWork });
  }

  /** Attempts begin or have ended: said once of all that do so in one go. What is not heard is said again with all else. */
  sayAtWork(): void {
    if (this.isAboutToSay) return;
    this.isAboutToSay = true;
    setImmediate(() => {
      this.isAboutToSay = false;
      if (this.redis.status === 'ready')
        sayAtWork(this.redis, this.facts.id, this.atWork).catch(() => undefined);
    });
  }

  sayGone(): Promise<void> {
    return sayGone(this.redis, this.facts.id);
  }

  private get atWork(): AtWork {
    return Array.from(this.attempts.values(), ({ data: { run, task, attempt }, since }) => ({
      ...{ run, task, attempt, since },
    }));
  }
}
