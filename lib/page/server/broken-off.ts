import type { ReportData, TaskData } from '../../sinks/report/report-data.js';

const interrupted = (task: TaskData): TaskData =>
  task.state === 'running'
    ? {
        ...task,
        state: 'interrupted',
        attempts: task.attempts.map((attempt) =>
          attempt.end === 'running' ? { ...attempt, end: 'interrupted' } : attempt,
        ),
      }
    : task;

/** A run of which it is known that nobody drives it: what was at work is so no more. */
export const brokenOff = (data: ReportData): ReportData => ({
  ...data,
  tasks: data.tasks.map(interrupted),
  parts: data.parts.map(interrupted),
});
