import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';

import { quoted } from '../../diagnostics/wording.js';
import type { Wrapper } from '../../engine/wrappers/wrapper.js';
import { type CarriedValues, lasting } from './carried-values.js';
import type { LastWord } from './last-words.js';
import { names, prefix } from './names.js';
import { remoteAttempt } from './remote-attempt.js';
import type { RunLifetimes } from './run-lifetimes.js';
import type { Taken } from './taken-components.js';
import type { JobData, Message, Result } from './wire.js';

/** What the attempts of a worker share. */
export interface Workplace {
  readonly redis: Redis;
  readonly values: CarriedValues;
  readonly lifetimes: RunLifetimes;
  readonly wrap: Wrapper;
  readonly name: string;
  /** For how many milliseconds a lock holds. */
  readonly lock: number;
  readonly say: (line: string) => void;
  /** The runner of an attempt is about to be called. */
  readonly begun: () => void;
}

// In one step: a stream whose overseer is gone would stay else.
const telling = `redis.call('xadd', KEYS[1], 'MAXLEN', '~', 100000, '*', 'job', ARGV[1], 'told', ARGV[2])
redis.call('expire', KEYS[1], ARGV[3])`;

/** What becomes of an attempt whose worker of that name ends. */
export const handedBack = (worker: string): Result => ({
  type: 'lost',
  reason: `the worker ${quoted(worker)} is shutting down`,
  isHandedBack: true,
});

/** An attempt that a worker makes, from when it holds its job until its end is acknowledged. */
export class AttemptAtWork {
  readonly data: JobData;
  /** When it was taken, in milliseconds since the epoch. */
  readonly since = Date.now();
  private readonly job: Job;
  private readonly taken: Taken;
  private readonly at: Workplace;
  private readonly stopping = new AbortController();
  /** Who is told of it. */
  private overseer: string;
  private began: number | undefined;
  /** Nothing that it gives is wanted. */
  private isDropped = false;
  private isOver = false;

  constructor(job: Job, data: JobData, taken: Taken, at: Workplace) {
    this.job = job;
    this.data = data;
    this.taken = taken;
    this.overseer = data.overseer;
    this.at = at;
  }

  get id(): string {
    return this.job.id ?? '';
  }

  get timeout(): number | undefined {
    return this.taken.component.timeout;
  }

  /** By when it has to have ended, in milliseconds since the epoch. */
  get due(): number | undefined {
    const { began, timeout } = this;
    return timeout === undefined || began === undefined ? undefined : began + timeout;
  }

  cancel(): void {
    this.stopping.abort('cancelled');
  }

  handBack(): void {
    this.stopping.abort('handed back');
  }

  /** Rejects where what it gives is refused. */
  async make(): Promise<void> {
    try {
      await this.made();
    } finally {
      this.isOver = true;
    }
  }

  private async made(): Promise<void> {
    const { job, data, stopping, at } = this;
    if (await this.isUnwanted()) this.cancel();
    const { lifetime, giveBack } = at.lifetimes.take(data.run);
    const { values, wrap, say } = at;
    const { component, directory } = this.taken;
    let result: Result | undefined;
    try {
      const place = { component, directory, lifetime, values, wrap, tell: this.tell, say };
      result = await remoteAttempt(data, place, stopping.signal);
    } finally {
      giveBack();
    }
    if (this.isDropped) throw new Error('its lock was lost');
    if (stopping.signal.reason === 'handed back') result = handedBack(this.at.name);
    // Its lock ends with it, and is not lost then.
    this.isOver = true;
    // An overseer reads of it what has been acknowledged, and nothing else.
    await job.moveToCompleted(result ?? { type: 'nothing' }, job.token ?? '', false);
    if (result === undefined) await job.remove();
    else this.tell({ type: 'ended', result });
  }

  /** Holds the lock on, or stops what has lost it or is not wanted any more. */
  async holdOn(): Promise<void> {
    const { job, stopping, at } = this;
    const isOver = (): boolean => stopping.signal.aborted || this.isOver;
    if (isOver()) return;
    const isHeld = await job.extendLock(job.token ?? '', at.lock).catch(() => undefined);
    // What fails says nothing of the lock, and is tried again.
    if (isOver() || isHeld === undefined) return;
    if (isHeld === 0) {
      this.isDropped = true;
      at.say(`the lock of ${quoted(this.data.task)} is lost: it is stopped`);
      stopping.abort('lost');
    } else if (await this.isUnwanted()) this.cancel();
  }

  /** For the end of a worker that cannot wait for it. */
  lastWord(result: Result = handedBack(this.at.name)): LastWord {
    const message: Message = { type: 'ended', result };
    return {
      lock: `${prefix}:${this.job.queueName}:${this.id}:lock`,
      token: this.job.token ?? '',
      told: names.told(this.overseer),
      job: this.id,
      text: JSON.stringify(message),
    };
  }

  private readonly tell = (message: Message): void => {
    if (this.isDropped) return;
    if (message.type === 'begun') {
      this.began = Date.now();
      this.at.begun();
    }
    this.at.redis
      .eval(telling, 1, names.told(this.overseer), this.id, JSON.stringify(message), lasting)
      .catch(() => undefined);
  };

  /** Of a run that lasts, whoever goes on with it wants what has begun. */
  private async isUnwanted(): Promise<boolean> {
    const { redis } = this.at;
    const { run, isLasting = false } = this.data;
    if (isLasting) this.overseer = (await redis.hget(names.run(run), 'overseer')) ?? this.overseer;
    const asked = [names.overseer(this.overseer), names.cancelled(this.id)];
    const [overseer = null, cancelled = null] = await redis.mget(asked);
    return cancelled !== null || (overseer === null && !(isLasting && this.began !== undefined));
  }
}
