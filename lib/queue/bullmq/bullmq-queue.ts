import { randomUUID } from 'node:crypto';

import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { firstValueFrom, from, Observable, type Subscriber, throwError, timeout } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import { AttemptLostError } from '../../engine/lost.js';
import { revived } from '../../runners/thread/portable-error.js';
import { QueueError } from '../queue-error.js';
import type { OpenQueue, Order, Told } from '../task-queue.js';
import type { WorkerThere } from '../worker-there.js';
import { type Carried, CarriedValues, lasting, receiveAll, sendAll } from './carried-values.js';
import { another, type BullMq, connected, loadBullMq, shownUrl } from './connect.js';
import { type Channels, channelsOf, names, prefix } from './names.js';
import {
  type JobData,
  type Message,
  parsed,
  readMessage,
  readResult,
  type Result,
} from './wire.js';
import { receivedError } from './wire-error.js';
import { toldWorkers, whyNone, workersThere } from './workers-there.js';

export interface QueueOptions {
  /** Is told what a user is to know: that Redis is gone, and there again. */
  readonly say?: (line: string) => void;
}

/** What an overseer knows of an attempt that it has handed over. */
interface Awaited {
  readonly id: string;
  readonly queue: Queue;
  readonly order: Order;
  readonly carried: readonly Carried[];
  readonly subscriber: Subscriber<Told>;
  readonly since: number;
  hasBegun: boolean;
  isAdded: boolean;
  /** It was found to have ended, though nobody has told it yet. */
  isFound: boolean;
  reason: string | undefined;
  /** What is told is told in order, though values may have to be fetched. */
  telling: Promise<void>;
}

const lookEvery = 1_000;
const refreshEvery = 60_000;

/** For how many seconds what nobody takes away stays: an overseer that is there does so at once. */
const ended = { age: lasting };

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
  private readonly listening: Redis;
  private readonly channels: Channels;
  private readonly values: CarriedValues;
  private readonly queues = new Map<string, Queue>();
  private readonly awaited = new Map<string, Awaited>();
  private readonly working = new Set<Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private refreshed = Date.now();

  constructor(bullMq: BullMq, redis: Redis, where: string) {
    this.bullMq = bullMq;
    this.redis = redis;
    this.where = where;
    this.listening = another(redis);
    this.channels = channelsOf(redis.options.db ?? 0);
    this.values = new CarriedValues(redis);
  }

  async start(): Promise<void> {
    await this.sayThere();
    void this.listen();
    this.lookLater();
  }

  readonly handOver = (order: Order): Observable<Told> =>
    new Observable((subscriber) => {
      const id = randomUUID();
      this.during(
        this.add(id, order, subscriber).catch((error: unknown) => {
          this.awaited.delete(id);
          subscriber.error(error);
        }),
      );
      subscriber.next({ type: 'waiting', reason: undefined });
      return () => {
        const one = this.awaited.get(id);
        if (one === undefined) return;
        this.awaited.delete(id);
        this.during(this.cancel(one).catch(() => undefined));
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

  async close(): Promise<void> {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    // A Redis that is gone is not waited for.
    if (this.redis.status === 'ready') {
      await Promise.all(this.working);
      await this.redis.del(names.overseer(this.id), names.told(this.id)).catch(() => undefined);
    }
    this.isClosed = true;
    this.listening.disconnect();
    this.redis.disconnect();
  }

  private during(work: Promise<unknown>): void {
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private async add(id: string, order: Order, subscriber: Subscriber<Told>): Promise<void> {
    const inputs = await sendAll(this.values, order.inputs);
    if (subscriber.closed) return;
    const { need, run, task, attempt, key, seed, outputs } = order;
    const queue = this.queueOf(need.key);
    const one: Awaited = {
      ...{ id, queue, order, subscriber, carried: Object.values(inputs), since: Date.now() },
      ...{
        hasBegun: false,
        isAdded: false,
        isFound: false,
        reason: undefined,
        telling: Promise.resolve(),
      },
    };
    this.awaited.set(id, one);
    const data: JobData = {
      overseer: this.id,
      ...{ run, task, attempt, key, seed, inputs },
      item: order.item ?? null,
      trace: order.trace ?? null,
      outputs: [...outputs],
    };
    await queue.add(key, data, { jobId: id, removeOnComplete: ended, removeOnFail: ended });
    one.isAdded = true;
    await this.redis.publish(this.channels.work, need.key);
    // It may have been cancelled meanwhile.
    if (!this.awaited.has(id)) await this.cancel(one);
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

  private async cancel({ id, queue, isAdded }: Awaited): Promise<void> {
    if (!isAdded) return;
    await this.redis.set(names.cancelled(id), '', 'PX', thereFor * 2);
    await this.redis.publish(this.channels.cancel, id);
    // One that is at work is removed by its worker.
    await queue.remove(id);
  }

  private async listen(): Promise<void> {
    let last = '0';
    while (!this.isClosed)
      try {
        const read = await this.listening.xread('BLOCK', 0, 'STREAMS', names.told(this.id), last);
        const told: string[] = [];
        for (const [, entries] of read ?? [])
          for (const [entry, [, id = '', , text = '']] of entries) {
            last = entry;
            told.push(entry);
            const message = readMessage(parsed(text));
            const one = this.awaited.get(id);
            if (one !== undefined && message !== undefined) this.take(one, message);
          }
        if (told.length > 0) await this.redis.xdel(names.told(this.id), ...told);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
  }

  private take(one: Awaited, message: Message): void {
    one.telling = one.telling
      .then(() => this.tell(one, message))
      .catch((error: unknown) => {
        this.lose(one, messageOf(error));
      });
  }

  private async tell(one: Awaited, message: Message): Promise<void> {
    const { subscriber } = one;
    switch (message.type) {
      case 'begun':
        this.begun(one);
        return;
      case 'part':
        subscriber.next({
          ...message,
          value: await this.values.receive(message.value),
        });
        return;
      case 'ended':
        await this.end(one, message.result);
        return;
      default:
        subscriber.next(message);
    }
  }

  private begun(one: Awaited): void {
    if (one.hasBegun) return;
    one.hasBegun = true;
    one.subscriber.next({ type: 'begun' });
  }

  private async end(one: Awaited, result: Result): Promise<void> {
    const { id, queue, subscriber } = one;
    if (!this.awaited.has(id)) return;
    if (result.type === 'lost') {
      this.lose(one, result.reason, result);
      return;
    }
    this.begun(one);
    const values =
      result.type === 'done'
        ? await receiveAll(this.values, result.values)
        : result.type === 'other'
          ? await this.values.receive(result.value)
          : undefined;
    if (!this.awaited.delete(id)) return;
    this.during(queue.remove(id).catch(() => undefined));
    if (result.type === 'failed') {
      subscriber.error(revived(receivedError(result.error)));
      return;
    }
    if (result.type === 'timed-out') subscriber.next(result);
    else if (result.type !== 'nothing') subscriber.next({ type: 'done', values });
    subscriber.complete();
  }

  /** What its worker may still give is refused: its job is no longer there. */
  private lose(one: Awaited, reason: string, how: { readonly isHandedBack?: boolean } = {}): void {
    if (!this.awaited.delete(one.id)) return;
    this.during(this.forget(one).catch(() => undefined));
    this.begun(one);
    one.subscriber.error(new AttemptLostError(reason, how));
  }

  private async forget(one: Awaited): Promise<void> {
    await this.cancel(one);
  }

  private lookLater(): void {
    this.timer = setTimeout(() => {
      this.during(
        this.look()
          .catch(() => undefined)
          .then(() => {
            if (!this.isClosed) this.lookLater();
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
    const all = [...this.awaited.values()].filter(({ isAdded }) => isAdded);
    if (all.length === 0) return;
    const transaction = this.redis.multi();
    for (const { id, order } of all) {
      const key = `${prefix}:${order.need.key}:${id}`;
      transaction.hmget(key, 'data', 'processedOn', 'finishedOn', 'returnvalue', 'failedReason');
      transaction.exists(`${key}:lock`);
    }
    const found = (await transaction.exec()) ?? [];
    all.forEach((one, at) => {
      const [data, processed, finished, result, failed] = (found[2 * at]?.[1] ?? []) as (
        string | null
      )[];
      const isLocked = found[2 * at + 1]?.[1] === 1;
      if (data == null) this.loseBehind(one, 'the queue has lost it');
      else if (failed != null) this.loseBehind(one, `its worker could not take it: ${failed}`);
      else if (finished != null) this.takeFound(one, result);
      else if (processed != null && !isLocked)
        this.loseBehind(one, 'nothing is heard of its worker any more');
    });
    await this.lookForWorkers(all.filter(({ hasBegun }) => !hasBegun));
    if (Date.now() - this.refreshed < refreshEvery) return;
    this.refreshed = Date.now();
    await this.values.refresh(all.flatMap(({ carried }) => carried));
  }

  // Behind all that has been told of it already.
  private loseBehind(one: Awaited, reason: string): void {
    one.telling = one.telling.then(() => {
      this.lose(one, reason);
    });
  }

  private takeFound(one: Awaited, text: string | null | undefined): void {
    // What was told before its end may still be on the way: at the next look it is not.
    if (!one.isFound) {
      one.isFound = true;
      return;
    }
    const result = readResult(parsed(text));
    if (result === undefined) this.loseBehind(one, 'what its worker gave cannot be read');
    else this.take(one, { type: 'ended', result });
  }

  private async lookForWorkers(waiting: readonly Awaited[]): Promise<void> {
    const long = waiting.filter(({ since }) => Date.now() - since >= lookEvery);
    if (long.length === 0) return;
    const workers = await workersThere(this.redis);
    for (const one of long) {
      const reason = whyNone(one.order.need, workers);
      if (reason === one.reason || one.hasBegun) continue;
      one.reason = reason;
      one.subscriber.next({ type: 'waiting', reason });
      if (reason === undefined) continue;
      const { need, task } = one.order;
      await this.redis.publish(this.channels.needed, JSON.stringify({ ...need, task }));
    }
  }
}
