import { identity, type MonoTypeOperatorFunction, Observable, type Unsubscribable } from 'rxjs';

import type { Component } from '../../graph/graph.js';
import { type Settings, withPool } from '../settings.js';
import type { Claim, Slots } from './slots.js';

/** What holds a slot: a task. */
interface Holder {
  readonly name: string;
  readonly component: Component;
  readonly settings: Settings;
  readonly isStopped: boolean;
}

/** Who holds it keeps it from one attempt to the next. */
type Keeper<T extends Holder> = Holder & {
  slot: Slot<T> | undefined;
};

/** The slot of a task: it waits for it, holds it and releases it, for one attempt after the other. */
export class Slot<T extends Holder> implements Claim, Unsubscribable {
  rank = 0;
  order = 0;
  state: Claim['state'] = 'over';
  readonly resources: Claim['resources'];
  readonly slots: Slots;
  readonly task: T;
  /** What to do with it. */
  enter: (task: T) => void = nothing;
  private hasWaited = false;
  private isEntered = false;
  /** Whether it is about to be released, unless the task goes on with it before. */
  private isLeft = false;
  turn = 0;
  readonly isSpare: boolean;

  /** One that is spare goes behind all others, and is not waited for: the task is at work already. */
  constructor(slots: Slots, task: T, resources: Claim['resources'], isSpare = false) {
    this.isSpare = isSpare;
    this.rank = isSpare ? 1 : 0;
    this.slots = slots;
    this.task = task;
    this.resources = resources;
  }

  get isHeld(): boolean {
    return this.state === 'granted';
  }

  /** It is held for what begins now, and gives the number of that. */
  begin(): number {
    this.isLeft = false;
    this.turn += 1;
    return this.turn;
  }

  releaseLeft(): void {
    if (!this.isLeft) return;
    this.isLeft = false;
    this.slots.release(this);
  }

  /** Calls back with the task when there is a slot, at once if there is one. */
  acquire(enter: (task: T) => void): void {
    const { trampoline } = this.task.settings;
    this.enter = enter;
    this.isLeft = false;
    this.state = 'waiting';
    this.hasWaited = false;
    this.isEntered = false;
    this.slots.acquire(this);
    this.hasWaited = !this.isHeld;
    // Behind what is about to be released: a slot that comes at once was not waited for.
    if (this.hasWaited) trampoline.add(tellWaiting, this);
    else trampoline.do(enterHeld, this);
  }

  grant(): void {
    // On the trampoline: a synchronous runner releases its slot at once, and the next would be
    // started inside of it.
    if (this.hasWaited) this.task.settings.trampoline.add(enterHeld, this);
  }

  enterHeld(): void {
    if (!this.isHeld || this.task.isStopped) return;
    this.isEntered = true;
    this.enter(this.task);
  }

  /** Ends the wait alone: what has begun with the slot releases it when it has been torn down. */
  stopWaiting(): void {
    if (!this.isEntered) this.slots.release(this);
  }

  /** Ends the wait, or what the slot is held for. */
  unsubscribe(): void {
    if (this.state !== 'granted' || this.task.isStopped) {
      this.slots.release(this);
      return;
    }
    // To whoever came first, those that it made ready among them.
    this.isLeft = true;
    this.task.settings.trampoline.add(release, this);
  }
}

const enterHeld = <T extends Holder>(slot: Slot<T>): void => {
  slot.enterHeld();
};

const release = <T extends Holder>(slot: Slot<T>): void => {
  slot.releaseLeft();
};

const tellWaiting = <T extends Holder>({ state, task, isSpare }: Slot<T>): void => {
  if (state === 'waiting' && !isSpare)
    task.settings.emit({ type: 'task-waiting', task: task.name });
};

const nothing = (): void => undefined;

// Threads are those of where the attempt is made.
const claimOf = ({ component, settings }: Holder): Claim['resources'] =>
  withPool(
    component.resources,
    settings.remote?.(component) === undefined ? component.thread : undefined,
  );

const slotOf = <T extends Keeper<T>>(task: T): Slot<T> | undefined => {
  const { slots } = task.settings;
  const { map, pipeline, batch } = task.component;
  // Only attempts of runners hold slots: those inside would wait for one that is held outside.
  // A batch takes one for all its calls.
  if (slots === undefined || map !== undefined || pipeline !== undefined || batch !== undefined)
    return undefined;
  return (task.slot ??= new Slot(slots, task, claimOf(task)));
};

/** Calls back with the task when it has its slot: of thousands most wait, and hold nothing else. */
export const whenSlot = <T extends Keeper<T>>(task: T, enter: (task: T) => void): void => {
  const slot = slotOf(task);
  if (slot === undefined) enter(task);
  else slot.acquire(enter);
};

/** Subscribes to the source when there is a slot that nothing else wants. */
export const withSpareSlot = <T>(task: Holder): MonoTypeOperatorFunction<T> => {
  const { slots } = task.settings;
  return slots === undefined ? identity : heldBy(new Slot(slots, task, claimOf(task), true));
};

/** Subscribes to the source when the task has its slot, and releases it when that has ended. */
export const withSlot = <T, H extends Keeper<H>>(task: H): MonoTypeOperatorFunction<T> => {
  const slot = slotOf(task);
  return slot === undefined ? identity : heldBy(slot);
};

export const heldBy =
  <T, H extends Holder>(slot: Slot<H>): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      let hasEntered = false;
      const enter = (): void => {
        hasEntered = true;
        const turn = slot.begin();
        source.subscribe(subscriber);
        // Behind the teardown of the source: what the slot stood for is free before the slot is. What has
        // failed at once may have been followed by what holds the slot now.
        if (slot.turn === turn) subscriber.add(slot);
      };
      if (slot.isHeld) enter();
      else slot.acquire(enter);
      return () => {
        if (!hasEntered) slot.unsubscribe();
      };
    });
