import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { identity } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Graph } from '../../graph/graph.js';
import type { Wrapper } from '../../engine/wrappers/wrapper.js';
import { packageVersion } from '../../runners/package-version.js';
import { anyPool } from '../queue-key.js';
import { AttemptAtWork, handedBack, type Workplace } from './attempt-at-work.js';
import { CarriedValues, lasting } from './carried-values.js';
import { another, type BullMq, connected, loadBullMq, longestSilence } from './connect.js';
import { Intake } from './intake.js';
import { jobFor } from './job-for.js';
import { tellLastWords } from './last-words.js';
import { type Channels, channelsOf } from './names.js';
import { Presence } from './presence.js';
import { RunLifetimes } from './run-lifetimes.js';
import { Standstill } from './standstill.js';
import { type Taken, takenOf } from './taken-components.js';
import { TaskQueues } from './task-queues.js';
import { parsed } from './wire.js';
import { untilSilent } from './time-limits.js';

export interface WorkerOptions {
  /** The runners that it takes tasks of; by default all that its pipelines have. */
  readonly onlyRunners?: readonly string[] | undefined;
  /** How many attempts it makes at once: 4. */
  readonly concurrency?: number;
  readonly name?: string | undefined;
  readonly pool?: string | undefined;
  /** For how many milliseconds its lock holds after it was last heard of: 10,000. */
  readonly lock?: number;
  /** Stands around every runner. */
  readonly wrapper?: Wrapper;
  readonly say?: (line: string) => void;
  /** For how many milliseconds `close` waits, at its end, for a Redis that does not answer: 10,000. */
  readonly patience?: number;
  /**
   * Is told by when the event loop of this process has to have gone round, in milliseconds since the epoch, lest
   * an attempt takes longer than it may or its lock is lost: whoever sees that it has not calls `endNow`.
   */
  readonly due?: (at: number | undefined) => void;
}

/** Makes the attempts that others hand over. */
export interface QueueWorker {
  /** How many components it takes tasks of. */
  readonly takes: number;
  /** Takes nothing more; hands back what has not ended after so many milliseconds. */
  readonly close: (drain: number) => Promise<void>;
  /**
   * Tells in this very call what becomes of what is at work: the process is to end behind it. To be called in the
   * midst of what computes without pause. Gives what is to be said; `undefined` where it is too early to end.
   */
  readonly endNow: (why: 'interrupted' | 'timeout') => string | undefined;
}

const lookEvery = 1_000;

/** Takes the tasks of these pipelines from a queue. Rejects with a `QueueError` where there is none. */
export const openWorker = async (
  graphs: readonly Graph[],
  url: string,
  options: WorkerOptions = {},
): Promise<QueueWorker> => {
  const { say = () => undefined, pool = anyPool } = options;
  const taken = takenOf(graphs, pool, options.onlyRunners, say);
  const bullMq = await loadBullMq();
  const worker = new BullMqWorker(bullMq, url, await connected(url, say), taken, options);
  await worker.start();
  return worker;
};

class BullMqWorker implements QueueWorker {
  private readonly url: string;
  private readonly redis: Redis;
  private readonly hearing: Redis;
  private readonly channels: Channels;
  private readonly taken: ReadonlyMap<string, Taken>;
  private readonly name: string;
  private readonly pool: string;
  private readonly concurrency: number;
  private readonly say: (line: string) => void;
  private readonly patience: number;
  private readonly place: Workplace;
  private readonly queues: TaskQueues;
  private readonly intake: Intake;
  private readonly atWork = new Map<string, AttemptAtWork>();
  /** Whose code it is that runs. */
  private readonly running = new AsyncLocalStorage<AttemptAtWork>();
  private readonly standstill: Standstill;
  private readonly presence: Presence;
  private readonly saidOf = new Set<string>();
  private readonly settled = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;
  private isHandingBack = false;
  private isClosed = false;

  constructor(
    bullMq: BullMq,
    url: string,
    redis: Redis,
    taken: ReadonlyMap<string, Taken>,
    options: WorkerOptions,
  ) {
    this.url = url;
    this.redis = redis;
    this.hearing = another(redis);
    this.channels = channelsOf(redis.options.db ?? 0);
    this.taken = taken;
    this.name = options.name ?? `${hostname()}-${process.pid}`;
    this.pool = options.pool ?? anyPool;
    this.concurrency = options.concurrency ?? 4;
    this.say = options.say ?? (() => undefined);
    this.patience = options.patience ?? longestSilence;
    const { lock = 10_000, wrapper: wrap = identity, due = () => undefined } = options;
    this.presence = new Presence(
      redis,
      {
        ...{ id: randomUUID(), name: this.name, pool: this.pool, concurrency: this.concurrency },
        ...{ host: hostname(), pid: process.pid, version: packageVersion(), since: Date.now() },
        takes: [...taken].map(([key, { component }]) => ({ key, runner: component.runner.name })),
      },
      this.atWork,
    );
    this.standstill = new Standstill(this.atWork, lock, due);
    this.place = {
      ...{ redis, wrap, lock, name: this.name, say: this.say },
      values: new CarriedValues(redis),
      lifetimes: new RunLifetimes(),
      begun: this.standstill.goesRound,
    };
    this.queues = new TaskQueues(bullMq, redis, [...taken.keys()], lock);
    this.intake = new Intake(this.queues, {
      room: () => this.room(),
      take: (key, job) => {
        this.take(key, job);
      },
      failed: (why) => {
        if (this.redis.status === 'ready') this.say(why);
      },
    });
  }

  get takes(): number {
    return this.taken.size;
  }

  async start(): Promise<void> {
    this.hearing.on('message', (channel: string, text: string) => {
      this.hear(channel, text);
    });
    const { work, cancel, needed } = this.channels;
    await this.hearing.subscribe(work, cancel, needed);
    await this.presence.say();
    this.intake.fetchAny();
    this.lookLater();
  }

  async close(drain: number): Promise<void> {
    this.isClosing = true;
    const end = Date.now() + drain;
    while ((this.atWork.size > 0 || this.intake.isFetching) && Date.now() < end)
      await this.settling(end);
    this.isHandingBack = true;
    for (const one of this.atWork.values()) one.handBack();
    const patience = Date.now() + 2_000;
    while ((this.atWork.size > 0 || this.intake.isFetching) && Date.now() < patience)
      await this.settling(patience);
    this.isClosed = true;
    clearTimeout(this.timer);
    this.place.lifetimes.endAll();
    await untilSilent(this.redis, this.patience, () => this.presence.sayGone());
    this.hearing.disconnect();
    await this.queues.close();
    this.redis.disconnect();
  }

  endNow(why: 'interrupted' | 'timeout'): string | undefined {
    const all = [...this.atWork.values()];
    const guilty = this.running.getStore() ?? (all.length === 1 ? all[0] : undefined);
    const { words, said } =
      why === 'timeout'
        ? (this.standstill.end(guilty) ?? {})
        : { words: all.map((one) => one.lastWord()), said: 'this worker is shutting down' };
    if (words === undefined) return undefined;
    tellLastWords(this.url, lasting, words, this.queues.lastWords(handedBack(this.name)));
    return said;
  }

  private settling(end: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.settled.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, Math.min(end - Date.now(), 100)));
      this.settled.add(done);
    });
  }

  private hear(channel: string, text: string): void {
    if (channel === this.channels.work) {
      if (this.taken.has(text)) this.intake.fetch([text]);
    } else if (channel === this.channels.cancel) this.atWork.get(text)?.cancel();
    else this.hearNeeded(parsed(text));
  }

  /** A task waits that nobody can take: this one says where it nearly could. */
  private hearNeeded(value: unknown): void {
    const { key, runner, pool, task, version } = (value ?? {}) as Partial<Record<string, unknown>>;
    if (typeof key !== 'string' || typeof runner !== 'string' || typeof task !== 'string') return;
    if (pool !== this.pool || this.taken.has(key) || this.saidOf.has(key)) return;
    if (![...this.taken.values()].some(({ component }) => component.runner.name === runner)) return;
    this.saidOf.add(key);
    const differ = `the code, the params or the version of ${quoted(runner)} there differ from those here`;
    const versions =
      typeof version !== 'string' || version === packageVersion()
        ? ''
        : `; MLPipeline is ${version} there and ${packageVersion()} here`;
    this.say(`the task ${quoted(task)} waits, and is not taken: ${differ}${versions}`);
  }

  private room(): number {
    return this.isClosing ? 0 : this.concurrency - this.atWork.size;
  }

  private take(key: string, job: Job): void {
    const taken = this.taken.get(key);
    if (taken === undefined) return;
    const data = jobFor(taken.component, job.data);
    if (data === undefined) {
      this.say(`the job ${quoted(job.id ?? '')} cannot be read, and is dropped`);
      // If that fails its lock runs out, and it is lost in the same way.
      job
        .moveToFailed(new Error('the job cannot be read'), job.token ?? '', false)
        .catch(() => undefined);
      return;
    }
    const one = new AttemptAtWork(job, data, taken, this.place);
    this.atWork.set(one.id, one);
    // What was asked for before comes all the same.
    if (this.isHandingBack) one.handBack();
    this.standstill.goesRound();
    this.presence.sayAtWork();
    void this.running
      .run(one, () => one.make())
      .catch((error: unknown) => {
        this.say(
          `the result of ${quoted(data.task)} is refused, since another worker has the task: ${messageOf(error)}`,
        );
      })
      .finally(() => {
        this.atWork.delete(one.id);
        this.standstill.goesRound();
        this.presence.sayAtWork();
        for (const settled of this.settled) settled();
        this.intake.fetch();
      });
  }

  private lookLater(): void {
    this.timer = setTimeout(() => {
      void this.look()
        .catch(() => undefined)
        .then(() => {
          if (!this.isClosed) this.lookLater();
        });
    }, lookEvery);
  }

  /** What was to wake it may be lost. */
  private async look(): Promise<void> {
    this.standstill.goesRound();
    await Promise.all([...this.atWork.values()].map((one) => one.holdOn()));
    await this.presence.say();
    this.place.lifetimes.endUnused();
    this.intake.fetchAny();
  }
}
