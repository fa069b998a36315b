import type { RunEvent } from './event.js';

/** The types of the events by which a task ends. */
export const taskEnds: ReadonlySet<string> = new Set<RunEvent['type']>([
  'task-finished',
  'task-kept',
  'task-failed',
  'task-skipped',
  'task-omitted',
  'task-cancelled',
]);
