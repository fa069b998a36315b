import type { Component } from '../graph/graph.js';
import { inDeclaredOrder, type Plan } from './plan.js';
import { ReadyList } from './ready-list.js';
import type { Settings } from './settings.js';
import { Task, type TaskListener } from './task.js';
import type { Wiring } from './wiring.js';

/** Who says which tasks may start, and is told when one does and what comes of it. */
export interface Dispatching extends TaskListener {
  readonly mayStart: (task: number) => boolean;
  readonly starts: (task: number) => void;
}

/** Starts the tasks of an execution once nothing is missing that they wait for, and stops them. */
export class Dispatcher {
  private readonly plan: Plan;
  private readonly settings: Settings;
  private readonly wiring: Wiring;
  private readonly execution: Dispatching;
  private readonly readyList: ReadyList;
  private readonly atWork: (Task | undefined)[];
  private readonly ready: number[];

  constructor(plan: Plan, settings: Settings, wiring: Wiring, execution: Dispatching) {
    this.plan = plan;
    this.settings = settings;
    this.wiring = wiring;
    this.execution = execution;
    this.readyList = new ReadyList(plan);
    this.atWork = new Array<Task | undefined>(plan.graph.components.length);
    this.ready = plan.first.slice();
  }

  /** A thing has settled: what waits for nothing else is dispatched with the next ones. */
  settle(thing: number): void {
    this.readyList.settle(thing, this.ready);
  }

  /** A thing that had settled will do so anew. */
  unsettle(thing: number): void {
    this.readyList.unsettle(thing);
  }

  /** A task that is to start again is dispatched with the next ones. */
  startAgain(task: number): void {
    this.ready.push(task);
  }

  /** Dispatches what has become ready, each as a job of the run. */
  dispatchReady(): void {
    if (this.ready.length > 0) this.settings.trampoline.do(this.addReady, this.ready);
  }

  private readonly addReady = (ready: number[]): void => {
    // Equal readiness is decided by the declaration.
    inDeclaredOrder(ready, this.plan.graph.components);
    for (const task of ready) this.settings.trampoline.add(this.dispatch, task);
    // Not by its length, which would give up its room.
    while (ready.length > 0) ready.pop();
  };

  private readonly dispatch = (index: number): void => {
    // A restart may have come between: then it waits again, or is at work already.
    if (!this.readyList.isReady(index) || !this.execution.mayStart(index)) return;
    const component = this.plan.graph.components[index] as Component;
    const task = new Task(index, component, this.settings, this.execution);
    this.execution.starts(index);
    this.atWork[index] = task;
    this.wiring.dispatch(task);
  };

  /** It is at work no longer. */
  leave(index: number): Task | undefined {
    const task = this.atWork[index];
    this.atWork[index] = undefined;
    return task;
  }

  private readonly stopAll = (): void => {
    for (let index = 0; index < this.atWork.length; index += 1) {
      const task = this.atWork[index];
      task?.stop();
      this.atWork[index] = undefined;
    }
  };

  /** Stops every task at work. */
  stop(): void {
    // Stopping may call users' code; what that code does to the run has no effect any more.
    // All are stopped before any releases a slot, which another of them would get; what is within them
    // starts as a job of its own, when that is stopped too.
    for (const task of this.atWork) if (task !== undefined) task.isStopped = true;
    this.settings.trampoline.do(this.stopAll);
  }
}
