import type { Outcome, RunEvent } from '../engine/events/event.js';

export type TaskOutcome = 'finished' | 'failed' | 'skipped' | 'omitted' | 'cancelled';

/** What became of one task in one run, or of an element or a task within one; times in milliseconds. */
export interface TaskAccount {
  attempts: number;
  /** Attempts that failed by chance, and those whose time was up. */
  failures: number;
  timeouts: number;
  /** How often it was repeated. */
  repeats: number;
  /** At work, and waiting between attempts. */
  own: number;
  /** For slots and resources. */
  waited: number;
  /** What it waited for before its last attempt: a resource, or none for a slot. */
  lacked: string | undefined;
  /** When it was first heard of. */
  readonly began: number;
  ended: number;
  outcome: TaskOutcome | undefined;
  /** Since when it is at work, and since when it waits. */
  since: number | undefined;
  waitsSince: number | undefined;
}

/** Keeps account of one run by its events. */
export class RunAccount {
  /** By their names. */
  readonly tasks = new Map<string, TaskAccount>();
  started = 0;
  ended = 0;
  outcome: Outcome | undefined;
  private readonly lacking: (task: string) => string | undefined;

  constructor(lacking: (task: string) => string | undefined) {
    this.lacking = lacking;
  }

  readonly sink = (event: RunEvent): void => {
    if (event.type === 'run-started') this.started = event.time;
    else if (event.type === 'run-finished') {
      this.ended = event.time;
      this.outcome = event.outcome;
    } else if ('task' in event) this.add(event, this.accountOf(event.task, event.time), event.task);
  };

  private accountOf(name: string, began: number): TaskAccount {
    const known = this.tasks.get(name);
    if (known !== undefined) return known;
    const account: TaskAccount = {
      attempts: 0,
      failures: 0,
      timeouts: 0,
      repeats: 0,
      own: 0,
      waited: 0,
      lacked: undefined,
      began,
      ended: 0,
      outcome: undefined,
      since: undefined,
      waitsSince: undefined,
    };
    this.tasks.set(name, account);
    return account;
  }

  private add(event: RunEvent, task: TaskAccount, name: string): void {
    const { time } = event;
    switch (event.type) {
      case 'task-waiting':
        task.waitsSince = time;
        return;
      case 'attempt-started':
        task.attempts += 1;
        if (time > (task.waitsSince ?? time)) task.lacked = this.lacking(name);
        endWait(task, time);
        // With `hedge` another one may be at work.
        task.since ??= time;
        return;
      case 'attempt-lost':
        endAttempt(task, time);
        return;
      case 'attempt-failed':
        countFailure(task, event.failure.kind);
        if (event.retryIn === undefined) return;
        endAttempt(task, time);
        task.own += event.retryIn;
        return;
      case 'task-repeated':
        task.repeats += 1;
        endAttempt(task, time);
        return;
      case 'task-finished':
      case 'task-kept':
        end(task, time, 'finished');
        return;
      case 'task-failed':
        countFailure(task, event.failure.kind);
        end(task, time, 'failed');
        return;
      case 'task-skipped':
        end(task, time, 'skipped');
        return;
      case 'task-omitted':
        end(task, time, 'omitted');
        return;
      case 'task-cancelled':
        end(task, time, 'cancelled');
        return;
      default:
    }
  }
}

const end = (task: TaskAccount, time: number, outcome: TaskOutcome): void => {
  endAttempt(task, time);
  endWait(task, time);
  task.ended = time;
  task.outcome = outcome;
};

const endAttempt = (task: TaskAccount, time: number): void => {
  task.own += time - (task.since ?? time);
  task.since = undefined;
};

const endWait = (task: TaskAccount, time: number): void => {
  task.waited += time - (task.waitsSince ?? time);
  task.waitsSince = undefined;
};

const countFailure = (task: TaskAccount, kind: string): void => {
  if (kind === 'timeout') task.timeouts += 1;
  else task.failures += 1;
};
