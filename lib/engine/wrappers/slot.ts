import { Observable, type Subscriber, type Unsubscribable } from 'rxjs';

import type { Runner } from '../../runners/runner.js';
import type { Attempt } from '../attempt.js';
import type { Values } from '../event.js';
import { deliver } from '../outcome.js';
import { Claim, type Slots } from '../slots.js';
import type { Trampoline } from '../trampoline.js';
import { attemptOf, type Wrapper } from './wrapper.js';

/** Each attempt takes a slot, and gives it back when it is let go or stopped. */
export const withSlot =
  (slots: Slots, resources: Claim['resources'], trampoline: Trampoline): Wrapper =>
  (runner) => ({
    name: runner.name,
    run: (inputs, context) => {
      const attempt = attemptOf(context);
      const place = new Place(slots, resources, runner, inputs, attempt, trampoline);
      slots.claim(place);
      if (place.isGranted) return place.run();
      // Behind what is about to be given back: a slot that comes at once was not waited for.
      trampoline.add(() => {
        if (!place.isGranted && !attempt.task.isStopped()) attempt.task.waiting();
      });
      return new Observable((subscriber) => {
        place.wait(subscriber);
        return place;
      });
    },
  });

/** An attempt's place among those that want a slot. */
class Place extends Claim implements Unsubscribable {
  isGranted = false;
  private isStarted = false;
  private readonly slots: Slots;
  private readonly runner: Runner;
  private readonly inputs: Values;
  private readonly attempt: Attempt;
  private readonly trampoline: Trampoline;
  private subscriber: Subscriber<Values> | undefined;

  constructor(
    slots: Slots,
    resources: Claim['resources'],
    runner: Runner,
    inputs: Values,
    attempt: Attempt,
    trampoline: Trampoline,
  ) {
    super(resources);
    this.slots = slots;
    this.runner = runner;
    this.inputs = inputs;
    this.attempt = attempt;
    this.trampoline = trampoline;
  }

  grant(): void {
    this.isGranted = true;
    if (this.subscriber !== undefined) this.start(this.subscriber);
  }

  /** Runs the attempt, which holds the slot from now on. */
  run(): ReturnType<Runner['run']> {
    this.isStarted = true;
    this.attempt.holds(this);
    return this.runner.run(this.inputs, this.attempt);
  }

  wait(subscriber: Subscriber<Values>): void {
    this.subscriber = subscriber;
    // A slot may have come free between the claim and now.
    if (this.isGranted) this.start(subscriber);
  }

  giveBack(): void {
    this.slots.giveBack(this);
  }

  /** Ends the wait. What is at work holds its slot until it is let go. */
  unsubscribe(): void {
    if (!this.isStarted) this.giveBack();
  }

  // On the trampoline: a synchronous runner gives its slot back at once, and the next would be
  // started inside of it.
  private start(subscriber: Subscriber<Values>): void {
    this.trampoline.add(() => {
      if (!subscriber.closed) subscriber.add(deliver(() => this.run(), subscriber));
    });
  }
}
