import { isLeft } from 'fp-ts/lib/Either.js';

import type { Settled } from '../consumables.js';
import { isAbsent } from '../control/chosen.js';
import type { Omission } from '../control/omission.js';
import type { Failure } from '../failure.js';
import { endOf, type Plan } from '../plan.js';
import { ReadyList } from '../ready-list.js';
import type { Cells } from './cells.js';
import { LiveChoices } from './live-choices.js';
import { LiveNeeds } from './live-needs.js';
import type { LiveOutputs } from './live-outputs.js';

/**
 * Which cells and tasks of a live run are pending: they do not follow yet from the inputs as they are
 * now. A change first marks all that lies below it, each cell and task once, and then settles one
 * after the other; a task is ready when nothing that it takes is pending, or when it does not run
 * whatever that comes to.
 */
export class PendingMarks {
  private readonly plan: Plan;
  private readonly cells: Cells;
  private readonly outputs: LiveOutputs;
  private readonly reached: (task: number) => void;
  private readonly readyList: ReadyList;
  private readonly choices: LiveChoices;
  private readonly needs: LiveNeeds | undefined;
  /** The tasks that were dropped, and are needed again. */
  private revived: number[] = [];
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
    this.needs = plan.control && new LiveNeeds(plan, plan.control);
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

  /** Whether it is pending itself, and nothing that it takes is, or matters. */
  isReady(task: number): boolean {
    return (
      this.isMarked[task] === 1 && (this.readyList.isReady(task) || this.idle(task) !== undefined)
    );
  }

  /**
   * Why a task does not run, whatever becomes of what is pending of what it takes: its condition does not
   * hold or has failed, or it holds and something is absent.
   */
  idle(task: number): Omission | Failure | undefined {
    const { when, inputs } = this.plan.graph.components[task] ?? { inputs: [] };
    if (this.needs === undefined) return undefined;
    if (when !== undefined) {
      const gate = this.cells.settled(when);
      if (gate === undefined || isLeft(gate)) return gate?.left;
    }
    for (const { consumable } of inputs) {
      const settled = this.cells.settled(consumable);
      // What was dropped may well be there once it is needed again.
      if (settled !== undefined && isAbsent(settled) && !this.needs.isDropped(consumable))
        return settled.left;
    }
    return undefined;
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
      this.revive(this.needs?.taskMarked(task), stack);
      for (const { consumable } of this.plan.graph.components[task]?.outputs ?? [])
        for (const next of this.markCell(consumable)) stack.push(next);
      for (const next of this.markCell(endOf(this.plan.graph, task))) stack.push(next);
    }
  }

  private revive(tasks: readonly number[] | undefined, stack: number[]): void {
    for (const task of tasks ?? []) {
      this.revived.push(task);
      stack.push(task);
    }
  }

  /** The tasks that now wait for one thing more, and those that it needs again. */
  private markCell(cell: number): readonly number[] {
    if (!this.cells.mark(cell)) return [];
    this.outputs.mark(cell);
    const next = this.readyList
      .unsettle(cell)
      .filter((task) => this.isMarked[task] === 1 || this.idle(task) === undefined);
    for (const choice of this.choices.mark(cell)) {
      next.push(...this.markCell(choice));
      this.revive(this.needs?.choiceMarked(choice), next);
    }
    return next;
  }

  /** Gives a cell its value, or the reason why there is none; adds the tasks that are ready by it. */
  settleCell(cell: number, settled: Settled, ready: number[]): void {
    this.cells.settle(cell, settled);
    this.outputs.settle(cell);
    const reached: number[] = [];
    this.readyList.settle(cell, reached);
    for (const task of reached) if (this.isMarked[task] === 1) ready.push(task);
    if (this.needs === undefined) return;
    for (const task of this.plan.dependents.of(cell))
      if (!this.readyList.isReady(task) && this.isIdleBy(task, cell, settled)) ready.push(task);
    for (const choice of this.choices.settle(cell)) this.decide(choice, ready);
  }

  private isIdleBy(task: number, cell: number, settled: Settled): boolean {
    const isGate = this.plan.graph.components[task]?.when === cell;
    return (
      this.isMarked[task] === 1 && (isGate || isAbsent(settled)) && this.idle(task) !== undefined
    );
  }

  private decide(choice: number, ready: number[]): void {
    if (this.needs?.isOpen(choice) !== true) return;
    const chosen = this.choices.decided(choice);
    if (chosen === undefined) return;
    this.settleCell(choice, chosen, ready);
    this.needs.choiceSettled(choice);
  }

  /** A task follows from the inputs as they are now. */
  settleTask(task: number): void {
    this.isMarked[task] = 0;
    this.count -= 1;
    this.needs?.taskSettled(task);
  }

  /**
   * What follows from what was marked and has settled, and from that alone: choices that what is still
   * there decides, and the tasks that are needed again.
   */
  follow(ready: number[]): void {
    for (const choice of this.needs?.takeOpened() ?? []) this.decide(choice, ready);
    const { revived } = this;
    this.revived = [];
    for (const task of revived) if (this.isReady(task)) ready.push(task);
  }

  /** The pending tasks that nothing needs; they are for the caller to settle as dropped. */
  takeUnneeded(): readonly number[] {
    const { needs } = this;
    return (
      needs?.takeReleased().filter((task) => this.isMarked[task] === 1 && needs.isUnneeded(task)) ??
      []
    );
  }

  /** It comes back when it is needed again. */
  drop(task: number): void {
    this.needs?.drop(task);
  }
}
