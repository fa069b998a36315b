import type { Outcome, RunEvent } from '../engine/event.js';

export type TaskOutcome = 'finished' | 'failed' | 'skipped' | 'omitted' | 'cancelled';

/** What became of one task in one run; times in milliseconds. */
export interface TaskAccount {
  attempts: number;
  /** Attempts that failed by chance, and those whose time was up. */
  failures: number;
  timeouts: number;
  /** At work, and waiting between attempts. */
  own: number;
  /** For slots and resources. */
  waited: number;
  /** What it waited for before its last attempt: a resource, or none for a slot. */
  lacked: string | undefined;
  ended: number;
  outcome: TaskOutcome | undefined;
}

/** Keeps account of one run by its events. */
export class RunAccount {
  readonly tasks: TaskAccount[];
  started = 0;
  ended = 0;
  outcome: Outcome | undefined;
  private readonly indexes: ReadonlyMap<string, number>;
  private readonly lacking: (component: number) => string | undefined;
  private readonly since: (number | undefined)[] = [];
  private readonly waitsSince: (number | undefined)[] = [];

  constructor(
    indexes: ReadonlyMap<string, number>,
    lacking: (component: number) => string | undefined,
  ) {
    this.indexes = indexes;
    this.lacking = lacking;
    this.tasks = Array.from(indexes, () => ({
      attempts: 0,
      failures: 0,
      timeouts: 0,
      own: 0,
      waited: 0,
      lacked: undefined,
      ended: 0,
      outcome: undefined,
    }));
  }

  readonly sink = (event: RunEvent): void => {
    if (event.type === 'run-started') this.started = event.time;
    else if (event.type === 'run-finished') {
      this.ended = event.time;
      this.outcome = event.outcome;
    } else if ('task' in event) {
      const index = this.indexes.get(event.task) ?? -1;
      const task = this.tasks[index];
      if (task !== undefined) this.add(event, task, index);
    }
  };

  private add(event: RunEvent, task: TaskAccount, index: number): void {
    const { time } = event;
    switch (event.type) {
      case 'task-waiting':
        this.waitsSince[index] = time;
        return;
      case 'attempt-started':
        task.attempts += 1;
        if (time > (this.waitsSince[index] ?? time)) task.lacked = this.lacking(index);
        task.waited += time - (this.waitsSince[index] ?? time);
        this.waitsSince[index] = undefined;
        this.since[index] = time;
        return;
      case 'attempt-failed':
        this.endAttempt(task, index, time);
        task.own += event.retryIn ?? 0;
        countFailure(task, event.failure.kind);
        return;
      case 'task-finished':
        this.end(task, index, time, 'finished');
        return;
      case 'task-failed':
        countFailure(task, event.failure.kind);
        this.end(task, index, time, 'failed');
        return;
      case 'task-skipped':
        this.end(task, index, time, 'skipped');
        return;
      case 'task-omitted':
        this.end(task, index, time, 'omitted');
        return;
      case 'task-cancelled':
        this.end(task, index, time, 'cancelled');
        return;
      default:
    }
  }

  private end(task: TaskAccount, index: number, time: number, outcome: TaskOutcome): void {
    this.endAttempt(task, index, time);
    task.waited += time - (this.waitsSince[index] ?? time);
    this.waitsSince[index] = undefined;
    task.ended = time;
    task.outcome = outcome;
  }

  private endAttempt(task: TaskAccount, index: number, time: number): void {
    task.own += time - (this.since[index] ?? time);
    this.since[index] = undefined;
  }
}

const countFailure = (task: TaskAccount, kind: string): void => {
  if (kind === 'timeout') task.timeouts += 1;
  else task.failures += 1;
};
