import { type MonoTypeOperatorFunction, of, retry, throwError } from 'rxjs';

import type { Component } from '../graph/graph.js';
import type { Runner, RunnerContext } from '../runners/runner.js';
import type { Task } from './task.js';

/**
 * Gives the runner that has the attempts of a component made elsewhere; `undefined` for one whose
 * attempts are made in this process. Must give the same runner for the same component each time.
 */
export type Remote = (component: Component) => Runner | undefined;

/**
 * What a runner of attempts that are made elsewhere is given: such an attempt starts when it says so.
 * What bounds its time, and the thread that it may ask for, are up to where it is made.
 */
export interface RemoteContext extends RunnerContext {
  /** The attempt has begun, where it is made. Further calls do nothing. */
  readonly begin: () => void;
  /** It has yet to begin; with a reason where it is one that a reader may want to mend. */
  readonly wait: (reason?: string) => void;
}

/** Whoever made an attempt is gone, so that nothing is known of what came of it. */
export class AttemptLostError extends Error {
  override readonly name = 'AttemptLostError';
}

/** How many attempts may be lost before one that is lost counts as failed. */
export const mostLost = 3;

/** Another attempt for one that was lost, without one of those that `retry` allows. */
export const withoutLost = <T>(task: Task): MonoTypeOperatorFunction<T> =>
  retry({
    count: mostLost,
    delay: (error: unknown) => {
      if (!(error instanceof AttemptLostError)) return throwError(() => error);
      task.before += 1;
      task.attempt?.lost(error.message);
      return of(undefined);
    },
  });
