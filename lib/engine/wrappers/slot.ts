import type { Unsubscribable } from 'rxjs';

import type { Runner } from '../../runners/runner.js';
import type { Held } from '../attempt.js';
import { type Caller, Gated } from '../gated.js';
import type { Claim, Slots } from '../slots.js';
import type { Trampoline } from '../trampoline.js';
import type { Wrapper } from './wrapper.js';

/** Each attempt takes a slot, and gives it back when it is let go or stopped. */
export const withSlot =
  (slots: Slots, resources: Claim['resources'], trampoline: Trampoline): Wrapper =>
  (runner) =>
    new Slotted(runner, slots, resources, trampoline);

class Slotted extends Gated {
  readonly name: string;
  readonly runner: Runner;
  readonly slots: Slots;
  readonly resources: Claim['resources'];
  readonly trampoline: Trampoline;

  constructor(runner: Runner, slots: Slots, resources: Claim['resources'], trampoline: Trampoline) {
    super();
    this.name = runner.name;
    this.runner = runner;
    this.slots = slots;
    this.resources = resources;
    this.trampoline = trampoline;
  }

  admit(caller: Caller): Unsubscribable | undefined {
    const place = new Place(this);
    this.slots.claim(place);
    if (place.state === 'granted') {
      caller.enter(this.runner, place);
      return undefined;
    }
    place.wait(caller);
    return place;
  }
}

/** A place among those that want a slot, and then the slot. */
class Place implements Claim, Held, Unsubscribable {
  rank = 0;
  order = 0;
  state: Claim['state'] = 'waiting';
  private readonly gate: Slotted;
  /** As long as it waits. */
  private caller: Caller | undefined = undefined;

  constructor(gate: Slotted) {
    this.gate = gate;
  }

  get resources(): Claim['resources'] {
    return this.gate.resources;
  }

  wait(caller: Caller): void {
    this.caller = caller;
    // Behind what is about to be given back: a slot that comes at once was not waited for.
    this.gate.trampoline.add(tellWaiting, this);
  }

  grant(): void {
    // On the trampoline: a synchronous runner gives its slot back at once, and the next would be
    // started inside of it.
    if (this.caller !== undefined) this.gate.trampoline.add(enter, this);
  }

  tellWaiting(): void {
    if (this.state === 'waiting') this.caller?.waiting();
  }

  enter(): void {
    const { caller } = this;
    this.caller = undefined;
    caller?.enter(this.gate.runner, this);
  }

  giveBack(): void {
    this.gate.slots.giveBack(this);
  }

  /** Ends the wait. A slot is given back by who holds it. */
  unsubscribe(): void {
    if (this.caller === undefined) return;
    this.caller = undefined;
    this.giveBack();
  }
}

const enter = (place: Place): void => {
  place.enter();
};

const tellWaiting = (place: Place): void => {
  place.tellWaiting();
};
