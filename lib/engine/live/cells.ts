import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable } from 'rxjs';

import { type Consumable, pending, type Settled } from '../consumables.js';
import { isAbsent, isFailure } from '../control/chosen.js';
import { Omission } from '../control/omission.js';
import type { Failure } from '../failure.js';
import type { Equality } from './equality.js';
import { type LiveState, pendingState } from './live-state.js';

/**
 * What the consumables of a live run hold, and the ends of tasks, and which of them are pending: like
 * cells of a spreadsheet. What a cell held stays until it settles anew.
 */
export class Cells {
  private readonly consumables: readonly Consumable[];
  private readonly equality: Equality;
  /** What each holds, or held last while it is pending. */
  private readonly held: (Settled | undefined)[];
  private readonly isFollowing: Uint8Array;

  constructor(consumables: readonly Consumable[], equality: Equality) {
    this.consumables = consumables;
    this.equality = equality;
    this.held = new Array<undefined>(consumables.length).fill(undefined);
    this.isFollowing = new Uint8Array(consumables.length);
    for (const consumable of consumables) (consumable as Consumable | undefined)?.next(pending);
  }

  /** Whether it holds, or held last while it is pending, a value or a failure. */
  has(cell: number): boolean {
    return this.held[cell] !== undefined;
  }

  /** What it holds, or held last while it is pending; `undefined` where that is a failure. */
  value(cell: number): unknown {
    const held = this.held[cell];
    return held !== undefined && E.isRight(held) ? held.right : undefined;
  }

  /** Why it holds no value, or held none last while it is pending. */
  failure(cell: number): Failure | undefined {
    const held = this.held[cell];
    return held !== undefined && isFailure(held) ? held.left : undefined;
  }

  /** Whether it is absent, or was so last while it is pending. */
  isAbsent(cell: number): boolean {
    const held = this.held[cell];
    return held !== undefined && isAbsent(held);
  }

  /** Whether a value is equal to the one that it holds, or held last while it is pending. */
  isHeld(cell: number, value: unknown): boolean {
    const held = this.held[cell];
    return held !== undefined && E.isRight(held) && this.equality.isEqual(held.right, value, cell);
  }

  /** What it holds; `undefined` while it is pending. */
  settled(cell: number): Settled | undefined {
    return this.isPending(cell) ? undefined : this.held[cell];
  }

  isPending(cell: number): boolean {
    return this.isFollowing[cell] === 0;
  }

  /** Whether it was not pending before. */
  mark(cell: number): boolean {
    if (this.isPending(cell)) return false;
    this.isFollowing[cell] = 0;
    this.consumables[cell]?.next(pending);
    return true;
  }

  /** What is equal to what it held stays the very same. */
  settle(cell: number, settled: Settled): void {
    const held = E.isRight(settled) && this.isHeld(cell, settled.right) ? this.held[cell] : settled;
    this.held[cell] = held;
    this.isFollowing[cell] = 1;
    this.consumables[cell]?.next(held);
  }

  /** Its state now and from now on. */
  watch(cell: number): Observable<LiveState> {
    return (this.consumables[cell] as Consumable).pipe(map(stateOf));
  }

  /** Nothing changes any more. */
  close(error?: unknown): void {
    for (const consumable of this.consumables as readonly (Consumable | undefined)[])
      if (error === undefined) consumable?.complete();
      else consumable?.error(error);
  }
}

const stateOf = (settled: Settled | typeof pending): LiveState => {
  if (settled === pending) return pendingState;
  if (E.isRight(settled)) return { state: 'value', value: settled.right };
  return settled.left instanceof Omission
    ? { state: 'absent', origin: settled.left.origin }
    : { state: 'failure', failure: settled.left };
};
