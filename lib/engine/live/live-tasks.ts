import * as E from 'fp-ts/lib/Either.js';

import { counted, quoted } from '../../diagnostics/wording.js';
import type { Component } from '../../graph/graph.js';
import { outputOf } from '../control/chosen.js';
import { Omission, omitted, unneeded } from '../control/omission.js';
import type { EventBody } from '../events/event.js';
import type { Failure } from '../failure.js';
import { outputsEvent, outputsOf } from '../outputs-event.js';
import { endOf, inDeclaredOrder, type Plan } from '../plan.js';
import type { Settings } from '../settings.js';
import { Task, type TaskListener } from '../task.js';
import { kept, Skipped, type TaskEnd } from '../task-end.js';
import type { Wiring } from '../wiring.js';
import { AtWork } from './at-work.js';
import type { Cells } from './cells.js';
import type { Equality } from './equality.js';
import type { Done, Kept } from './kept-outputs.js';
import type { PendingMarks } from './pending-marks.js';

/** The parts of a live run that its tasks have to do with. */
interface LiveParts {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly wiring: Wiring;
  readonly cells: Cells;
  readonly marks: PendingMarks;
  readonly equality: Equality;
  /** Called where something begins to change that did not follow from what has changed before. */
  readonly changing: () => void;
  /** Called when all that settles at once has settled, with the tasks that are ready by it. */
  readonly proceed: (ready: number[]) => void;
  /** Called when a task is no longer at work. */
  readonly idle: () => void;
}

/** The tasks of a live run: which are at work, and what came of each when it ran last. */
export class LiveTasks implements TaskListener {
  private readonly parts: LiveParts;
  private readonly components: readonly Component[];
  private readonly done: (Done | undefined)[];
  /** Those that were restarted, and have not run since. */
  private readonly mustRun: Uint8Array;
  private readonly atWork: AtWork;
  private isOver = false;

  constructor(parts: LiveParts, kept?: (component: Component) => Kept | undefined) {
    this.parts = parts;
    this.components = parts.plan.graph.components;
    this.done = this.components.map((component) => {
      const held = kept?.(component);
      if (held === undefined) return undefined;
      const { elements, ...given } = held;
      if (elements !== undefined) parts.settings.elements.set(component.name, elements);
      return { ...given, failure: undefined };
    });
    this.mustRun = new Uint8Array(this.components.length);
    this.atWork = new AtWork(parts.wiring);
  }

  get areAtWork(): boolean {
    return this.atWork.isAny;
  }

  /** What a task took and gave, if it did well when it ran last and is not to run again. */
  kept(task: number): Kept | undefined {
    const done = this.done[task];
    const work = this.atWork.at(task);
    const isNoMore = this.mustRun[task] === 1 || (work !== undefined && this.isPart(work));
    if (done === undefined || done.failure !== undefined || isNoMore) return undefined;
    const elements = this.parts.settings.elements.get(this.components[task]?.name ?? '');
    return elements === undefined ? done : { ...done, elements };
  }

  // Whether what is known of a task is what its work at hand gave so far, and not all of it.
  private isPart({ index, taken }: Task): boolean {
    return this.done[index]?.taken === taken;
  }

  /** Throws where it is known how many elements a mapped task has, and this is none. */
  checkElement(task: number, element: number): void {
    const { name, map } = this.components[task] as Component;
    const [port = ''] = map?.over ?? [];
    // What has elements is mapped over a list.
    const list = this.parts.settings.elements.get(name)?.inputs[port] as
      ArrayLike<unknown> | undefined;
    const count = list?.length ?? Infinity;
    if (element >= count)
      throw new RangeError(
        `${quoted(name)} has ${counted(count, 'element')}: there is no ${quoted(`${name}[${element}]`)}`,
      );
  }

  /** The next start of the task is a run, whatever it takes: of all its elements, or of one. */
  mustRunAgain(task: number, element?: number): void {
    this.mustRun[task] = 1;
    const { name } = this.components[task] as Component;
    const { elements } = this.parts.settings;
    const known = elements.get(name);
    elements.delete(name);
    if (known === undefined || element === undefined) return;
    // Another run may have taken over what is known.
    const done = new Map(known.done);
    done.delete(element);
    elements.set(name, { ...known, done });
  }

  /** Dispatches those that are ready; equal readiness is decided by the declaration. */
  dispatchAll(ready: number[]): void {
    if (ready.length === 0) return;
    inDeclaredOrder(ready, this.components);
    this.parts.settings.trampoline.add(() => {
      for (const task of ready) this.dispatch(task);
    });
  }

  private dispatch(index: number): void {
    // A change may have come between, and the task wait again or be at work already.
    const isDue = this.parts.marks.isReady(index) && this.atWork.at(index) === undefined;
    if (this.isOver || !isDue) return;
    const component = this.components[index] as Component;
    this.atWork.dispatch(new Task(index, component, this.parts.settings, this));
  }

  /** Whether what a task takes is equal to what it took when it ran last. */
  readonly isKept = ({ index, component }: Task, taken: readonly unknown[]): boolean => {
    const before = this.done[index];
    // A task that was skipped has taken nothing.
    if (before?.taken.length !== taken.length || this.mustRun[index] === 1) return false;
    return taken.every((value, at) => {
      const cell = component.inputs[at]?.consumable;
      return cell === undefined
        ? before.taken[at] === value
        : this.parts.equality.isEqual(before.taken[at], value, cell);
    });
  };

  readonly ended = (task: Task, end: TaskEnd): void => {
    const { index, component, taken } = task;
    const { emit } = this.parts.settings;
    const { name } = component;
    if (end !== kept && !(end instanceof Skipped) && !(end instanceof Omission)) {
      const outputs = outputsOf(end);
      this.publish(index, { taken, outputs, failure: undefined }, outputsEvent(task, end));
      return;
    }
    this.atWork.leave(task);
    if (end === kept) {
      emit({ type: 'task-kept', task: name });
      this.settle(index, this.done[index] as Done);
    } else {
      const ready = this.without(index, end instanceof Omission ? end : end.failure);
      if (!this.isOver) this.parts.proceed(ready);
    }
  };

  /**
   * Ends what does not run, before anything starts: those of the ready tasks that are omitted or skipped, adding what
   * is ready by that, and stops what nothing needs any more. What such a task gave before is kept.
   */
  endIdle(ready: number[]): void {
    const { marks } = this.parts;
    // Those that are added meanwhile included.
    for (const task of ready) {
      const why = marks.isPending(task) ? marks.idle(task) : undefined;
      if (why !== undefined && !this.isOver) ready.push(...this.without(task, why));
    }
    for (let all = marks.takeUnneeded(); all.length > 0; all = marks.takeUnneeded())
      for (const task of all) if (!this.isOver) this.drop(task);
  }

  /** Ends a task that does not run; gives the tasks that are ready by it. */
  private without(index: number, why: Omission | Failure): number[] {
    const { name, onFailure } = this.components[index] as Component;
    const { emit } = this.parts.settings;
    let done: Done = { taken: [], outputs: undefined, failure: undefined };
    if (why instanceof Omission) {
      emit(omitted(name, why));
      this.done[index] = done = { ...done, omission: why };
    } else if (why.task === name) {
      // What a condition or a choice of its own fails with is the failure of the task itself.
      emit({ type: 'task-failed', task: name, failure: why });
      const omission = onFailure === 'omit' ? new Omission(name) : undefined;
      this.done[index] = done = { ...done, failure: why, omission };
      this.mustRun[index] = 0;
    } else {
      emit({ type: 'task-skipped', task: name, cause: why });
      done = { ...done, failure: why };
    }
    return this.isOver ? [] : this.settleCells(index, done);
  }

  private drop(index: number): void {
    const { marks, settings } = this.parts;
    const task = this.components[index]?.name ?? '';
    const work = this.atWork.at(index);
    const hasBegun = work?.attempt !== undefined;
    if (work !== undefined) {
      if (this.isPart(work)) this.mustRun[index] = 1;
      this.atWork.stop(work);
    }
    marks.drop(index);
    const omission = new Omission(task);
    this.settleCells(index, { taken: [], outputs: undefined, failure: undefined, omission });
    settings.emit(hasBegun ? { type: 'task-cancelled', task } : unneeded(task));
  }

  readonly failed = (task: Task, error: unknown): void => {
    this.atWork.leave(task);
    this.fail(task, task.failure(error));
  };

  private fail({ index, name, taken }: Task, failure: Failure): void {
    // Of the task the component is the one that it fell back to.
    const isOptional = this.components[index]?.onFailure === 'omit';
    const omission = isOptional ? new Omission(name) : undefined;
    const event = { type: 'task-failed', task: name, failure } as const;
    this.publish(index, { taken, outputs: undefined, failure, omission }, event);
  }

  readonly completed = (task: Task): void => {
    this.atWork.leave(task);
    this.parts.idle();
  };

  private publish(index: number, done: Done, event: EventBody): void {
    const { marks, cells, settings, changing } = this.parts;
    this.done[index] = done;
    this.mustRun[index] = 0;
    settings.emit(event);
    // A sink may have ended the run, or changed its inputs, just now.
    if (this.isOver) return;
    // Another value of a task at work is a change like one of an input, and so is its end by a
    // failure: marks first.
    if (!marks.isPending(index)) {
      changing();
      if (done.failure !== undefined || done.omission !== undefined) marks.markTasks([index]);
      else
        for (const { name, consumable } of this.components[index]?.outputs ?? [])
          if (!cells.isHeld(consumable, done.outputs?.[name])) marks.markBelow(consumable);
    }
    this.settle(index, done);
  }

  private settle(index: number, done: Done): void {
    this.parts.proceed(this.settleCells(index, done));
  }

  /** Gives the tasks that are ready by it. */
  private settleCells(index: number, { taken, outputs, failure, omission }: Done): number[] {
    const { plan, marks, cells } = this.parts;
    const ready: number[] = [];
    const why = omission ?? failure;
    const none = why === undefined ? undefined : E.left(why);
    for (const { name, consumable } of this.components[index]?.outputs ?? [])
      if (cells.isPending(consumable))
        marks.settleCell(
          consumable,
          none ?? outputOf(outputs ?? {}, name, this.components[index]?.name ?? ''),
          ready,
        );
    if (marks.isPending(index)) {
      const end = endOf(plan.graph, index);
      // Of each run of a task a list of its own, by which that run is known.
      if (cells.isPending(end))
        marks.settleCell(end, omission === undefined && none ? none : E.right(taken), ready);
      marks.settleTask(index);
    }
    return ready;
  }

  /** Stops a task if it is at work: what it takes has changed. */
  supersede(index: number): void {
    const task = this.atWork.at(index);
    if (task === undefined) return;
    if (this.isPart(task)) this.mustRun[index] = 1;
    this.atWork.stop(task);
    this.parts.settings.emit({ type: 'task-superseded', task: task.component.name });
  }

  /** Stops all that are at work, and starts nothing more. */
  stop(): void {
    const { trampoline, emit } = this.parts.settings;
    this.isOver = true;
    // What is within them would get the slots that are released: it starts as a job of its own, when
    // that is stopped too.
    trampoline.do(() => {
      this.atWork.stopAll((task) => {
        emit({ type: 'task-cancelled', task: task.component.name });
      });
    });
  }
}
