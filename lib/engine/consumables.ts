import * as E from 'fp-ts/lib/Either.js';
import { ReplaySubject } from 'rxjs';

import type { Component } from '../graph/graph.js';
import type { Failure } from './failure.js';

/** What is told of a consumable to who watches it: its value, or why there is none. */
export type Settled = E.Either<Failure, unknown>;

const hasValue = 1;
const hasFailed = 2;

/**
 * The values of a run. A consumable is a `ReplaySubject` with a buffer of one; since a task is
 * started only when all that it takes is there, the buffers are all that tasks read of them. So the
 * buffers stand here, and a subject is made for a consumable when somebody subscribes to it: of
 * thousands few are watched, and subjects and `combineLatest` cost more than all else in a run.
 */
export class Consumables {
  /** A value, or the `Failure` in place of one: as `states` says. */
  private readonly held: unknown[];
  private readonly states: Uint8Array;
  /** Whether there was a failure: of thousands of tasks each would look for one else. */
  private areFailing = false;
  private readonly failedEnds: (Failure | undefined)[] = [];
  private readonly subjects: (ReplaySubject<Settled> | undefined)[] = [];

  constructor(count: number) {
    this.held = new Array<undefined>(count).fill(undefined);
    this.states = new Uint8Array(count);
  }

  publish(consumable: number, value: unknown): void {
    this.held[consumable] = value;
    this.states[consumable] = hasValue;
    this.subjects[consumable]?.next(E.right(value));
  }

  /** In place of a value. */
  fail(consumable: number, failure: Failure): void {
    this.held[consumable] = failure;
    this.states[consumable] = hasFailed;
    this.areFailing = true;
    this.subjects[consumable]?.next(E.left(failure));
  }

  /** A task has ended, for those that wait for that and take no value. */
  end(task: number, failure: Failure | undefined): void {
    if (failure !== undefined) this.areFailing = true;
    if (this.areFailing) this.failedEnds[task] = failure;
  }

  /** Whether a consumable has a value. */
  has(consumable: number): boolean {
    return this.states[consumable] === hasValue;
  }

  /** Of one that has a value. */
  value(consumable: number): unknown {
    return this.held[consumable];
  }

  subject(consumable: number): ReplaySubject<Settled> {
    let subject = this.subjects[consumable];
    if (subject === undefined) {
      this.subjects[consumable] = subject = new ReplaySubject<Settled>(1);
      const failure = this.failure(consumable);
      if (failure !== undefined) subject.next(E.left(failure));
      else if (this.has(consumable)) subject.next(E.right(this.held[consumable]));
    }
    return subject;
  }

  /** Why a task cannot be started: the first failure among what it takes and the ends it waits for. */
  failureFor({ inputs, dependencies }: Component): Failure | undefined {
    if (!this.areFailing) return undefined;
    for (const { consumable } of inputs) {
      const failure = this.failure(consumable);
      if (failure !== undefined) return failure;
    }
    for (const before of dependencies) {
      const failure = this.failedEnds[before];
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  /** The values that a task takes, once all of them are there: what their `combineLatest` would give. */
  taken({ inputs }: Component): readonly unknown[] {
    const values = new Array<unknown>(inputs.length);
    for (let at = 0; at < inputs.length; at += 1) {
      const consumable = inputs[at]?.consumable ?? 0;
      if (!this.has(consumable)) throw new Error('a task was started before its inputs were there');
      values[at] = this.held[consumable];
    }
    return values;
  }

  /** What a task has published counts no more: whoever asks from now on waits for what comes. */
  forget(task: number, { outputs }: Component): void {
    for (const { consumable } of outputs) {
      this.held[consumable] = undefined;
      this.states[consumable] = 0;
      this.subjects[consumable] = undefined;
    }
    this.failedEnds[task] = undefined;
  }

  private failure(consumable: number): Failure | undefined {
    return this.states[consumable] === hasFailed ? (this.held[consumable] as Failure) : undefined;
  }
}
