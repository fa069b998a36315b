import { defer, Observable, type Subscriber } from 'rxjs';

import type { Claim, Slots } from './slots.js';
import type { Task } from './task.js';

/**
 * Acquires a slot before the source is made and subscribed, and releases it when that has ended. Of
 * thousands of tasks that are ready at once most wait, and whoever waits holds nothing else.
 */
export const withSlot = <T>(
  slots: Slots,
  resources: Claim['resources'],
  task: Task,
  source: () => Observable<T>,
): Observable<T> =>
  new Observable((subscriber) => {
    const place = new Place(slots, resources, task, source, subscriber);
    slots.acquire(place);
    place.begin();
    return place;
  });

/** A place among those that want a slot, and then the slot. */
class Place<T> implements Claim {
  rank = 0;
  order = 0;
  state: Claim['state'] = 'waiting';
  readonly resources: Claim['resources'];
  private readonly slots: Slots;
  private readonly task: Task;
  private readonly source: () => Observable<T>;
  private readonly subscriber: Subscriber<T>;
  private isWaiting = false;
  private hasEntered = false;

  constructor(
    slots: Slots,
    resources: Claim['resources'],
    task: Task,
    source: () => Observable<T>,
    subscriber: Subscriber<T>,
  ) {
    this.slots = slots;
    this.resources = resources;
    this.task = task;
    this.source = source;
    this.subscriber = subscriber;
  }

  begin(): void {
    const { trampoline, emit } = this.task.settings;
    this.isWaiting = this.state === 'waiting';
    if (!this.isWaiting)
      trampoline.do(() => {
        this.enter();
      });
    // Behind what is about to be released: a slot that comes at once was not waited for.
    else
      trampoline.add(() => {
        if (this.state === 'waiting')
          emit({ type: 'task-waiting', task: this.task.component.name });
      });
  }

  grant(): void {
    // On the trampoline: a synchronous runner releases its slot at once, and the next would be
    // started inside of it.
    if (this.isWaiting)
      this.task.settings.trampoline.add(() => {
        this.enter();
      });
  }

  private enter(): void {
    const { subscriber } = this;
    if (this.task.isStopped || subscriber.closed) return;
    this.hasEntered = true;
    // What it throws is its error: the slot is released all the same.
    defer(this.source).subscribe(subscriber);
    // Behind the teardown of the source: what the slot stood for is free before the slot is.
    subscriber.add(() => {
      this.leave();
    });
  }

  private leave(): void {
    if (this.task.isStopped) this.slots.release(this);
    // To whoever came first, those that it made ready among them.
    else
      this.task.settings.trampoline.add(() => {
        this.slots.release(this);
      });
  }

  /** Ends the wait, or what has been granted and not been entered. */
  unsubscribe(): void {
    if (!this.hasEntered) this.slots.release(this);
  }
}
