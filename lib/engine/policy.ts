import type { Batch, Component } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { withThread } from '../runners/thread/with-thread.js';
import { batched } from './composed/batched.js';
import { type Body, mapped } from './composed/mapped.js';
import { nested } from './composed/nested.js';
import { planWithin } from './plan.js';
import type { Settings } from './settings.js';
import { keepThread } from './slots/threads.js';
import { withTimeout } from './attempts/timeout.js';

/**
 * The one place where what a component declares of its attempts is turned into wrappers. From the
 * inside out: the thread, the user's wrappers, the timeout of an attempt. Around that stand the watch,
 * the slot, so that waiting for one is not part of an attempt, and the retries, so that the wait before
 * one holds no slot (`wiring.ts`).
 */
export class Policy {
  private readonly settings: Settings;
  // A wrapper is a function of a runner: tasks that share one share what it makes of it.
  private wrapped: Map<Runner | Component, Runner> | undefined;

  private readonly body: Body;

  /** `body` is what is tried for an element of a list. */
  constructor(settings: Settings, body: Body) {
    this.settings = settings;
    this.body = body;
  }

  runnerOf(component: Component): Runner {
    const { map, batch, timeout } = component;
    const remote = this.remoteOf(component);
    if (remote !== undefined && batch === undefined) return this.wrappedByUser(component, remote);
    if (batch !== undefined) return this.ofBatches(component, batch);
    const runner = map === undefined ? this.ofOne(component) : mapped(component, map, this.body);
    return timeout === undefined ? runner : withTimeout(timeout, this.settings.scheduler)(runner);
  }

  /** What has its attempts made elsewhere, where they are: also their time and their thread are seen to there. */
  remoteOf(component: Component): Runner | undefined {
    return component.map === undefined && component.pipeline === undefined
      ? this.settings.remote?.(component)
      : undefined;
  }

  // The time of an attempt is that of the batch, from its start.
  private ofBatches(component: Component, batch: Batch): Runner {
    const { runner, thread, timeout } = component;
    const remote = this.remoteOf(component);
    if (remote !== undefined)
      return this.wrappedByUser(component, batched(component, batch, remote));
    const threaded =
      thread === undefined ? runner : withThread(thread, () => keepThread(thread))(runner);
    const timed =
      timeout === undefined ? threaded : withTimeout(timeout, this.settings.scheduler)(threaded);
    return this.wrappedByUser(component, batched(component, batch, timed));
  }

  private ofOne(component: Component): Runner {
    const plan = planWithin(component);
    return plan === undefined ? this.ofRunner(component) : nested(plan);
  }

  private ofRunner(component: Component): Runner {
    const { runner, thread } = component;
    const wrapped =
      thread === undefined ? runner : withThread(thread, () => keepThread(thread))(runner);
    return this.settings.wrappers.length === 0
      ? wrapped
      : this.wrappedByUser(thread === undefined ? runner : component, wrapped);
  }

  private wrappedByUser(key: Runner | Component, runner: Runner): Runner {
    this.wrapped ??= new Map();
    let wrapped = this.wrapped.get(key);
    if (wrapped === undefined) {
      wrapped = this.settings.wrappers.reduce((inner, wrapper) => wrapper(inner), runner);
      this.wrapped.set(key, wrapped);
    }
    return wrapped;
  }
}
