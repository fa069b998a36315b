import type { Runner, RunnerContext } from '../../runners/runner.js';
import { Attempt } from '../attempt.js';

/** Makes a runner of another: it may call it later, again, elsewhere, or not at all. */
export type Wrapper = (runner: Runner) => Runner;

/** The engine's own wrappers stand outside the users', so that the context is still the engine's. */
export const attemptOf = (context: RunnerContext): Attempt => {
  if (context instanceof Attempt) return context;
  throw new TypeError("a wrapper of the engine was given a context that is not the engine's");
};
