import type { EventBody } from '../events/event.js';

/** Why nothing has come, though that is in order: a consumable that is absent. */
export class Omission {
  /** The component with which it began: whose condition was false, or which failed and may. */
  readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }
}

/** The event of a task that is omitted because its condition does not hold, or something is absent. */
export const omitted = (task: string, { origin }: Omission): EventBody => ({
  type: 'task-omitted',
  task,
  reason: origin === task ? 'condition' : 'absent',
  origin,
});

/** The event of a task that nothing needs any more before it has begun. */
export const unneeded = (task: string): EventBody => ({
  type: 'task-omitted',
  task,
  reason: 'unneeded',
  origin: task,
});
