import type { Subscriber } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import { AttemptLostError } from '../../engine/attempts/lost.js';
import { FinalError } from '../../runners/final-error.js';
import { revived } from '../../runners/thread/portable-error.js';
import type { Order, Told } from '../task-queue.js';
import { type Carried, type CarriedValues, receiveAll } from './carried-values.js';
import type { Standing } from './job-standing.js';
import type { Written } from './lasting-orders.js';
import { type Message, parsed, readResult, type Result } from './wire.js';
import { receivedError } from './wire-error.js';

/** Why nothing is told of it any more: its end was taken, or what its worker may still give is to be refused. */
export type Over = 'taken' | 'lost' | 'taken over';

/** What an overseer knows of an attempt that it has handed over, and tells whoever waits for it. */
export class HandedOver {
  readonly order: Order;
  readonly since = Date.now();
  /** Of its job. */
  id: string;
  /** What of its inputs lies in Redis. */
  carried: readonly Carried[] = [];
  written: Written | undefined;
  hasBegun = false;
  /** Its job is there. */
  isAdded = false;
  private hasEnded = false;
  private readonly values: CarriedValues;
  private readonly subscriber: Subscriber<Told>;
  private readonly over: (why: Over) => void;
  /** It was found to have ended, though nobody has told it yet. */
  private isFound = false;
  private reason: string | undefined;
  /** What is told is told in order, though values may have to be fetched. */
  private telling = Promise.resolve();

  /** `over` is called once, before its end is told. */
  constructor(
    order: Order,
    id: string,
    values: CarriedValues,
    subscriber: Subscriber<Told>,
    over: (one: HandedOver, why: Over) => void,
  ) {
    this.order = order;
    this.id = id;
    this.values = values;
    this.subscriber = subscriber;
    this.over = (why) => {
      this.hasEnded = true;
      over(this, why);
    };
  }

  get queue(): string {
    return this.order.need.key;
  }

  isOver(): boolean {
    return this.hasEnded;
  }

  /** Nobody waits for it any more. Gives whether somebody did. */
  stop(): boolean {
    const did = !this.hasEnded;
    this.hasEnded = true;
    return did;
  }

  /** Behind all that it has been told before. */
  take(message: Message): void {
    this.then(() => this.tell(message));
  }

  /** What is told may be lost with Redis or with a worker: this is what was found. */
  takeStanding(standing: Standing): void {
    switch (standing.type) {
      case 'waits':
        return;
      case 'at work':
        // Its start may have been told to another overseer.
        this.take({ type: 'begun' });
        return;
      case 'lost':
        this.then(() => {
          this.lose(standing.reason);
        });
        return;
      case 'ended':
        // What was told before its end may still be on the way: at the next look it is not.
        if (this.isFound) this.takeResult(standing.result);
        this.isFound = true;
    }
  }

  /** Why no worker can take it, if none can. Gives whether that is another reason than it was. */
  waitsFor(reason: string | undefined): boolean {
    if (reason === this.reason || this.hasBegun || this.isOver()) return false;
    this.reason = reason;
    this.subscriber.next({ type: 'waiting', reason });
    return true;
  }

  fail(error: unknown): void {
    if (this.stop()) this.subscriber.error(error);
  }

  takenOver(): void {
    if (this.isOver()) return;
    this.over('taken over');
    this.subscriber.error(new FinalError('another process continues the run'));
  }

  private then(what: () => Promise<void> | void): void {
    this.telling = this.telling
      .then(() => (this.isOver() ? undefined : what()))
      .catch((error: unknown) => {
        this.lose(messageOf(error));
      });
  }

  private takeResult(text: string | null | undefined): void {
    const result = readResult(parsed(text));
    if (result !== undefined) this.take({ type: 'ended', result });
    else
      this.then(() => {
        this.lose('the result from its worker cannot be read');
      });
  }

  private async tell(message: Message): Promise<void> {
    switch (message.type) {
      case 'begun':
        this.begun();
        return;
      case 'part':
        this.subscriber.next({ ...message, value: await this.values.receive(message.value) });
        return;
      case 'ended':
        await this.end(message.result);
        return;
      default:
        this.subscriber.next(message);
    }
  }

  private begun(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.subscriber.next({ type: 'begun' });
  }

  private async end(result: Result): Promise<void> {
    const { subscriber, values } = this;
    if (result.type === 'lost') {
      this.lose(result.reason, result);
      return;
    }
    this.begun();
    const given =
      result.type === 'done'
        ? await receiveAll(values, result.values)
        : result.type === 'other'
          ? await values.receive(result.value)
          : undefined;
    if (this.isOver()) return;
    if (this.order.isLasting && result.type === 'done')
      await values.refresh(Object.values(result.values));
    if (this.isOver()) return;
    this.over('taken');
    if (result.type === 'failed') {
      subscriber.error(revived(receivedError(result.error)));
      return;
    }
    if (result.type === 'timed-out') subscriber.next(result);
    else if (result.type !== 'nothing') subscriber.next({ type: 'done', values: given });
    subscriber.complete();
  }

  /** What its worker may still give is refused: its job is no longer there. */
  private lose(reason: string, how: { readonly isHandedBack?: boolean } = {}): void {
    if (this.isOver()) return;
    this.over('lost');
    this.begun();
    this.subscriber.error(new AttemptLostError(reason, how));
  }
}
