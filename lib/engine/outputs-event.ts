import type { EventBody, Values } from './events/event.js';
import type { Task } from './task.js';
import { KeptOutputs, type TaskOutputs } from './wrappers/task-wrapper.js';

/** That a task has its outputs: by an attempt, or because they were looked up. */
export const outputsEvent = (
  { name: task, attempts: attempt }: Task,
  given: TaskOutputs,
): EventBody =>
  given instanceof KeptOutputs
    ? { type: 'task-kept', task, outputs: given.outputs, from: given.from }
    : { type: 'task-finished', task, attempt, outputs: given };

export const outputsOf = (given: TaskOutputs): Values =>
  given instanceof KeptOutputs ? given.outputs : given;
