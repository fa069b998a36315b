import * as E from 'fp-ts/lib/Either.js';
import { ReplaySubject } from 'rxjs';

import type { Component } from '../graph/graph.js';
import type { Failure } from './failure.js';

/** What a consumable holds: a value, or why there is none. */
export type Settled = E.Either<Failure, unknown>;

/**
 * The values of a run. A consumable is a `ReplaySubject` with a buffer of one; since a task is
 * started only when all that it takes is there, the buffers are all that tasks read of them. So the
 * buffers stand here, and a subject is made for a consumable when somebody subscribes to it: of
 * thousands few are watched, and subjects and `combineLatest` cost more than all else in a run.
 */
export class Consumables {
  private readonly held: (Settled | undefined)[];
  private readonly ends: (Settled | undefined)[] = [];
  private readonly subjects: (ReplaySubject<Settled> | undefined)[] = [];

  constructor(count: number) {
    this.held = new Array<undefined>(count).fill(undefined);
  }

  publish(consumable: number, settled: Settled): void {
    this.held[consumable] = settled;
    this.subjects[consumable]?.next(settled);
  }

  /** The end of a task, for those that wait for it and take no value. */
  end(task: number, settled: Settled): void {
    this.ends[task] = settled;
  }

  /** What a consumable holds now. */
  latest(consumable: number): Settled | undefined {
    return this.held[consumable];
  }

  subject(consumable: number): ReplaySubject<Settled> {
    let subject = this.subjects[consumable];
    if (subject === undefined) {
      this.subjects[consumable] = subject = new ReplaySubject<Settled>(1);
      const settled = this.held[consumable];
      if (settled !== undefined) subject.next(settled);
    }
    return subject;
  }

  /**
   * The values that a task takes, once all of it is there: what their `combineLatest` would give;
   * or the first failure among them and what it waits for.
   */
  taken({ inputs, dependencies }: Component): E.Either<Failure, readonly unknown[]> {
    const values: unknown[] = [];
    for (const { consumable } of inputs) {
      const settled = this.held[consumable];
      if (settled === undefined) throw new Error('a task was started before its inputs were there');
      if (E.isLeft(settled)) return settled;
      values.push(settled.right);
    }
    for (const before of dependencies) {
      const settled = this.ends[before];
      if (settled !== undefined && E.isLeft(settled)) return settled;
    }
    return E.right(values);
  }

  /** What a task has published counts no more: whoever asks from now on waits for what comes. */
  forget(task: number, { outputs }: Component): void {
    for (const { consumable } of outputs) {
      this.held[consumable] = undefined;
      this.subjects[consumable] = undefined;
    }
    this.ends[task] = undefined;
  }
}
