import * as E from 'fp-ts/lib/Either.js';

import type { Component } from '../../graph/graph.js';
import type { Failure } from '../failure.js';
import type { Cells } from './cells.js';
import type { Equality } from './equality.js';

/** Why there is something that a task would take, but has no value. */
interface Missing {
  readonly failure: Failure;
}

type Ended = readonly unknown[];

/** What the tasks of a live run take: values of cells, and ends of the tasks that they wait for. */
export class TaskInputs {
  private readonly cells: Cells;
  private readonly equality: Equality;
  /** What those take that wait for a task's end: the list by which its run is known, or a failure. */
  private readonly ends: (E.Either<Failure, Ended> | undefined)[] = [];

  constructor(cells: Cells, equality: Equality) {
    this.cells = cells;
    this.equality = equality;
  }

  /** A task has ended: the run that took this, or with a failure. */
  end(task: number, taken: Ended, failure: Failure | undefined): void {
    this.ends[task] = failure === undefined ? E.right(taken) : E.left(failure);
  }

  /** The values of the inputs, and behind them what stands for the ends that are waited for. */
  taken({ inputs, dependencies }: Component): readonly unknown[] | Missing {
    const taken = new Array<unknown>(inputs.length + dependencies.length);
    for (let at = 0; at < inputs.length; at += 1) {
      const cell = inputs[at]?.consumable ?? 0;
      const failure = this.cells.failure(cell);
      if (failure !== undefined) return { failure };
      taken[at] = this.cells.value(cell);
    }
    for (let at = 0; at < dependencies.length; at += 1) {
      const end = this.ends[dependencies[at] ?? 0] as E.Either<Failure, Ended>;
      if (E.isLeft(end)) return { failure: end.left };
      taken[inputs.length + at] = end.right;
    }
    return taken;
  }

  /** Whether what a task took before is equal to what it would take now. */
  isSame({ inputs }: Component, before: readonly unknown[], taken: readonly unknown[]): boolean {
    for (let at = 0; at < taken.length; at += 1) {
      const cell = inputs[at]?.consumable;
      const isEqual =
        cell === undefined
          ? before[at] === taken[at]
          : this.equality.isEqual(before[at], taken[at], cell);
      if (!isEqual) return false;
    }
    return true;
  }
}
