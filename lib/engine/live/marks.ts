import type { Settled } from '../consumables.js';
import { endOf, type Plan } from '../plan.js';
import { ReadyList } from '../ready-list.js';
import type { Cells } from './cells.js';
import { LiveChoices } from './live-choices.js';
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
  private readonly readyList: ReadyList;
  private readonly choices: LiveChoices;
  private readonly isMarked: Uint8Array;
  private count: number;

  /** `reached` is told of each task below a change, whether it was pending before or not. */
  constructor(plan: Plan, cells: Cells, outputs: LiveOutputs, reached: (task: number) => void) {
    this.plan = plan;
    this.cells = cells;
    this.outputs = outputs;
    this.reached = reached;
    this.readyList = new ReadyList(plan);
    this.choices = new LiveChoices(plan, cells);
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
    return this.isMarked[task] === 1 && this.readyList.isReady(task);
  }

  /** Marks a cell, and all that lies below it. */
  markBelow(cell: number): void {
    this.markTasks(this.markCell(cell));
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
        for (const next of this.markCell(consumable)) stack.push(next);
      for (const next of this.markCell(endOf(this.plan.graph, task))) stack.push(next);
    }
  }

  /** The tasks that now wait for one thing more. */
  private markCell(cell: number): readonly number[] {
    if (!this.cells.mark(cell)) return [];
    this.outputs.mark(cell);
    return [
      ...this.readyList.unsettle(cell),
      ...this.choices.mark(cell).flatMap((choice) => this.markCell(choice)),
    ];
  }

  /** Gives a cell its value, or the reason why there is none; adds the tasks that are ready by it. */
  settleCell(cell: number, settled: Settled, ready: number[]): void {
    this.cells.settle(cell, settled);
    this.outputs.settle(cell);
    const reached: number[] = [];
    this.readyList.settle(cell, reached);
    for (const task of reached) if (this.isMarked[task] === 1) ready.push(task);
    for (const { choice, chosen } of this.choices.settle(cell))
      this.settleCell(choice, chosen, ready);
  }

  /** A task follows from the inputs as they are now. */
  settleTask(task: number): void {
    this.isMarked[task] = 0;
    this.count -= 1;
  }
}
