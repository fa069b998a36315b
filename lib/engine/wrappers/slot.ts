import type { Observer, Unsubscribable } from 'rxjs';

import type { Runner } from '../../runners/runner.js';
import type { Attempt } from '../attempt.js';
import { Direct } from '../direct.js';
import type { Values } from '../event.js';
import { deliver } from '../outcome.js';
import type { Claim, Slots } from '../slots.js';
import type { Trampoline } from '../trampoline.js';
import { attemptOf, type Wrapper } from './wrapper.js';

/** Each attempt takes a slot, and gives it back when it is let go or stopped. */
export const withSlot =
  (slots: Slots, resources: Claim['resources'], trampoline: Trampoline): Wrapper =>
  (runner) => {
    const way: Way = { slots, resources, trampoline, runner };
    return {
      name: runner.name,
      run: (inputs, context) => {
        const place = new Place(way, inputs, attemptOf(context));
        slots.claim(place);
        if (place.state === 'granted') return place.run();
        // Behind what is about to be given back: a slot that comes at once was not waited for.
        trampoline.add(tellWaiting, place);
        return place;
      },
    };
  };

/** What all attempts of a runner that take the same resources have in common. */
interface Way {
  readonly slots: Slots;
  readonly resources: Claim['resources'];
  readonly trampoline: Trampoline;
  readonly runner: Runner;
}

/** An attempt's place among those that want a slot, and what comes of the attempt. */
class Place extends Direct implements Claim, Unsubscribable {
  rank = 0;
  order = 0;
  state: Claim['state'] = 'waiting';
  private isStarted = false;
  private readonly way: Way;
  private readonly inputs: Values;
  private readonly attempt: Attempt;
  private listener: Observer<Values> | undefined = undefined;
  private work: Unsubscribable | undefined = undefined;

  constructor(way: Way, inputs: Values, attempt: Attempt) {
    super();
    this.way = way;
    this.inputs = inputs;
    this.attempt = attempt;
  }

  get resources(): Claim['resources'] {
    return this.way.resources;
  }

  grant(): void {
    // On the trampoline: a synchronous runner gives its slot back at once, and the next would be
    // started inside of it.
    if (this.listener !== undefined) this.way.trampoline.add(start, this);
  }

  /** Runs the attempt, which holds the slot from now on. */
  run(): ReturnType<Runner['run']> {
    this.isStarted = true;
    this.attempt.holds(this);
    return this.way.runner.run(this.inputs, this.attempt);
  }

  listen(to: Observer<Values>): Unsubscribable {
    this.listener = to;
    // A slot may have come free between the claim and now.
    if (this.state === 'granted') this.way.trampoline.add(start, this);
    return this;
  }

  start(): void {
    const { listener } = this;
    if (listener === undefined) return;
    this.work = deliver(this, this.inputs, this.attempt, listener);
    // Stopped while its runner was called.
    if (this.listener === undefined) this.work?.unsubscribe();
  }

  tellWaiting(): void {
    if (this.state === 'waiting' && !this.attempt.task.isStopped()) this.attempt.task.waiting();
  }

  giveBack(): void {
    this.way.slots.giveBack(this);
  }

  /** Ends the wait. What is at work holds its slot until it is let go. */
  unsubscribe(): void {
    this.listener = undefined;
    this.work?.unsubscribe();
    if (!this.isStarted) this.giveBack();
  }
}

const start = (place: Place): void => {
  place.start();
};

const tellWaiting = (place: Place): void => {
  place.tellWaiting();
};
