import type { Outcome, Sink } from '../engine/events/event.js';
import { type Failure, FailureError } from '../engine/failure.js';

/** What became of the tasks of a run. */
export interface Tally {
  readonly finished: readonly string[];
  readonly failures: readonly Failure[];
  /** With the task that failed first. */
  readonly skipped: readonly { readonly task: string; readonly cause: string }[];
  /** Those that did not run, and that is in order. */
  readonly omitted: readonly string[];
  /** At work or yet to start when the run was stopped. */
  readonly cancelled: readonly string[];
  readonly outcome: Outcome | undefined;
  /** Why other sinks failed, which have been left out since. */
  readonly sinkFailures: readonly string[];
}

// Elements of a list may fail by the hundred thousand, and what each has thrown holds kilobytes.
const mostWhole = 1_000;

/** A failure without what was thrown, unless that says which part of the task has failed. */
const withoutThrown = (failure: Failure): Failure =>
  failure.cause instanceof FailureError ? failure : { ...failure, cause: undefined };

/** A sink that keeps count, and what it has counted so far. */
export const tallySink = (): { readonly sink: Sink; readonly tally: () => Tally } => {
  const finished = new Set<string>();
  const failures = new Map<string, Failure>();
  const skipped = new Map<string, string>();
  const omitted = new Set<string>();
  const cancelled = new Set<string>();
  const sinkFailures: string[] = [];
  let outcome: Outcome | undefined;
  return {
    sink: (event) => {
      switch (event.type) {
        case 'task-finished':
          finished.add(event.task);
          break;
        case 'task-kept':
          // In a live run it may be that it fails as it did before.
          if (event.outputs !== undefined) finished.add(event.task);
          break;
        case 'task-failed':
          failures.set(
            event.task,
            failures.size < mostWhole ? event.failure : withoutThrown(event.failure),
          );
          break;
        case 'task-skipped':
          skipped.set(event.task, event.cause.task);
          break;
        case 'task-omitted':
          omitted.add(event.task);
          break;
        case 'task-cancelled':
          cancelled.add(event.task);
          break;
        case 'task-restarted':
          failures.delete(event.task);
          for (const task of event.below) skipped.delete(task);
          break;
        case 'sink-failed':
          sinkFailures.push(event.message);
          break;
        case 'run-finished':
          ({ outcome } = event);
          break;
        default:
      }
    },
    tally: () => ({
      finished: [...finished],
      failures: [...failures.values()],
      skipped: Array.from(skipped, ([task, cause]) => ({ task, cause })),
      omitted: [...omitted],
      cancelled: [...cancelled],
      outcome,
      sinkFailures: [...sinkFailures],
    }),
  };
};
