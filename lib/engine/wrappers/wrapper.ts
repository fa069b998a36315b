import type { Runner } from '../../runners/runner.js';

/** Makes a runner of another: it may call it later, again, elsewhere, or not at all. */
export type Wrapper = (runner: Runner) => Runner;
