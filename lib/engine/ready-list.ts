import type { NumberLists } from './number-lists.js';
import type { Plan } from './plan.js';

/**
 * When to subscribe to a task: a number for each, of the things that it waits for, counted down as
 * they settle. It never says what a task gets: that the task takes from the consumables themselves.
 */
export class ReadyList {
  private readonly dependents: NumberLists;
  private readonly missing: number[];

  constructor({ missing, dependents }: Plan) {
    this.dependents = dependents;
    this.missing = missing.slice();
  }

  /** Whether a task waits for nothing. */
  isReady(task: number): boolean {
    return this.missing[task] === 0;
  }

  /** A thing has settled; adds the tasks that now wait for nothing else. */
  settle(thing: number, ready: number[]): void {
    const { starts, items } = this.dependents;
    const end = starts[thing + 1] as number;
    for (let at = starts[thing] as number; at < end; at += 1) {
      const task = items[at] as number;
      const missing = (this.missing[task] as number) - 1;
      this.missing[task] = missing;
      if (missing === 0) ready.push(task);
    }
  }

  /** A thing that had settled will do so anew: those that take it wait for it again. */
  unsettle(thing: number): readonly number[] {
    const waiting = this.dependents.of(thing);
    for (const task of waiting) this.missing[task] = (this.missing[task] ?? 0) + 1;
    return waiting;
  }
}
