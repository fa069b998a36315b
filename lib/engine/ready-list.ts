import type { Plan } from './plan.js';

/**
 * When to subscribe to a task: a number for each, of the things that it waits for, counted down as
 * they settle. It never says what a task gets: that the task takes from the consumables themselves.
 */
export class ReadyList {
  private readonly plan: Plan;
  private readonly missing: number[];

  constructor(plan: Plan) {
    this.plan = plan;
    this.missing = plan.missing.slice();
  }

  /** Whether a task waits for nothing. */
  isReady(task: number): boolean {
    return this.missing[task] === 0;
  }

  /** A thing has settled; adds the tasks that now wait for nothing else. */
  settle(thing: number, ready: number[]): void {
    for (const task of this.plan.dependents[thing] ?? []) {
      const missing = (this.missing[task] ?? 0) - 1;
      this.missing[task] = missing;
      if (missing === 0) ready.push(task);
    }
  }

  /** A thing that had settled will do so anew: those that take it wait for it again. */
  unsettle(thing: number): readonly number[] {
    const waiting = this.plan.dependents[thing] ?? [];
    for (const task of waiting) this.missing[task] = (this.missing[task] ?? 0) + 1;
    return waiting;
  }
}
