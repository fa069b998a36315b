import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';
import { Observable } from 'rxjs';

import { QueueError } from '../queue-error.js';
import type { OpenQueue, Order, Told } from '../task-queue.js';
import { packageVersion } from '../../runners/package-version.js';
import type { WorkerThere } from '../worker-there.js';
import { CarriedValues, sendAll } from './carried-values.js';
import { type BullMq, connected, loadBullMq, longestSilence, shownUrl } from './connect.js';
import { EndedJobs } from './ended-jobs.js';
import { HandedOver, type Over } from './handed-over.js';
import { standings } from './job-standing.js';
import { Jobs } from './jobs.js';
import { LastingOrders } from './lasting-orders.js';
import { type Channels, channelsOf, names } from './names.js';
import { WorkerMessages } from './worker-messages.js';
import type { JobData } from './wire.js';
import { untilSilent, within } from './time-limits.js';
import { toldWorkers, whyNone, workersThere } from './workers-there.js';

export interface QueueOptions {
  /** Is told what a user is to know: that Redis is gone, and there again. */
  readonly say?: (line: string) => void;
  /** For how many milliseconds `close` waits for a Redis that does not answer: 10,000. */
  readonly patience?: number;
}

const lookEvery = 1_000;
const refreshEvery = 60_000;

/** For how many milliseconds a job that was taken stays, of a run that lasts: it is committed by then, or found again. */
const committedAfter = 10_000;

/** For how many milliseconds Redis may think about who is there. */
const longestAnswer = 3_000;

/** How long an overseer counts as there after it has last said so, in milliseconds. */
const thereFor = 30_000;

/** Attempts are jobs of BullMQ, in the Redis of that URL. Rejects with a `QueueError` where there is none. */
export const openQueue = async (
  url: string,
  { say = () => undefined, patience = longestSilence }: QueueOptions = {},
): Promise<OpenQueue> => {
  const bullMq = await loadBullMq();
  const redis = await connected(url, say);
  const queue = new BullMqQueue(bullMq, redis, shownUrl(url), patience);
  await queue.start();
  return queue;
};

class BullMqQueue implements OpenQueue {
  private readonly id = randomUUID();
  private readonly redis: Redis;
  private readonly where: string;
  private readonly patience: number;
  private readonly told: WorkerMessages;
  private readonly channels: Channels;
  private readonly values: CarriedValues;
  private readonly lasting: LastingOrders;
  private readonly jobs: Jobs;
  private readonly ended: EndedJobs;
  /** Those whose jobs are not there yet. */
  private readonly adding = new Set<HandedOver>();
  private readonly awaited = new Map<string, HandedOver>();
  /** Runs that others are to go on with. */
  private readonly left = new Set<string>();
  private readonly working = new Set<Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;
  private refreshed = Date.now();

  constructor(bullMq: BullMq, redis: Redis, where: string, patience: number) {
    this.redis = redis;
    this.where = where;
    this.patience = patience;
    this.told = new WorkerMessages(redis, names.told(this.id), (job, message) =>
      this.awaited.get(job)?.take(message),
    );
    this.channels = channelsOf(redis.options.db ?? 0);
    this.values = new CarriedValues(redis);
    this.lasting = new LastingOrders(redis, this.id);
    this.jobs = new Jobs(bullMq, redis, this.channels);
    this.ended = new EndedJobs(this.jobs, this.lasting);
  }

  async start(): Promise<void> {
    await this.sayThere();
    this.lookLater();
  }

  readonly handOver = (order: Order): Observable<Told> =>
    new Observable((subscriber) => {
      if (this.closing !== undefined) {
        subscriber.error(new QueueError(`the queue at ${this.where} is closed`));
        return;
      }
      this.left.delete(order.run);
      const one = new HandedOver(order, randomUUID(), this.values, subscriber, this.over);
      this.adding.add(one);
      this.during(
        this.add(one)
          .catch((error: unknown) => {
            this.awaited.delete(one.id);
            one.fail(error);
          })
          .finally(() => this.adding.delete(one)),
      );
      subscriber.next({ type: 'waiting', reason: undefined });
      return () => {
        if (one.stop()) this.over(one, 'lost');
      };
    });

  /** What another process of the same run is to find goes on. */
  readonly leave = (run: string): void => {
    this.left.add(run);
  };

  /** A command waits for a Redis that is gone: whoever asks is not to. */
  readonly workers = async (): Promise<readonly WorkerThere[]> => {
    const gone = (): Error => new QueueError(`the queue at ${this.where} does not answer`);
    if (this.redis.status !== 'ready') throw gone();
    return within(longestAnswer, toldWorkers(this.redis), gone);
  };

  close(): Promise<void> {
    return (this.closing ??= this.closeNow());
  }

  private async closeNow(): Promise<void> {
    clearTimeout(this.timer);
    await untilSilent(this.redis, this.patience, async () => {
      await Promise.all(this.working);
      await this.removeEnded(Infinity).catch(() => undefined);
      await this.redis.del(names.overseer(this.id), names.told(this.id));
    });
    this.told.close();
    this.redis.disconnect();
  }

  private during(work: Promise<unknown>): void {
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private async add(one: HandedOver): Promise<void> {
    const { order } = one;
    const { run, task, attempt, key, seed, outputs, isLasting } = order;
    const inputs = await sendAll(this.values, order.inputs);
    if (one.isOver()) return;
    one.carried = Object.values(inputs);
    if (isLasting) {
      one.written = this.lasting.written(order, inputs);
      const found = await this.lasting.find(one.written, one.queue);
      if (one.isOver()) return;
      if (found !== undefined && !this.awaited.has(found) && !this.ended.has(found)) {
        // Of another overseer, which is gone. How it stands is looked at.
        one.id = found;
        one.isAdded = true;
        this.awaited.set(found, one);
        return;
      }
      await this.lasting.write(one.written, one.id);
    }
    this.awaited.set(one.id, one);
    const data: JobData = {
      overseer: this.id,
      ...{ run, task, attempt, key, seed, inputs },
      item: order.item ?? null,
      trace: order.trace ?? null,
      outputs: [...outputs],
      ...(isLasting ? { isLasting } : {}),
    };
    await this.jobs.add(one, data);
    one.isAdded = true;
    // It may have been cancelled meanwhile.
    if (one.isOver()) await this.ended.cancel(one);
  }

  private readonly over = (one: HandedOver, why: Over): void => {
    this.awaited.delete(one.id);
    const { isLasting, run } = one.order;
    if (why === 'taken') this.during(this.ended.take(one));
    else if (why === 'lost' && !(isLasting && one.hasBegun && this.left.has(run)))
      this.during(this.ended.letGo(one));
  };

  private async removeEnded(before: number): Promise<void> {
    await this.ended.remove(before);
    await this.lasting.leave(() => this.runsAtWork());
  }

  private runsAtWork(): ReadonlySet<string> {
    const all = [...this.adding, ...this.awaited.values(), ...this.ended.all];
    return new Set(all.map(({ order }) => order.run));
  }

  private lookLater(): void {
    this.timer = setTimeout(() => {
      this.during(
        this.look()
          .catch(() => undefined)
          .then(() => {
            if (this.closing === undefined) this.lookLater();
          }),
      );
    }, lookEvery);
    this.timer.unref();
  }

  private sayThere(): Promise<unknown> {
    return this.redis.set(names.overseer(this.id), '', 'PX', thereFor);
  }

  /** What is told may be lost with Redis or with a worker: how jobs stand is looked at as well. */
  private async look(): Promise<void> {
    await this.sayThere();
    await this.removeEnded(Date.now() - committedAfter);
    await this.lookForOverseers();
    const all = [...this.awaited.values()].filter(({ isAdded }) => isAdded);
    if (all.length === 0) return;
    const found = await standings(this.redis, all);
    found.forEach((standing, at) => {
      all[at]?.takeStanding(standing);
    });
    await this.lookForWorkers(all.filter(({ hasBegun }) => !hasBegun));
    if (Date.now() - this.refreshed < refreshEvery) return;
    this.refreshed = Date.now();
    await this.values.refresh(all.flatMap(({ carried }) => carried));
  }

  /** One that was stopped may wake when another has taken its runs over. */
  private async lookForOverseers(): Promise<void> {
    const lasting = [...this.awaited.values()].filter(({ written }) => written !== undefined);
    const lost = await this.lasting.takenOver(new Set(lasting.map(({ order }) => order.run)));
    for (const one of lasting) if (lost.has(one.order.run)) one.takenOver();
  }

  private async lookForWorkers(waiting: readonly HandedOver[]): Promise<void> {
    const long = waiting.filter(({ since }) => Date.now() - since >= lookEvery);
    if (long.length === 0) return;
    const workers = await workersThere(this.redis);
    for (const one of long) {
      const reason = whyNone(one.order.need, workers);
      if (!one.waitsFor(reason) || reason === undefined) continue;
      const { need, task } = one.order;
      const news = { ...need, task, version: packageVersion() };
      await this.redis.publish(this.channels.needed, JSON.stringify(news));
    }
  }
}
