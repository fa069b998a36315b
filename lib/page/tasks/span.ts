import type { TaskData } from '../../sinks/report/report-data.js';
import { startOf } from '../text/task-times.js';

/** A stretch of time. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time from the first start to the last end of some tasks; all of it where none has begun. */
export const spanOf = (tasks: readonly TaskData[], whole: Span): Span => {
  let from = Infinity;
  let to = -Infinity;
  for (const task of tasks) {
    from = Math.min(from, startOf(task));
    for (const attempt of task.attempts) to = Math.max(to, attempt.to);
    for (const wait of task.waits) to = Math.max(to, wait[2]);
  }
  return to > from ? { from, to } : whole;
};
