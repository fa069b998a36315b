import * as E from 'fp-ts/lib/Either.js';
import { ReplaySubject } from 'rxjs';

import type { Component } from '../graph/graph.js';
import { type Settled, settledEnd, settledOf } from './consumables.js';
import { isFailure, outputOf } from './control/chosen.js';
import { Control } from './control/control.js';
import type { ControlPlan } from './control/control-plan.js';
import { Omission, omitted, unneeded } from './control/omission.js';
import { Dispatcher } from './dispatcher.js';
import type { EventBody, Outcome, Values } from './events/event.js';
import { endsOfUnsettled, failuresTold, hasFailed, outputsThere } from './execution-end.js';
import type { Failure } from './failure.js';
import { endOf, type Plan } from './plan.js';
import { outputsEvent, outputsOf } from './outputs-event.js';
import { skippedBelow } from './run/restart.js';
import type { Settings } from './settings.js';
import type { Task } from './task.js';
import type { TaskState } from './task-state.js';
import { kept, Skipped, type TaskEnd } from './task-end.js';
import { Wiring } from './wiring.js';

/** What a failure does: see `RunOptions`. */
export type OnFailure = 'stop' | 'continue' | 'hold';

/** One execution of a plan: the tasks, what has become of each, and what follows from that. */
export class Execution {
  readonly wiring: Wiring;
  readonly states: TaskState[];
  /** Of tasks, in the order in which they happened. */
  readonly failures = new Map<number, Failure>();
  readonly plan: Plan;
  private readonly settings: Settings;
  private readonly onFailure: OnFailure;
  private readonly onEnded: (outcome: 'done' | 'failed') => void;
  private readonly dispatcher: Dispatcher;
  private readonly control: Control | undefined;
  private unsettled: number;
  /** Whether an output of the pipeline has failed. */
  private isLost = false;
  private isOver = false;

  /** `ended` is called once, when all has come of it that can: `stop` is for its caller to call. */
  constructor(
    plan: Plan,
    settings: Settings,
    onFailure: OnFailure,
    ended: (outcome: 'done' | 'failed') => void,
  ) {
    this.plan = plan;
    this.settings = settings;
    this.onFailure = onFailure;
    this.onEnded = ended;
    this.wiring = new Wiring({ plan, settings, counting: 'last' });
    this.dispatcher = new Dispatcher(plan, settings, this.wiring, {
      mayStart: (task) => !this.isOver && this.isPending(task),
      starts: (task) => {
        this.states[task] = 'running';
      },
      ended: (task, end) => {
        this.ended(task, end);
      },
      failed: (task, error) => {
        this.failed(task, task.failure(error));
      },
    });
    const { components } = plan.graph;
    this.states = new Array<TaskState>(components.length).fill('pending');
    this.unsettled = plan.count;
    this.control = plan.control && this.controlBy(plan.control);
  }

  /** Starts it; one value for each input of the graph. */
  begin(inputs: Values): void {
    this.control?.begin();
    this.plan.graph.inputs.forEach(({ name }, id) => {
      this.publish(id, E.right(inputs[name]));
    });
    this.proceed();
  }

  /** The names of the tasks that have an attempt at work, or wait for one. */
  get tasksAtWork(): readonly string[] {
    return this.plan.graph.components.flatMap((_, index) =>
      this.states[index] === 'running' ? [this.nameOf(index)] : [],
    );
  }

  /** Stops every attempt at work, and starts nothing more. */
  stop(): void {
    this.isOver = true;
    this.control?.stop();
    this.dispatcher.stop();
  }

  /**
   * Runs a failed task again, and after it what was skipped below it; gives what that is. Only while
   * nothing has ended it.
   */
  restart(index: number): readonly number[] {
    const { components } = this.plan.graph;
    const below = skippedBelow(this.plan.graph, index, (one) => this.states[one] === 'skipped');
    const all = [index, ...below];
    for (const one of all) {
      this.states[one] = 'pending';
      this.failures.delete(one);
      // Whoever subscribes from now on waits for what comes, and so do others that have yet to start.
      const given = (components[one] as Component).outputs.map(({ consumable }) => consumable);
      for (const thing of [...given, endOf(this.plan.graph, one)])
        // A sink may restart a task at the event of its failure, before that is published.
        if (this.settled(thing) !== undefined) this.reopen(thing);
    }
    this.control?.restart(all);
    this.unsettled += all.length;
    return below;
  }

  /** Dispatches a task that is restarted. What is below it starts when its inputs arrive anew. */
  dispatchAgain(index: number): void {
    this.dispatcher.startAgain(index);
    this.proceed();
  }

  nameOf(index: number): string {
    return this.settings.prefix + (this.plan.graph.components[index]?.name ?? '');
  }

  /** What a thing has settled as. */
  settled(thing: number): Settled | undefined {
    return settledOf(this.wiring.consumables[thing]);
  }

  private controlBy(control: ControlPlan): Control {
    return new Control(
      { ...this.plan, control },
      this.wiring.consumables,
      this.onFailure,
      this.settings.prefix,
      {
        isOpen: (task) => !this.isOver && (this.isPending(task) || this.states[task] === 'running'),
        chosen: (thing, settled) => {
          this.publish(thing, settled);
        },
        omitted: (task, omission) => {
          this.omit(task, omission);
        },
        hopeless: (task, failure) => {
          this.skip(task, failure);
        },
        unneeded: (task) => {
          this.drop(task);
        },
        reopened: (thing) => {
          const settled = this.settled(thing);
          if (settled === undefined || !isFailure(settled)) return false;
          this.reopen(thing);
          return true;
        },
      },
    );
  }

  /** A thing that had settled will do so anew. */
  private reopen(thing: number): void {
    this.wiring.consumables[thing] = new ReplaySubject(1);
    this.wiring.failed.delete(thing);
    this.dispatcher.unsettle(thing);
  }

  /** Gives a thing its value, or the reason why there is none. */
  private publish(thing: number, settled: Settled): void {
    const consumable = this.wiring.consumables[thing];
    if (E.isLeft(settled)) this.wiring.failed.add(thing);
    consumable?.next(settled);
    consumable?.complete();
    this.dispatcher.settle(thing);
    if (this.control === undefined) return;
    this.control.settled(thing, settled);
    if (isFailure(settled) && this.plan.control?.outputs.has(thing) === true) this.isLost = true;
  }

  /** Does what follows from all that was published: what waits for nothing else is dispatched. */
  private proceed(): void {
    // What follows from an absence follows in turn: that is told behind it, not in the midst of it.
    if (this.control?.isWorking === true) return;
    this.control?.proceed();
    if (this.isLost && this.onFailure === 'stop') this.end('failed');
    if (this.isOver) return;
    this.dispatcher.dispatchReady();
    if (this.unsettled === 0) this.settledAll();
  }

  private ended(task: Task, end: TaskEnd): void {
    if (this.isOver || end === kept) return;
    const { index } = task;
    if (end instanceof Omission) this.omit(index, end);
    else if (end instanceof Skipped) this.skip(index, end.failure);
    else this.settle(index, 'finished', outputsEvent(task, end), E.right(outputsOf(end)));
    this.dispatcher.leave(index);
  }

  private failed({ index, name }: Task, failure: Failure): void {
    if (this.isOver) return;
    this.fail(index, name, failure);
    this.dispatcher.leave(index);
  }

  private fail(index: number, task: string, failure: Failure): void {
    const event = { type: 'task-failed', task, failure } as const;
    if (this.plan.graph.components[index]?.onFailure === 'omit') {
      this.settle(index, 'failed', event, E.left(new Omission(task)));
      return;
    }
    this.failures.set(index, failure);
    this.settle(index, 'failed', event, E.left(failure));
    // Where something may be absent it depends on that whether the failure counts.
    if (this.onFailure === 'stop' && this.control === undefined) this.end('failed');
  }

  // What a choice of its own fails with is the failure of the task itself.
  private skip(index: number, cause: Failure): void {
    const task = this.nameOf(index);
    if (cause.task === task) this.fail(index, task, cause);
    else this.settle(index, 'skipped', { type: 'task-skipped', task, cause }, E.left(cause));
  }

  private omit(index: number, omission: Omission): void {
    this.settle(index, 'omitted', omitted(this.nameOf(index), omission), E.left(omission));
  }

  // What nothing needs any more is stopped, and never started.
  private drop(index: number): void {
    const task = this.nameOf(index);
    const work = this.dispatcher.leave(index);
    work?.stop();
    const given = E.left(new Omission(task));
    if (work?.attempt === undefined) this.settle(index, 'omitted', unneeded(task), given);
    else this.settle(index, 'cancelled', { type: 'task-cancelled', task }, given);
  }

  private isPending(task: number): boolean {
    return this.states[task] === 'pending';
  }

  // Publishes what a task gave, or what there is in place of each of its outputs.
  private settle(
    index: number,
    state: TaskState,
    event: EventBody,
    given: E.Either<Failure | Omission, Values>,
  ): void {
    this.states[index] = state;
    this.unsettled -= 1;
    this.settings.emit(event);
    // A sink may have stopped the run just now, or restarted the task.
    if (this.isOver || this.isPending(index)) return;
    for (const { name, consumable } of this.plan.graph.components[index]?.outputs ?? [])
      this.publish(
        consumable,
        E.isRight(given) ? outputOf(given.right, name, this.nameOf(index)) : given,
      );
    // Those that merely wait for its end take it as that, in order.
    this.publish(endOf(this.plan.graph, index), isFailure(given) ? given : settledEnd);
    this.proceed();
  }

  private settledAll(): void {
    if (!hasFailed(this.plan, this.wiring, this.failures)) this.end('done');
    else if (this.onFailure !== 'hold') this.end('failed');
  }

  private end(outcome: 'done' | 'failed'): void {
    if (!this.isOver) this.onEnded(outcome);
  }

  /** Tells what becomes of the tasks that have not ended. */
  tellUnsettled(): void {
    if (this.unsettled === 0 && this.failures.size === 0) return;
    for (const { index, cause } of endsOfUnsettled(this.plan, this.states, this.failures)) {
      this.states[index] = cause === undefined ? 'cancelled' : 'skipped';
      const task = this.nameOf(index);
      this.settings.emit(
        cause === undefined
          ? { type: 'task-cancelled', task }
          : { type: 'task-skipped', task, cause },
      );
    }
  }

  /** The failure by which it fails, then the others of its tasks, in the order in which they happened. */
  get failuresTold(): readonly Failure[] {
    return failuresTold(this.plan, this.wiring, this.failures);
  }

  /** The outputs that are there. */
  outputsThere(outcome: Outcome): Values {
    return outputsThere(this.plan, this.wiring, outcome);
  }
}
