import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

import { Heap } from './heap.js';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/**
 * A scheduler whose time, in milliseconds from 0, passes only while `flush` runs, and then at once.
 * What is due at the same time is done in the order in which it was scheduled. In place of RxJS's
 * `VirtualTimeScheduler`, which sorts all that waits whenever something is added: 6 s for 10,000
 * timers.
 */
export class VirtualClock implements SchedulerLike {
  private time = 0;
  private order = 0;
  private dropped = 0;
  private readonly waiting = new Heap<Entry>(
    (a, b) => a.time < b.time || (a.time === b.time && a.order < b.order),
  );

  now(): number {
    return this.time;
  }

  schedule<T>(work: Work<T>, delay = 0, state?: T): Subscription {
    return new Action<T>(this, work).schedule(state, delay);
  }

  /** Does all that waits, and all that comes of it. What an action throws ends it. */
  flush(): void {
    for (let entry = this.waiting.take(); entry !== undefined; entry = this.waiting.take()) {
      const { work } = entry;
      if (work === undefined) {
        this.dropped -= 1;
        continue;
      }
      this.time = entry.time;
      entry.isDone = true;
      work();
    }
  }

  /** Has something done after a delay; gives a function that calls it off. */
  add(delay: number, work: () => void): () => void {
    const entry: Entry = {
      time: this.time + Math.max(0, delay),
      order: this.order,
      work,
      isDone: false,
    };
    this.order += 1;
    this.waiting.add(entry);
    return () => {
      if (entry.isDone || entry.work === undefined) return;
      entry.work = undefined;
      this.dropped += 1;
      // Timeouts that are called off would pile up until their time.
      if (this.dropped * 2 > this.waiting.size && this.dropped > 1000) {
        this.waiting.keep((one) => one.work !== undefined);
        this.dropped = 0;
      }
    };
  }
}

interface Entry {
  readonly time: number;
  readonly order: number;
  /** Absent once it is called off. */
  work: (() => void) | undefined;
  isDone: boolean;
}

/** Something to do, maybe again and again; unsubscribing calls it off. */
class Action<T> extends Subscription implements SchedulerAction<T> {
  private readonly clock: VirtualClock;
  private readonly work: Work<T>;
  private callOff: (() => void) | undefined;

  constructor(clock: VirtualClock, work: Work<T>) {
    super();
    this.clock = clock;
    this.work = work;
    this.add(() => this.callOff?.());
  }

  schedule(state?: T, delay = 0): Subscription {
    // As in RxJS, what waits for ever is not scheduled at all.
    if (this.closed || !Number.isFinite(delay)) return this;
    this.callOff?.();
    this.callOff = this.clock.add(delay, () => {
      this.callOff = undefined;
      this.work(state);
    });
    return this;
  }
}
