import { randomUUID } from 'node:crypto';

import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { firstValueFrom, from, Observable, throwError, timeout } from 'rxjs';

import { QueueError } from '../queue-error.js';
import type { OpenQueue, Order, Told } from '../task-queue.js';
import type { WorkerThere } from '../worker-there.js';
import { CarriedValues, lasting, lastingLong, sendAll } from './carried-values.js';
import { type BullMq, connected, loadBullMq, shownUrl } from './connect.js';
import { HandedOver, type Over } from './handed-over.js';
import { standings } from './job-standing.js';
import { LastingOrders } from './lasting-orders.js';
import { type Channels, channelsOf, names, prefix } from './names.js';
import { ToldStream } from './told-stream.js';
import type { JobData } from './wire.js';
import { toldWorkers, whyNone, workersThere } from './workers-there.js';

export interface QueueOptions {
  /** Is told what a user is to know: that Redis is gone, and there again. */
  readonly say?: (line: string) => void;
}

const lookEvery = 1_000;
const refreshEvery = 60_000;

/** For how many seconds what nobody takes away stays: an overseer that is there does so at once. */
const ended = { age: lasting };
const endedLong = { age: lastingLong };

/** For how many milliseconds a job that was taken stays, of a run that lasts: it is committed by then, or found again. */
const committedAfter = 10_000;

/** For how many milliseconds Redis may think about who is there. */
const longestAnswer = 3_000;

/** How long an overseer counts as there after it has last said so, and for how long one may be cancelled. */
const thereFor = 30_000;

/** Attempts are jobs of BullMQ, in the Redis of that URL. Rejects with a `QueueError` where there is none. */
export const openQueue = async (
  url: string,
  { say = () => undefined }: QueueOptions = {},
): Promise<OpenQueue> => {
  const bullMq = await loadBullMq();
  const redis = await connected(url, say);
  const queue = new BullMqQueue(bullMq, redis, shownUrl(url));
  await queue.start();
  return queue;
};

class BullMqQueue implements OpenQueue {
  private readonly id = randomUUID();
  private readonly bullMq: BullMq;
  private readonly redis: Redis;
  private readonly where: string;
  private readonly told: ToldStream;
  private readonly channels: Channels;
  private readonly values: CarriedValues;
  private readonly lasting: LastingOrders;
  private readonly queues = new Map<string, Queue>();
  /** Those whose jobs are not there yet. */
  private readonly adding = new Set<HandedOver>();
  private readonly awaited = new Map<string, HandedOver>();
  /** Those of runs that last whose jobs are still there, with when they were taken. */
  private readonly taken = new Map<HandedOver, number>();
  /** The jobs that are about to be removed. */
  private readonly leaving = new Set<string>();
  private readonly working = new Set<Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;
  private refreshed = Date.now();

  constructor(bullMq: BullMq, redis: Redis, where: string) {
    this.bullMq = bullMq;
    this.redis = redis;
    this.where = where;
    this.told = new ToldStream(redis, names.told(this.id), (job, message) =>
      this.awaited.get(job)?.take(message),
    );
    this.channels = channelsOf(redis.options.db ?? 0);
    this.values = new CarriedValues(redis);
    this.lasting = new LastingOrders(redis, this.id);
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
        if (one.stop()) this.letGo(one);
      };
    });

  /** A command waits for a Redis that is gone: whoever asks is not to. */
  readonly workers = (): Promise<readonly WorkerThere[]> => {
    const gone = throwError(() => new QueueError(`the queue at ${this.where} does not answer`));
    return firstValueFrom(
      this.redis.status === 'ready'
        ? from(toldWorkers(this.redis)).pipe(timeout({ first: longestAnswer, with: () => gone }))
        : gone,
    );
  };

  close(): Promise<void> {
    return (this.closing ??= this.closeNow());
  }

  private async closeNow(): Promise<void> {
    clearTimeout(this.timer);
    // A Redis that is gone is not waited for.
    if (this.redis.status === 'ready') {
      await Promise.all(this.working);
      await this.removeTaken(Infinity).catch(() => undefined);
      await this.redis.del(names.overseer(this.id), names.told(this.id)).catch(() => undefined);
    }
    this.told.close();
    this.redis.disconnect();
  }

  private during(work: Promise<unknown>): void {
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private async add(one: HandedOver): Promise<void> {
    const { order } = one;
    const { need, run, task, attempt, key, seed, outputs, isLasting } = order;
    const inputs = await sendAll(this.values, order.inputs);
    if (one.isOver()) return;
    one.carried = Object.values(inputs);
    if (isLasting) {
      one.written = this.lasting.written(order, inputs);
      const found = await this.lasting.find(one.written, one.queue);
      if (one.isOver()) return;
      if (found !== undefined && !this.isKnown(found)) {
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
    const stays = isLasting ? endedLong : ended;
    await this.queueOf(need.key).add(key, data, {
      jobId: one.id,
      removeOnComplete: stays,
      removeOnFail: stays,
    });
    one.isAdded = true;
    await this.redis.publish(this.channels.work, need.key);
    // It may have been cancelled meanwhile.
    if (one.isOver()) await this.cancel(one);
  }

  private isKnown(id: string): boolean {
    if (this.awaited.has(id) || this.leaving.has(id)) return true;
    return [...this.taken.keys()].some((one) => one.id === id);
  }

  private readonly over = (one: HandedOver, why: Over): void => {
    if (why === 'lost') this.letGo(one);
    else this.awaited.delete(one.id);
    if (why !== 'taken') return;
    // It may have yet to be committed: who goes on with the run would find it.
    if (one.written !== undefined) this.taken.set(one, Date.now());
    else
      this.during(
        this.queueOf(one.queue)
          .remove(one.id)
          .catch(() => undefined),
      );
  };

  /** What its worker may still give is refused. */
  private letGo(one: HandedOver): void {
    this.awaited.delete(one.id);
    this.leaving.add(one.id);
    this.during(
      this.cancel(one)
        .catch(() => undefined)
        .finally(() => this.leaving.delete(one.id)),
    );
  }

  private queueOf(name: string): Queue {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = new this.bullMq.Queue(name, {
        connection: this.redis,
        prefix,
        streams: { events: { maxLen: 1 } },
      });
      // It is said where the connection is made.
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
    }
    return queue;
  }

  private async cancel({ id, queue, isAdded, written }: HandedOver): Promise<void> {
    if (!isAdded) return;
    // What another overseer waits for now is not this one's to cancel.
    if (written !== undefined && (await this.lasting.takenOver(new Set([written.run]))).size > 0)
      return;
    await this.redis.set(names.cancelled(id), '', 'PX', thereFor * 2);
    await this.redis.publish(this.channels.cancel, id);
    // One that is at work is removed by its worker.
    await this.queueOf(queue).remove(id);
    if (written !== undefined) await this.lasting.forget(written, id);
  }

  /** What fails is tried again at the next look. */
  private async removeTaken(before: number): Promise<void> {
    for (const [one, since] of this.taken)
      if (since <= before) await this.remove(one).catch(() => undefined);
    await this.lasting.leave(() => this.runsAtWork());
  }

  private async remove(one: HandedOver): Promise<void> {
    await this.queueOf(one.queue).remove(one.id);
    if (one.written !== undefined) await this.lasting.forget(one.written, one.id);
    this.taken.delete(one);
  }

  private runsAtWork(): ReadonlySet<string> {
    const all = [...this.adding, ...this.awaited.values(), ...this.taken.keys()];
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
    await this.removeTaken(Date.now() - committedAfter);
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
      await this.redis.publish(this.channels.needed, JSON.stringify({ ...need, task }));
    }
  }
}
