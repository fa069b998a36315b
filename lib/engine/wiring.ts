/*
 * How a run is wired. Each consumable is a `ReplaySubject`; each task is a `combineLatest` of what it
 * takes, piped into its runner, which a `timeout` bounds (`policy.ts`); what it gives is published to the subjects
 * of its outputs. That is all there is to order: nobody plans one. `examples/principle.ts` is the
 * abstract of this file.
 *
 * Whoever runs a task (`dispatcher.ts` once, `live/` again and again) says when: a `ReadyList` tells when all
 * that it takes is there, and since the subjects replay, it need not be subscribed before. Tried
 * without: 100,000 subscriptions on one subject are quadratic as they leave it.
 */
import * as E from 'fp-ts/lib/Either.js';
import {
  combineLatest,
  EMPTY,
  materialize,
  type Observable,
  type ObservableNotification,
  of,
  type ReplaySubject,
  switchMap,
  take,
} from 'rxjs';

import { Calls } from './calls.js';
import { type Consumable, consumablesOf, type Settled } from './consumables.js';
import { unrunnable } from './control/unrunnable.js';
import type { Plan } from './plan.js';
import type { Settings } from './settings.js';
import { isPlain } from './composed/all-attempts.js';
import { whenSlot, withSlot } from './slots/slot.js';
import type { Task } from './task.js';
import { kept, type TaskEnd } from './task-end.js';
import { withRetry } from './attempts/retry.js';
import type { Counting } from './attempts/watched.js';

/** What is the same for all tasks wired together. */
export interface WiringOptions {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly counting: Counting;
  /** Whether what a task takes is what it took, so that what it gave still holds. */
  readonly isKept?: (task: Task, taken: readonly unknown[]) => boolean;
}

export class Wiring {
  readonly consumables: Consumable[];
  /** The things that have settled as failures. */
  readonly failed = new Set<number>();
  private readonly options: WiringOptions;
  private readonly calls: Calls;

  constructor(options: WiringOptions) {
    this.options = options;
    this.calls = new Calls(options.settings, options.counting);
    this.consumables = consumablesOf(options.plan);
  }

  /**
   * A task, to be subscribed when all that it takes is there. Its error becomes data where it is
   * published, in place of each of its outputs.
   */
  task$(task: Task): Observable<TaskEnd> {
    return this.taken$(task).pipe(
      switchMap((settled) => this.calls.call(task, task.inputsOf(settled.map(valueOf)))),
    );
  }

  /** A task that may end before its runner is asked, which is told without a wait for a slot. */
  private checked$(task: Task): Observable<TaskEnd> {
    return this.taken$(task).pipe(switchMap((settled) => this.unasked(task, settled)));
  }

  /** Subscribes to a task that is ready, when it has its slot. */
  dispatch(task: Task): void {
    if (this.canEndUnasked(task)) this.checked$(task).subscribe(task);
    else whenSlot(task, this.subscribe);
  }

  private readonly subscribe = (task: Task): void => {
    const { component, slot } = task;
    if (component.retry === undefined) {
      this.task$(task).subscribe(task);
      // Behind the teardown of all else: what the slot stood for is free before the slot is.
      if (slot !== undefined) task.add(slot);
    } else this.task$(task).pipe(withSlot(task), withRetry(task)).subscribe(task);
  };

  /**
   * A task of a live run, each time that it is dispatched: what is newer supersedes the attempt at
   * work, and so does `undefined`, when what it takes is about to change.
   */
  live$(dispatched$: Observable<Task | undefined>): Observable<ObservableNotification<TaskEnd>> {
    return dispatched$.pipe(
      switchMap((task) => (task === undefined ? EMPTY : this.checked$(task).pipe(materialize()))),
    );
  }

  /** The values of things, together, once all of them have settled. */
  join(things: readonly number[]): Observable<readonly Settled[]> {
    return this.together(things.map(this.consumable));
  }

  /** All that a task takes. */
  private taken$({ index }: Task): Observable<readonly Settled[]> {
    return this.together(this.options.plan.takes.map(index, this.consumable));
  }

  private readonly consumable = (thing: number): ReplaySubject<Settled> =>
    this.consumables[thing] as ReplaySubject<Settled>;

  private together(consumables: ReplaySubject<Settled>[]): Observable<readonly Settled[]> {
    if (consumables.length === 0) return of([]);
    const joined$ = combineLatest(consumables);
    // Those of a live run go on.
    return this.options.isKept === undefined ? joined$ : joined$.pipe(take(1));
  }

  private canEndUnasked({ index, component }: Task): boolean {
    const { plan, settings } = this.options;
    return (
      settings.taskWrappers.length > 0 ||
      !isPlain(component) ||
      (this.failed.size > 0 && plan.takes.of(index).some((thing) => this.failed.has(thing)))
    );
  }

  private unasked(task: Task, settled: readonly Settled[]): Observable<TaskEnd> {
    const none = unrunnable(task, settled);
    if (none !== undefined) return of(none);
    task.taken = settled.map(valueOf);
    if (this.options.isKept?.(task, task.taken) === true) return of<TaskEnd>(kept);
    return this.calls.body(task, task.taken);
  }
}

const valueOf = (settled: Settled): unknown => (E.isRight(settled) ? settled.right : undefined);
