import type { Component } from '../../graph/graph.js';
import type { Runner, RunnerContext } from '../../runners/runner.js';

/**
 * Gives the runner that has the attempts of a component made elsewhere; `undefined` for one whose
 * attempts are made in this process. Must give the same runner for the same component each time.
 */
export interface Remote {
  (component: Component): Runner | undefined;
  /** The same for a run that another process may go on with: what was made meanwhile is found there then. */
  readonly lasting?: Remote;
  /** Such a run is about to be stopped, to be gone on with: what has begun of it goes on where it is made. */
  readonly leave?: (run: string) => void;
}

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
