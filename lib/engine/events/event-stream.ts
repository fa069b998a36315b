import { type Observable, type SchedulerLike, Subject } from 'rxjs';

import type { Common, EventBody, RunEvent, Sink } from './event.js';
import { messageOf } from '../../diagnostics/thrown.js';

/** The events of one run: numbered, timed, and given to all that watch, whatever one of them does. */
export class EventStream {
  private readonly run: string;
  private readonly scheduler: SchedulerLike;
  private sinks: readonly Sink[];
  // Made when first asked for: a pipeline may be run for many items.
  private events: Subject<RunEvent> | undefined;
  private sequence = 0;
  // A sink may cause further events, which the others must not see before the one at hand.
  private readonly queue: RunEvent[] = [];
  private isDelivering = false;
  private isComplete = false;

  constructor(run: string, scheduler: SchedulerLike, sinks: readonly Sink[]) {
    this.run = run;
    this.scheduler = scheduler;
    // One that is named twice watches once.
    this.sinks = sinks.length < 2 ? [...sinks] : [...new Set(sinks)];
  }

  get events$(): Observable<RunEvent> {
    if (this.events === undefined) {
      this.events = new Subject();
      if (this.isComplete && !this.isDelivering) this.events.complete();
    }
    return this.events.asObservable();
  }

  /** Gives whether it was told: nothing is after the last event. */
  readonly emit = (body: EventBody): boolean => {
    if (this.isComplete) return false;
    this.add(body);
    return true;
  };

  /** Emits the last event. What a sink throws at it can be told to nobody any more. */
  complete(last: EventBody): void {
    this.isComplete = true;
    this.add(last);
    if (this.isDelivering) return;
    this.sinks = [];
    this.events?.complete();
  }

  private add(body: EventBody): void {
    if (this.sinks.length === 0 && this.events?.observed !== true) return;
    const event = this.numbered(body);
    if (this.isDelivering) {
      this.queue.push(event);
      return;
    }
    this.isDelivering = true;
    this.tell(event);
    if (this.queue.length > 0) this.tellQueued();
    this.isDelivering = false;
    if (!this.isComplete) return;
    this.sinks = [];
    this.events?.complete();
  }

  // What is emitted becomes the event: a copy of it costs more than all else that is done with it here.
  private numbered(body: EventBody): RunEvent {
    const event = body as EventBody & { -readonly [K in keyof Common]: Common[K] };
    event.run = this.run;
    event.sequence = this.sequence;
    event.time = this.scheduler.now();
    this.sequence += 1;
    return event;
  }

  private tellQueued(): void {
    // Those that are added meanwhile included.
    for (const event of this.queue) this.tell(event);
    this.queue.length = 0;
  }

  private tell(event: RunEvent): void {
    // One that throws is taken out of a list of its own: this one is walked to its end.
    const { sinks } = this;
    for (let at = 0; at < sinks.length; at += 1)
      try {
        sinks[at]?.(event);
      } catch (error) {
        this.sinks = this.sinks.filter((sink) => sink !== sinks[at]);
        this.emit({ type: 'sink-failed', message: messageOf(error) });
      }
    this.events?.next(event);
  }
}
