import type { Failure } from '../failure.js';
import type { Plan } from '../plan.js';
import type { Takers } from '../takers.js';
import type { Cells } from './cells.js';
import type { LiveOutputs } from './live-outputs.js';

/**
 * Which cells and tasks of a live run are pending: they do not follow yet from the inputs as they are
 * now. A change first marks all that lies below it, each cell and task once, and then settles one
 * after the other; a task is ready when nothing that it takes is pending.
 */
export class Marks {
  private readonly plan: Plan;
  private readonly cells: Cells;
  private readonly outputs: LiveOutputs;
  private readonly reached: (task: number) => void;
  /** For each task, how many of the values and ends that it takes are pending. */
  private readonly missing: Int32Array;
  private readonly isMarked: Uint8Array;
  private count: number;

  /** `reached` is told of each task below a change, whether it was pending before or not. */
  constructor(plan: Plan, cells: Cells, outputs: LiveOutputs, reached: (task: number) => void) {
    this.plan = plan;
    this.cells = cells;
    this.outputs = outputs;
    this.reached = reached;
    this.missing = Int32Array.from(plan.waitsFor);
    this.isMarked = Uint8Array.from(plan.wanted);
    this.count = plan.count;
  }

  /** How many tasks are pending. */
  get tasks(): number {
    return this.count;
  }

  isPending(task: number): boolean {
    return this.isMarked[task] === 1;
  }

  /** Whether it is pending itself, and nothing that it takes is. */
  isReady(task: number): boolean {
    return this.missing[task] === 0 && this.isMarked[task] === 1;
  }

  /** Marks a cell, and all that lies below it. */
  markBelow(cell: number): void {
    const reached: number[] = [];
    this.markCell(cell, reached);
    this.markTasks(reached);
  }

  /** Marks tasks, and all that lies below them: a flat walk, however many ways lead to one. */
  markTasks(first: readonly number[]): void {
    const stack = [...first];
    for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
      this.reached(task);
      if (this.isMarked[task] === 1) continue;
      this.isMarked[task] = 1;
      this.count += 1;
      for (const { consumable } of this.plan.graph.components[task]?.outputs ?? [])
        this.markCell(consumable, stack);
      this.mustWait(this.plan.dependants, task, stack);
    }
  }

  // Adds the tasks that now wait for one thing more.
  private markCell(cell: number, reached: number[]): void {
    if (!this.cells.mark(cell)) return;
    this.outputs.mark(cell);
    this.mustWait(this.plan.consumers, cell, reached);
  }

  private mustWait(takers: Takers, thing: number, reached: number[]): void {
    const end = takers.end(thing);
    for (let at = takers.first(thing); at < end; at += 1) {
      const task = takers.at(at);
      this.missing[task] = (this.missing[task] ?? 0) + 1;
      reached.push(task);
    }
  }

  /** Gives a cell its value, or the reason why there is none; adds the tasks that are ready by it. */
  settleCell(cell: number, value: unknown, failure: Failure | undefined, ready: number[]): void {
    if (failure === undefined) this.cells.settle(cell, value);
    else this.cells.fail(cell, failure);
    this.outputs.settle(cell);
    this.arrive(this.plan.consumers, cell, ready);
  }

  /** What waits for the end of a task waits no longer; adds the tasks that are ready by it. */
  settleTask(task: number, ready: number[]): void {
    this.isMarked[task] = 0;
    this.count -= 1;
    this.arrive(this.plan.dependants, task, ready);
  }

  private arrive(waiting: Takers, thing: number, ready: number[]): void {
    const end = waiting.end(thing);
    for (let at = waiting.first(thing); at < end; at += 1) {
      const task = waiting.at(at);
      const missing = (this.missing[task] ?? 0) - 1;
      this.missing[task] = missing;
      if (missing === 0 && this.isMarked[task] === 1) ready.push(task);
    }
  }
}
