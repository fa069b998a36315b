import { NEVER, of } from 'rxjs';

import type { Choice } from '../../graph/graph.js';
import { type Settled } from '../consumables.js';
import { chosen } from '../control/chosen.js';
import type { Plan } from '../plan.js';
import type { Cells } from './cells.js';

/**
 * The choices of a live run: pending while what they follow from is, and decided anew when that
 * settles. One that what is still there decides does not wait: of `first` what stands behind.
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
      return !this.cells.isPending(choice) && !this.isStillFirst(choice);
    });
  }

  /** A cell has settled; gives the choices that are decided by it. */
  settle(cell: number): readonly { readonly choice: number; readonly chosen: Settled }[] {
    return this.choosersOf(cell).flatMap((choice) => {
      this.pending.set(choice, (this.pending.get(choice) ?? 0) - 1);
      const chosen = this.cells.isPending(choice) ? this.decided(choice) : undefined;
      return chosen === undefined ? [] : [{ choice, chosen }];
    });
  }

  private choosersOf(cell: number): readonly number[] {
    return this.plan.control?.choosers.get(cell) ?? [];
  }

  private isStillFirst(choice: number): boolean {
    return this.choice(choice).kind === 'first' && this.decided(choice) !== undefined;
  }

  private decided(choice: number): Settled | undefined {
    const { kind, atLeast } = this.choice(choice);
    const canBeEarly = kind === 'first' || kind === 'race' || atLeast !== undefined;
    if (!canBeEarly && this.pending.get(choice) !== 0) return undefined;
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
