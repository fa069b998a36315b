import * as E from 'fp-ts/lib/Either.js';
import { NEVER, of } from 'rxjs';

import type { Choice } from '../../graph/graph.js';
import { type Settled } from '../consumables.js';
import { chosen } from '../control/chosen.js';
import type { Plan } from '../plan.js';
import type { Cells } from './cells.js';

/**
 * The choices of a live run: pending while what they follow from is, and decided anew when that
 * settles. One that is still decided as it was by what is still there does not wait: of `first` what stands
 * behind, of `race` what came later.
 */
export class LiveChoices {
  private readonly plan: Plan;
  private readonly cells: Cells;
  /** For each choice how many of those that it is chosen from are pending. */
  private readonly pending = new Map<number, number>();

  constructor(plan: Plan, cells: Cells) {
    this.plan = plan;
    this.cells = cells;
    for (const [choice, { of }] of plan.control?.choices ?? []) this.pending.set(choice, of.length);
  }

  /** A cell has become pending; gives the choices that do so with it. */
  mark(cell: number): readonly number[] {
    return this.choosersOf(cell).filter((choice) => {
      this.pending.set(choice, (this.pending.get(choice) ?? 0) + 1);
      return !this.cells.isPending(choice) && !this.isStill(choice);
    });
  }

  /** A cell has settled; gives the choices that may be decided by it. */
  settle(cell: number): readonly number[] {
    const choices = this.choosersOf(cell);
    for (const choice of choices) this.pending.set(choice, (this.pending.get(choice) ?? 0) - 1);
    return choices;
  }

  private choosersOf(cell: number): readonly number[] {
    return this.plan.control?.choosers.get(cell) ?? [];
  }

  private isStill(choice: number): boolean {
    if (!this.canBeEarly(choice)) return false;
    const before = this.cells.settled(choice);
    const now = this.decided(choice);
    if (before === undefined || now === undefined) return false;
    if (E.isLeft(before) || E.isLeft(now))
      return E.isLeft(before) && E.isLeft(now) && before.left === now.left;
    return this.choice(choice).kind === 'all'
      ? isSameList(before.right, now.right)
      : Object.is(before.right, now.right);
  }

  private canBeEarly(choice: number): boolean {
    const { kind, atLeast } = this.choice(choice);
    return kind === 'first' || kind === 'race' || atLeast !== undefined;
  }

  /** What it comes to by what is there; `undefined` where that is open. */
  decided(choice: number): Settled | undefined {
    if (!this.canBeEarly(choice) && this.pending.get(choice) !== 0) return undefined;
    const sources = this.choice(choice).of.map((cell) => {
      const settled = this.cells.settled(cell);
      return settled === undefined ? NEVER : of(settled);
    });
    let decided: Settled | undefined;
    chosen(this.choice(choice), sources, false)
      .subscribe((settled) => {
        decided = settled;
      })
      .unsubscribe();
    return decided;
  }

  private choice(choice: number): Choice {
    return this.plan.control?.choices.get(choice) as Choice;
  }
}

const isSameList = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) &&
  Array.isArray(b) &&
  a.length === b.length &&
  a.every((one, at) => Object.is(one, b[at]));
