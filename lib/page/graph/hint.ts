import type { TaskData } from '../../sinks/report/report-data.js';
import { counted, duration } from '../text/format.js';
import { stateNames } from '../text/states.js';
import { attemptsOf, workOf } from '../text/task-times.js';

/** What is shown of a task where the pointer rests. */
export const hintOf = (task: TaskData): string =>
  `${task.name} (${task.runner}): ${stateNames[task.state]}` +
  (task.attempts.length > 0 ? `, ${duration(workOf(task))}` : '') +
  (attemptsOf(task) > 1 ? `, ${counted(attemptsOf(task), 'attempt')}` : '');
