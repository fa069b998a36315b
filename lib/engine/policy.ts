import type { Component } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { withThread } from '../runners/thread/with-thread.js';
import type { Settings } from './settings.js';
import { withTimeout } from './wrappers/timeout.js';
import { type Counting, watched, type WatchedRunner } from './wrappers/watched.js';

/** The one place where what a component declares of its attempts is turned into wrappers. */
export class Policy {
  private readonly settings: Settings;
  private readonly counting: Counting;
  private readonly shared = new Map<Runner, WatchedRunner>();
  private readonly wrapped = new Map<Runner, Runner>();

  constructor(settings: Settings, counting: Counting) {
    this.settings = settings;
    this.counting = counting;
  }

  /**
   * A component's runner with what its policy says around it, from the inside out: the thread, the
   * user's wrappers, the timeout of an attempt, the watch. Around that stand the slot, so that waiting
   * for one is not part of an attempt, and the retries, so that the wait before one holds no slot.
   */
  runnerOf(component: Component): WatchedRunner {
    const { runner, timeout, thread } = component;
    // Thousands of tasks may differ by their runners alone: they share what is around them.
    if ((timeout ?? thread) !== undefined) return this.newRunnerOf(component);
    let wrapped = this.shared.get(runner);
    if (wrapped === undefined) this.shared.set(runner, (wrapped = this.newRunnerOf(component)));
    return wrapped;
  }

  private newRunnerOf({ runner, timeout, thread }: Component): WatchedRunner {
    const { scheduler, wrappers } = this.settings;
    let wrapped = thread === undefined ? runner : withThread(thread)(runner);
    if (wrappers.length > 0) wrapped = this.wrappedByUser(wrapped);
    if (timeout !== undefined) wrapped = withTimeout(timeout, scheduler)(wrapped);
    return watched(this.counting)(wrapped);
  }

  // A wrapper is a function of a runner: tasks that share one share what it makes of it.
  private wrappedByUser(runner: Runner): Runner {
    let wrapped = this.wrapped.get(runner);
    if (wrapped === undefined) {
      wrapped = this.settings.wrappers.reduce((inner, wrapper) => wrapper(inner), runner);
      this.wrapped.set(runner, wrapped);
    }
    return wrapped;
  }
}
