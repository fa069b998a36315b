import { type Observable, type SchedulerLike, Subject } from 'rxjs';

import type { EventBody, RunEvent, Sink } from './event.js';
import { messageOf } from './failure.js';

/** The events of one run: numbered, timed, and given to all that watch, whatever one of them does. */
export class EventStream {
  private readonly run: string;
  private readonly scheduler: SchedulerLike;
  private readonly sinks: Set<Sink>;
  // Made when first asked for: a pipeline may be run for many items.
  private events: Subject<RunEvent> | undefined;
  private sequence = 0;
  // A sink may cause further events, which the others must not see before the one at hand.
  private readonly queue: RunEvent[] = [];
  private isDelivering = false;
  private isComplete = false;

  constructor(run: string, scheduler: SchedulerLike, sinks: Iterable<Sink>) {
    this.run = run;
    this.scheduler = scheduler;
    this.sinks = new Set(sinks);
  }

  get events$(): Observable<RunEvent> {
    if (this.events === undefined) {
      this.events = new Subject();
      if (this.isComplete && !this.isDelivering) this.events.complete();
    }
    return this.events.asObservable();
  }

  readonly emit = (body: EventBody): void => {
    if (this.isComplete) return;
    this.add(body);
  };

  /** Emits the last event. What a sink throws at it can be told to nobody any more. */
  complete(last: EventBody): void {
    this.isComplete = true;
    this.add(last);
    if (this.isDelivering) return;
    this.sinks.clear();
    this.events?.complete();
  }

  private add(body: EventBody): void {
    if (this.sinks.size === 0 && this.events?.observed !== true) return;
    const { run, sequence } = this;
    const event = { run, sequence, time: this.scheduler.now(), ...body } as RunEvent;
    this.sequence += 1;
    this.queue.push(event);
    if (!this.isDelivering) this.deliver();
  }

  private deliver(): void {
    this.isDelivering = true;
    // Those that are added meanwhile included.
    for (const event of this.queue) {
      for (const sink of this.sinks)
        try {
          sink(event);
        } catch (error) {
          this.sinks.delete(sink);
          this.emit({ type: 'sink-failed', message: messageOf(error) });
        }
      this.events?.next(event);
    }
    this.queue.length = 0;
    this.isDelivering = false;
    if (!this.isComplete) return;
    this.sinks.clear();
    this.events?.complete();
  }
}
