import type { Omission } from './control/omission.js';
import type { Failure } from './failure.js';
import type { TaskOutputs } from './wrappers/task-wrapper.js';

/** What came of a task that has not failed by itself. */
export type TaskEnd = TaskOutputs | Skipped | Omission | typeof kept;

/** Something that the task takes has failed. */
export class Skipped {
  readonly failure: Failure;

  constructor(failure: Failure) {
    this.failure = failure;
  }
}

/** What the task gave before still holds. */
export const kept = Symbol('kept');
