import type { RunEvent } from '../engine/events/event.js';
import { isInner } from '../graph/component-at.js';
import type { RecordedEvent } from '../sinks/record/recorded-event.js';

type End = 'given' | 'omitted' | 'failed' | 'cancelled';

/** How many tasks of a pipeline have come to an end, as the events of a run tell: what is within them is not counted. */
export class TaskCounts {
  private readonly ends = new Map<string, End>();
  private readonly counts: Record<End, number> = { given: 0, omitted: 0, failed: 0, cancelled: 0 };
  private isDone = false;

  /** Those whose outputs are there. */
  get given(): number {
    return this.counts.given;
  }

  /** Those that gave nothing, and that is in order; in the end also those that were stopped since nothing needed them. */
  get omitted(): number {
    return this.counts.omitted + (this.isDone ? this.counts.cancelled : 0);
  }

  get failed(): number {
    return this.counts.failed;
  }

  take(event: RunEvent | RecordedEvent): void {
    switch (event.type) {
      case 'task-finished':
      case 'task-kept':
        this.end(event.task, 'given');
        break;
      case 'task-omitted':
        this.end(event.task, 'omitted');
        break;
      case 'task-failed':
        this.end(event.task, 'failed');
        break;
      case 'task-cancelled':
        this.end(event.task, 'cancelled');
        break;
      case 'task-restarted':
        for (const task of [event.task, ...event.below]) this.forget(task);
        break;
      case 'run-finished':
        this.isDone = event.outcome === 'done';
        break;
      default:
    }
  }

  private end(task: string, how: End): void {
    if (isInner(task)) return;
    this.forget(task);
    this.ends.set(task, how);
    this.counts[how] += 1;
  }

  private forget(task: string): void {
    const before = this.ends.get(task);
    if (before === undefined) return;
    this.ends.delete(task);
    this.counts[before] -= 1;
  }
}
