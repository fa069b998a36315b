import type { RunEvent, Sink } from '../engine/events/event.js';
import { block, Counter, Durations } from './prometheus.js';

const ends = {
  'task-finished': 'finished',
  'task-kept': 'kept',
  'task-failed': 'failed',
  'task-skipped': 'skipped',
  'task-omitted': 'omitted',
  'task-cancelled': 'cancelled',
} as const;

const isEnd = (event: RunEvent): event is Extract<RunEvent, { type: keyof typeof ends }> =>
  event.type in ends;

/** What is counted of the tasks of all runs; those within others are not. */
export class TaskMetrics {
  private readonly ended = new Counter('mlpipeline_tasks_total');
  private readonly seconds = new Durations('mlpipeline_task_duration_seconds');
  private readonly waited = new Durations('mlpipeline_task_wait_seconds');
  private readonly waiting = new Counter('mlpipeline_tasks_waiting');
  private readonly active = new Counter('mlpipeline_tasks_active');
  private readonly retries = new Counter('mlpipeline_retries_total');
  private readonly lost = new Counter('mlpipeline_attempts_lost_total');
  private readonly hits = new Counter('mlpipeline_cache_hits_total');

  /** Of one run. */
  sinkFor(pipeline: string): Sink {
    const labels = { pipeline };
    const waitingSince = new Map<string, number>();
    const activeSince = new Map<string, number>();
    const endWait = (task: string, time: number): void => {
      const since = waitingSince.get(task);
      if (since === undefined) return;
      waitingSince.delete(task);
      this.waiting.add(labels, -1);
      this.waited.add(labels, Math.max(0, time - since) / 1_000);
    };
    const endWork = (task: string, time: number, isTold: boolean): void => {
      const since = activeSince.get(task);
      if (since === undefined) return;
      activeSince.delete(task);
      this.active.add(labels, -1);
      if (isTold) this.seconds.add(labels, Math.max(0, time - since) / 1_000);
    };
    return (event) => {
      if (event.type === 'run-finished') {
        for (const task of [...waitingSince.keys()]) endWait(task, event.time);
        for (const task of [...activeSince.keys()]) endWork(task, event.time, false);
        return;
      }
      if (!('task' in event) || /[[/]/.test(event.task)) return;
      const { task, time } = event;
      if (event.type === 'task-waiting') {
        if (waitingSince.has(task)) return;
        waitingSince.set(task, time);
        this.waiting.add(labels);
      } else if (event.type === 'attempt-started') {
        endWait(task, time);
        if (activeSince.has(task)) return;
        activeSince.set(task, time);
        this.active.add(labels);
      } else if (event.type === 'attempt-failed') {
        if (event.retryIn !== undefined) this.retries.add(labels);
      } else if (event.type === 'attempt-lost') this.lost.add(labels);
      else if (isEnd(event)) {
        this.ended.add({ ...labels, state: ends[event.type] });
        if (event.type === 'task-kept') this.hits.add(labels);
        endWait(task, time);
        endWork(task, time, true);
      }
    };
  }

  blocks(): readonly string[] {
    return [
      block(
        'mlpipeline_tasks_total',
        'counter',
        'Tasks that have ended, by state.',
        this.ended.lines(),
      ),
      block(
        'mlpipeline_task_duration_seconds',
        'histogram',
        'Time from the first attempt of a task to its end.',
        this.seconds.lines(),
      ),
      block(
        'mlpipeline_task_wait_seconds',
        'histogram',
        'Time that tasks waited for a slot, for resources or for a worker.',
        this.waited.lines(),
      ),
      block(
        'mlpipeline_tasks_waiting',
        'gauge',
        'Tasks that wait for a slot, for resources or for a worker.',
        this.waiting.lines(),
      ),
      block(
        'mlpipeline_tasks_active',
        'gauge',
        'Tasks that have begun and not ended.',
        this.active.lines(),
      ),
      block(
        'mlpipeline_retries_total',
        'counter',
        'Attempts that failed and were followed by another.',
        this.retries.lines(),
      ),
      block(
        'mlpipeline_attempts_lost_total',
        'counter',
        'Attempts whose worker was lost.',
        this.lost.lines(),
      ),
      block(
        'mlpipeline_cache_hits_total',
        'counter',
        'Tasks that did not run since their results were kept.',
        this.hits.lines(),
      ),
    ];
  }
}
