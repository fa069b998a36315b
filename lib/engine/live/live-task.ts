import * as E from 'fp-ts/lib/Either.js';

import type { Component } from '../../graph/graph.js';
import type { EventBody, Values } from '../event.js';
import type { Failure } from '../failure.js';
import type { PolicySettings } from '../policy.js';
import { TaskRun } from '../task-run.js';

/** The run that is told what a task gives. */
interface Told {
  readonly gave: (outputs: Values, work: LiveTask) => void;
  readonly ended: (failure: Failure | undefined, work: LiveTask) => void;
}

/** A task of a live run at work. */
export class LiveTask extends TaskRun {
  readonly task: number;
  /** How often the task has been run, this time included. */
  readonly runs: number;
  /** What it was started with: the values of its inputs, and behind them the ends it waited for. */
  readonly taken: readonly unknown[];
  readonly run: Told;

  constructor(
    component: Component,
    settings: PolicySettings,
    emit: (event: EventBody) => void,
    run: Told,
    task: number,
    runs: number,
    taken: readonly unknown[],
  ) {
    super(component, settings, emit, ended, gave);
    this.run = run;
    this.task = task;
    this.runs = runs;
    this.taken = taken;
  }
}

// One function for all: one made for each run of each task would cost more than the rest of it.
const ended = (result: E.Either<Failure, Values>, work: TaskRun): void => {
  if (work instanceof LiveTask) work.run.ended(E.isLeft(result) ? result.left : undefined, work);
};

const gave = (values: Values, work: TaskRun): void => {
  if (work instanceof LiveTask) work.run.gave(values, work);
};
