import type { Component } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { withThread } from '../runners/thread/with-thread.js';
import type { Settings } from './settings.js';
import { keepThread } from './threads.js';
import { withTimeout } from './wrappers/timeout.js';

/**
 * The one place where what a component declares of its attempts is turned into wrappers. From the
 * inside out: the thread, the user's wrappers, the timeout of an attempt. Around that stand the watch,
 * the slot, so that waiting for one is not part of an attempt, and the retries, so that the wait before
 * one holds no slot (`wiring.ts`).
 */
export class Policy {
  private readonly settings: Settings;
  // A wrapper is a function of a runner: tasks that share one share what it makes of it.
  private readonly wrapped = new Map<Runner | Component, Runner>();

  constructor(settings: Settings) {
    this.settings = settings;
  }

  runnerOf(component: Component): Runner {
    const { runner, timeout, thread } = component;
    const { scheduler, wrappers } = this.settings;
    let wrapped =
      thread === undefined ? runner : withThread(thread, () => keepThread(thread))(runner);
    if (wrappers.length > 0)
      wrapped = this.wrappedByUser(thread === undefined ? runner : component, wrapped);
    if (timeout !== undefined) wrapped = withTimeout(timeout, scheduler)(wrapped);
    return wrapped;
  }

  private wrappedByUser(key: Runner | Component, runner: Runner): Runner {
    let wrapped = this.wrapped.get(key);
    if (wrapped === undefined) {
      wrapped = this.settings.wrappers.reduce((inner, wrapper) => wrapper(inner), runner);
      this.wrapped.set(key, wrapped);
    }
    return wrapped;
  }
}
