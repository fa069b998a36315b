import type { Observable, Subscription } from 'rxjs';

import type { Choice } from '../../graph/graph.js';
import { type Consumable, type Settled, settledOf } from '../consumables.js';
import type { Failure } from '../failure.js';
import type { Plan } from '../plan.js';
import { chosen, isAbsent, isFailure } from './chosen.js';
import { type ControlPlan, publisherOf } from './control-plan.js';
import type { Omission } from './omission.js';

/** What is to be done about tasks before all that they take is there. */
export interface ControlListener {
  /** Whether it has yet to end. */
  readonly isOpen: (task: number) => boolean;
  /** A choice is decided. */
  readonly chosen: (thing: number, settled: Settled) => void;
  /** Something that it takes is absent, or its condition does not hold. */
  readonly omitted: (task: number, omission: Omission) => void;
  /** It cannot run, whatever else comes: its condition failed, or what it takes has. */
  readonly hopeless: (task: number, failure: Failure) => void;
  /** Nothing takes any more what it would give. */
  readonly unneeded: (task: number) => void;
  /** What a choice depends on is to come anew; gives whether it had failed, and is open again. */
  readonly reopened: (thing: number) => boolean;
}

/**
 * Absence and choice in one run: which tasks are omitted, and which nothing needs any more.
 *
 * What comes of it does not depend on the order in which things settle. A condition is asked first; then
 * one input that is absent omits the task, whatever has become of the others; a failure counts only when
 * none of the others can be absent any more. So a failure that only an omitted task would have met is
 * none of the run's, be it early or late.
 */
export class Control {
  private readonly plan: Plan;
  private readonly control: ControlPlan;
  private readonly consumables: readonly Consumable[];
  private readonly isEager: boolean;
  private readonly isHeld: boolean;
  private readonly prefix: string;
  private readonly listener: ControlListener;
  private readonly takers: Int32Array;
  private readonly needs: Int32Array;
  /** The choices that are not decided, with what stops them. */
  private readonly open = new Map<number, Subscription | undefined>();
  /** Those that have failed where a restart may decide them anew. */
  private readonly failed = new Set<number>();
  /** For each open condition how many things that it names have yet to settle. */
  private readonly unasked = new Map<number, number>();
  private readonly absentAt = new Map<number, Omission>();
  private readonly failedAt = new Map<number, Failure>();
  /** For each task how many things that may be absent have yet to settle. */
  private readonly undecided: Int32Array;
  private readonly steps: (() => void)[] = [];
  private isAtWork = false;
  private readonly isGateOpen: Uint8Array;

  /**
   * With `stop` a task that cannot run is told at once, and not when all that it takes has settled;
   * `prefix` is the way to the tasks.
   */
  constructor(
    plan: Plan & { readonly control: ControlPlan },
    consumables: readonly Consumable[],
    onFailure: 'stop' | 'continue' | 'hold',
    prefix: string,
    listener: ControlListener,
  ) {
    this.plan = plan;
    this.control = plan.control;
    this.consumables = consumables;
    this.isEager = onFailure === 'stop';
    this.isHeld = onFailure === 'hold';
    this.prefix = prefix;
    this.listener = listener;
    this.takers = plan.control.takers.slice();
    this.needs = plan.control.needs.slice();
    const { components } = plan.graph;
    this.isGateOpen = Uint8Array.from(components, ({ when }) => (when === undefined ? 1 : 0));
    this.undecided = Int32Array.from(components, (_, task) =>
      plan.takes.of(task).reduce((sum, thing) => sum + (plan.control.mayBeAbsent[thing] ?? 0), 0),
    );
  }

  /** Whether it is telling what follows. */
  get isWorking(): boolean {
    return this.isAtWork;
  }

  /** Subscribes to all that is chosen, before anything settles. */
  begin(): void {
    for (const [thing, choice] of this.control.choices) this.wire(thing, choice);
  }

  // A condition is asked when all that it names is there: of thousands that name one thing none is in
  // the way of another.
  private wire(thing: number, choice: Choice): void {
    this.open.set(thing, undefined);
    if (choice.kind === 'when') {
      const unsettled = choice.of.filter(
        (one) => settledOf(this.consumables[one]) === undefined,
      ).length;
      this.unasked.set(thing, unsettled);
      if (unsettled > 0) return;
    }
    this.subscribe(thing, choice);
  }

  private subscribe(thing: number, choice: Choice): void {
    const sources = choice.of.map((one) => this.consumables[one] as Observable<Settled>);
    const owned = { ...choice, owner: this.prefix + choice.owner };
    const subscription = chosen(owned, sources, this.isEager).subscribe((settled) => {
      this.open.delete(thing);
      this.steps.push(() => {
        this.listener.chosen(thing, settled);
        // After a restart it is decided anew, and may need what it did not need to fail.
        if (this.isHeld && isFailure(settled)) this.failed.add(thing);
        else for (const one of choice.of) this.release(one);
      });
    });
    if (this.open.has(thing)) this.open.set(thing, subscription);
  }

  /** A thing has settled; what follows is told by `proceed`. */
  settled(thing: number, settled: Settled): void {
    for (const choice of this.control.choosers.get(thing) ?? []) this.ask(choice);
    const mayBeAbsent = this.control.mayBeAbsent[thing] === 1;
    if (!mayBeAbsent && !isFailure(settled)) return;
    for (const task of this.plan.dependents.of(thing)) {
      if (!isAbsent(settled) && mayBeAbsent) this.undecided[task] = (this.undecided[task] ?? 0) - 1;
      this.steps.push(() => {
        this.took(task, thing, settled);
      });
    }
  }

  private ask(thing: number): void {
    const left = this.unasked.get(thing);
    if (left === undefined || !this.open.has(thing)) return;
    this.unasked.set(thing, left - 1);
    if (left === 1) this.subscribe(thing, this.control.choices.get(thing) as Choice);
  }

  private took(task: number, thing: number, settled: Settled): void {
    if (!this.listener.isOpen(task)) return;
    if (thing === this.plan.graph.components[task]?.when) {
      if (isAbsent(settled)) this.omit(task, settled.left);
      else if (isFailure(settled)) this.giveUp(task, settled.left);
      else this.isGateOpen[task] = 1;
    } else if (isAbsent(settled)) this.absentAt.set(task, settled.left);
    else if (isFailure(settled)) this.failedAt.set(task, settled.left);
    this.decide(task);
  }

  private decide(task: number): void {
    if (this.isGateOpen[task] !== 1 || !this.listener.isOpen(task)) return;
    const absence = this.absentAt.get(task);
    const failure = this.failedAt.get(task);
    if (absence !== undefined) this.omit(task, absence);
    else if (failure !== undefined && this.isEager && this.undecided[task] === 0)
      this.giveUp(task, failure);
  }

  // Held open, or to finish what can be, a run goes on with what the task would have taken.
  private giveUp(task: number, failure: Failure): void {
    this.listener.hopeless(task, failure);
    if (this.isEager) this.releaseAll(task);
  }

  private omit(task: number, omission: Omission): void {
    this.listener.omitted(task, omission);
    this.releaseAll(task);
  }

  /** A task takes nothing any more. */
  private releaseAll(task: number): void {
    for (const thing of this.plan.takes.of(task)) this.release(thing);
  }

  private release(thing: number): void {
    const takers = (this.takers[thing] ?? 0) - 1;
    this.takers[thing] = takers;
    const choice = this.control.choices.get(thing);
    if (choice !== undefined) {
      if (takers > 0 || !(this.open.has(thing) || this.failed.has(thing))) return;
      this.open.get(thing)?.unsubscribe();
      this.open.delete(thing);
      this.failed.delete(thing);
      this.steps.push(() => {
        for (const one of choice.of) this.release(one);
      });
      return;
    }
    const task = publisherOf(this.plan.graph, thing);
    if (task === undefined) return;
    const needs = (this.needs[task] ?? 0) - 1;
    this.needs[task] = needs;
    if (needs > 0 || !this.listener.isOpen(task)) return;
    this.steps.push(() => {
      if (!this.listener.isOpen(task)) return;
      this.listener.unneeded(task);
      this.releaseAll(task);
    });
  }

  /** Tells what follows from what has settled, and from that in turn: a flat walk. */
  proceed(): void {
    this.isAtWork = true;
    // Those that are added meanwhile included.
    for (const step of this.steps) step();
    this.steps.length = 0;
    this.isAtWork = false;
  }

  /** These tasks run again: what is chosen from what they give waits for it, where it failed by them. */
  restart(tasks: readonly number[]): void {
    for (const task of tasks) {
      this.failedAt.delete(task);
      for (const { consumable } of this.plan.graph.components[task]?.outputs ?? [])
        for (const thing of this.control.choosers.get(consumable) ?? []) {
          if (!this.open.has(thing) && !this.listener.reopened(thing)) continue;
          this.failed.delete(thing);
          this.open.get(thing)?.unsubscribe();
          this.wire(thing, this.control.choices.get(thing) as Choice);
        }
    }
  }

  stop(): void {
    for (const subscription of this.open.values()) subscription?.unsubscribe();
    this.open.clear();
    this.steps.length = 0;
  }
}
