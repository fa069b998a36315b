import type { Observer, SchedulerLike, Unsubscribable } from 'rxjs';

import type { Component } from '../graph/graph.js';
import { Attempt, type AttemptTask } from './attempt.js';
import type { EventBody, Values } from './event.js';
import type { Failure } from './failure.js';
import { deliver } from './outcome.js';
import { policy, type PolicySettings } from './policy.js';
import { failureOf, inputValues, OutputsError, outputValues } from './port-values.js';

/** What all tasks of a run share, and who is told what comes of them. */
export interface TaskHost {
  readonly settings: PolicySettings;
  readonly emit: (event: EventBody) => void;
  /** Called once for each task, unless it is stopped before: at once where its runner is synchronous. */
  readonly ended: (work: TaskRun) => void;
  /** Where every value of an attempt counts: called for each before the end. */
  readonly gave?: (work: TaskRun) => void;
}

/** A task at work: its runner, with all its wrappers, called with the values of its inputs. */
export class TaskRun implements AttemptTask, Observer<Values> {
  /** Its component, by index. */
  readonly task: number;
  /** What it gave last, by the names of its outputs; where `failure` is there, that counts. */
  values: Values | undefined = undefined;
  failure: Failure | undefined = undefined;
  private readonly of: Component;
  private readonly host: TaskHost;
  private current: Attempt;
  private work: Unsubscribable | undefined = undefined;
  private isOver = false;

  constructor(host: TaskHost, task: number, component: Component) {
    this.task = task;
    this.of = component;
    this.host = host;
    this.current = new Attempt(this);
  }

  /** The number of the attempt that was started last. */
  get attempt(): number {
    return this.current.attempt;
  }

  start(values: readonly unknown[]): void {
    try {
      const inputs = inputValues(this.of, values);
      this.work = deliver(policy(this.of, this.host.settings), inputs, this.current, this);
    } catch (error) {
      this.error(error);
      return;
    }
    // Stopped by its own runner, or by a sink that was told of its start.
    if (this.isOver) this.work?.unsubscribe();
  }

  /** Ends the attempt at work, or the wait for one. */
  stop(): void {
    this.isOver = true;
    this.work?.unsubscribe();
    this.current.end(true);
    this.current.letGo();
  }

  /** Whether it holds what others may be waiting for, until it is let go. */
  get isHolding(): boolean {
    return this.current.isHolding;
  }

  /** Gives back what it held. Whoever settles calls it, when all that follows has made its claims. */
  letGo(): void {
    this.current.letGo();
  }

  next(values: Values): void {
    if (this.isOver) return;
    this.values = values;
    this.host.gave?.(this);
  }

  error(error: unknown): void {
    if (this.isOver) return;
    this.failure = failureOf(this.component, this.attempt, error);
    this.complete();
  }

  complete(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.host.ended(this);
  }

  get component(): string {
    return this.of.name;
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.of.params;
  }

  get outputPorts(): readonly string[] {
    return this.of.outputs.map(({ port }) => port);
  }

  get scheduler(): SchedulerLike {
    return this.host.settings.scheduler;
  }

  get seed(): number {
    return this.host.settings.seed;
  }

  get directory(): string {
    return this.host.settings.directory;
  }

  isStopped(): boolean {
    return this.isOver;
  }

  outputs(given: { readonly values: unknown } | undefined): Values {
    if (given === undefined)
      throw new OutputsError(`the runner ${this.of.runner.name} completed without giving anything`);
    return outputValues(this.of, given.values);
  }

  waiting(): void {
    this.host.emit({ type: 'task-waiting', task: this.component });
  }

  started(attempt: Attempt, inputs: Values): void {
    this.current = attempt;
    this.host.emit({
      type: 'attempt-started',
      task: this.component,
      attempt: attempt.attempt,
      inputs,
    });
  }

  retrying(attempt: number, error: unknown, retryIn: number): void {
    const task = this.component;
    const failure = failureOf(task, attempt, error);
    this.host.emit({ type: 'attempt-failed', task, attempt, failure, retryIn });
    this.current.letGo();
  }

  log(attempt: number, message: string): void {
    this.host.emit({ type: 'attempt-log', task: this.component, attempt, message });
  }

  progress(attempt: number, fraction: number): void {
    this.host.emit({ type: 'attempt-progress', task: this.component, attempt, fraction });
  }
}
