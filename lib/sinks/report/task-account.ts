import type { JsonComponent } from '../../drawing/json-graph.js';
import type { RecordedFailure } from '../record/recorded-event.js';
import type { AttemptData, LogData, NamedText, ReportState, WaitData } from './report-data.js';

/** Of a task; and as many waits. */
export const mostAttempts = 500;

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** What happened to one task so far. */
export interface TaskAccount {
  readonly component: JsonComponent;
  state: ReportState;
  readonly attempts: Open<AttemptData>[];
  readonly waits: [...WaitData][];
  readonly logs: LogData[];
  logsLeftOut: number;
  readonly restarts: number[];
  outputs?: NamedText[];
  failure?: RecordedFailure;
  cause?: string;
  /** Whether its last attempt, or its last wait, is still going on. */
  isAtWork: boolean;
  isWaiting: boolean;
  lastInputs?: string;
}

/** What a task is before anything is known of it. */
export const newTask = (component: JsonComponent): TaskAccount => ({
  component,
  state: 'unneeded',
  attempts: [],
  waits: [],
  logs: [],
  logsLeftOut: 0,
  restarts: [],
  isAtWork: false,
  isWaiting: false,
});

export const beginWait = (task: TaskAccount, kind: 'slot' | 'retry', time: number): void => {
  task.waits.push([kind, time, time]);
  if (task.waits.length > mostAttempts) task.waits.shift();
  task.isWaiting = true;
};

export const endWait = (task: TaskAccount, time: number): void => {
  const wait = task.waits.at(-1);
  if (!task.isWaiting || wait === undefined) return;
  wait[2] = time;
  task.isWaiting = false;
};

export const endAttempt = (
  task: TaskAccount,
  end: AttemptData['end'],
  time: number,
  failure?: RecordedFailure,
): void => {
  const attempt = task.attempts.at(-1);
  if (!task.isAtWork || attempt === undefined) return;
  attempt.to = time;
  attempt.end = end;
  if (failure !== undefined) attempt.failure = failure;
  task.isAtWork = end === 'running';
};
