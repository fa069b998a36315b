import { ReplaySubject } from 'rxjs';

import type { Failure } from '../failure.js';
import type { Equality } from './equality.js';
import { type LiveState, pending } from './live-state.js';

/**
 * What the consumables of a live run hold, and which of them are pending: like cells of a
 * spreadsheet. What a cell held stays until it settles anew. A subject is made for those only that
 * somebody watches: thousands change at once, and few are looked at.
 */
export class Cells {
  private readonly equality: Equality;
  private readonly values: unknown[];
  private readonly failures: (Failure | undefined)[];
  private readonly isKnown: Uint8Array;
  private readonly isFollowing: Uint8Array;
  private readonly subjects: (ReplaySubject<LiveState> | undefined)[] = [];

  constructor(count: number, equality: Equality) {
    this.equality = equality;
    this.values = new Array<undefined>(count).fill(undefined);
    this.failures = new Array<undefined>(count).fill(undefined);
    this.isKnown = new Uint8Array(count);
    this.isFollowing = new Uint8Array(count);
  }

  /** Whether it holds, or held last while it is pending, a value or a failure. */
  has(cell: number): boolean {
    return this.isKnown[cell] === 1;
  }

  /** What it holds, or held last while it is pending; `undefined` where that is a failure. */
  value(cell: number): unknown {
    return this.values[cell];
  }

  /** Why it holds no value, or held none last while it is pending. */
  failure(cell: number): Failure | undefined {
    return this.failures[cell];
  }

  /** Whether a value is equal to the one that it holds, or held last while it is pending. */
  isHeld(cell: number, value: unknown): boolean {
    return (
      this.has(cell) &&
      this.failures[cell] === undefined &&
      this.equality.isEqual(this.values[cell], value, cell)
    );
  }

  isPending(cell: number): boolean {
    return this.isFollowing[cell] === 0;
  }

  /** Whether it was not pending before. */
  mark(cell: number): boolean {
    if (this.isPending(cell)) return false;
    this.isFollowing[cell] = 0;
    this.subjects[cell]?.next(pending);
    return true;
  }

  /** What is equal to what it held stays the very same. */
  settle(cell: number, value: unknown): void {
    this.hold(cell, this.isHeld(cell, value) ? this.values[cell] : value, undefined);
  }

  fail(cell: number, failure: Failure): void {
    this.hold(cell, undefined, failure);
  }

  private hold(cell: number, value: unknown, failure: Failure | undefined): void {
    this.values[cell] = value;
    this.failures[cell] = failure;
    this.isKnown[cell] = 1;
    this.isFollowing[cell] = 1;
    this.subjects[cell]?.next(this.state(cell));
  }

  private state(cell: number): LiveState {
    if (!this.has(cell) || this.isPending(cell)) return pending;
    const failure = this.failures[cell];
    return failure === undefined
      ? { state: 'value', value: this.values[cell] }
      : { state: 'failure', failure };
  }

  /** Its state now and from now on. */
  watch(cell: number): ReplaySubject<LiveState> {
    let subject = this.subjects[cell];
    if (subject === undefined) {
      subject = new ReplaySubject<LiveState>(1);
      subject.next(this.state(cell));
      this.subjects[cell] = subject;
    }
    return subject;
  }

  /** Nothing changes any more. */
  close(error?: unknown): void {
    for (const subject of this.subjects)
      if (error === undefined) subject?.complete();
      else subject?.error(error);
  }
}
