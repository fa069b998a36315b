import type { RunState } from '../../store/store.js';
import type { RecordedEvent } from '../../sinks/record/recorded-event.js';

export type TaskEnd =
  'finished' | 'kept' | 'failed' | 'skipped' | 'omitted' | 'cancelled' | 'at work' | 'interrupted';

/** What became of a task of a run, as its events tell. */
export interface TaskHistory {
  readonly task: string;
  end: TaskEnd;
  attempts: number;
  /** When its first attempt began and when it ended, in milliseconds since the epoch. */
  began: number | undefined;
  ended: number | undefined;
  /** Milliseconds from its first attempt on, without the time between an interruption and a resume. */
  took: number | undefined;
  /** Why it failed, or for what it was skipped. */
  why: string | undefined;
  from: string | undefined;
}

/**
 * The tasks of a run in the order in which something was first told of them; of several tries the last counts.
 * What nothing tells the end of is at work only while somebody drives the run.
 */
export const tasksOf = async (
  events: AsyncIterable<RecordedEvent>,
  state: RunState,
): Promise<readonly TaskHistory[]> => {
  const unended = state === 'running' ? 'at work' : 'interrupted';
  const tasks = new Map<string, TaskHistory>();
  const of = (task: string): TaskHistory => {
    let known = tasks.get(task);
    if (known === undefined)
      tasks.set(
        task,
        (known = {
          ...{ task, end: unended, attempts: 0, began: undefined, ended: undefined },
          ...{ took: undefined, why: undefined, from: undefined },
        }),
      );
    return known;
  };
  const end = (task: string, how: TaskEnd, time: number, more: Partial<TaskHistory> = {}): void => {
    count(task, time);
    Object.assign(of(task), { end: how, ended: time, why: undefined, ...more });
  };
  // Up to when each task that is at work is counted.
  const atWork = new Map<string, number>();
  const count = (task: string, time: number): void => {
    const from = atWork.get(task);
    atWork.delete(task);
    if (from !== undefined) of(task).took = (of(task).took ?? 0) + (time - from);
  };
  let last = 0;
  for await (const event of events) {
    switch (event.type) {
      case 'run-started':
        // What was at work in a process that is gone was so up to the last that it told.
        for (const task of [...atWork.keys()]) count(task, last);
        break;
      case 'attempt-started': {
        const one = of(event.task);
        one.attempts += 1;
        one.began ??= event.time;
        one.end = unended;
        if (!atWork.has(event.task)) atWork.set(event.task, event.time);
        break;
      }
      case 'task-finished':
        end(event.task, 'finished', event.time);
        break;
      case 'task-kept':
        // In a run that was gone on with, of what has finished in it before.
        if (of(event.task).end !== 'finished')
          end(event.task, 'kept', event.time, { from: event.from });
        break;
      case 'task-failed':
        end(event.task, 'failed', event.time, { why: event.failure.message });
        break;
      case 'task-skipped':
        end(event.task, 'skipped', event.time, { why: `\`${event.cause.task}\` failed` });
        break;
      case 'task-omitted':
        end(event.task, 'omitted', event.time, { why: event.reason });
        break;
      case 'task-cancelled':
        end(event.task, 'cancelled', event.time);
        break;
      default:
    }
    last = event.time;
  }
  return [...tasks.values()];
};
