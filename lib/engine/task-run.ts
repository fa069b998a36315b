import * as E from 'fp-ts/lib/Either.js';
import type { Observer, SchedulerLike, Unsubscribable } from 'rxjs';

import type { Component } from '../graph/graph.js';
import { Attempt, type AttemptTask } from './attempt.js';
import type { EventBody, Values } from './event.js';
import type { Failure } from './failure.js';
import { deliver } from './outcome.js';
import { policy, type PolicySettings } from './policy.js';
import { failureOf, inputValues, OutputsError, outputValues } from './port-values.js';

/**
 * A task at work: its runner, with all its wrappers, called with the values of its inputs. Calls
 * `settle` once, with the outputs by name or with the failure, unless it is stopped before: at once
 * where the runner is synchronous. Where every value of an attempt counts, `publish` is called with
 * each before.
 */
export class TaskRun implements AttemptTask, Observer<Values> {
  private readonly of: Component;
  private readonly settings: PolicySettings;
  private readonly emit: (event: EventBody) => void;
  private readonly settle: (result: E.Either<Failure, Values>, work: TaskRun) => void;
  private readonly publish: ((values: Values, work: TaskRun) => void) | undefined;
  private current: Attempt;
  private given: Values | undefined;
  private work: Unsubscribable | undefined;
  private isOver = false;

  constructor(
    component: Component,
    settings: PolicySettings,
    emit: (event: EventBody) => void,
    settle: (result: E.Either<Failure, Values>, work: TaskRun) => void,
    publish?: (values: Values, work: TaskRun) => void,
  ) {
    this.of = component;
    this.settings = settings;
    this.emit = emit;
    this.settle = settle;
    this.publish = publish;
    this.current = new Attempt(this);
  }

  /** The number of the attempt that was started last. */
  get attempt(): number {
    return this.current.attempt;
  }

  start(values: readonly unknown[]): void {
    try {
      const inputs = inputValues(this.of, values);
      const runner = policy(this.of, this.settings);
      this.work = deliver(() => runner.run(inputs, this.current), this);
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
    this.given = values;
    if (!this.isOver) this.publish?.(values, this);
  }

  error(error: unknown): void {
    this.end(E.left(failureOf(this.component, this.attempt, error)));
  }

  complete(): void {
    this.end(E.right(this.given ?? {}));
  }

  private end(result: E.Either<Failure, Values>): void {
    if (this.isOver) return;
    this.isOver = true;
    this.settle(result, this);
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
    return this.settings.scheduler;
  }

  get seed(): number {
    return this.settings.seed;
  }

  get directory(): string {
    return this.settings.directory;
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
    this.emit({ type: 'task-waiting', task: this.component });
  }

  started(attempt: Attempt, inputs: Values): void {
    this.current = attempt;
    this.emit({ type: 'attempt-started', task: this.component, attempt: attempt.attempt, inputs });
  }

  retrying(attempt: number, error: unknown, retryIn: number): void {
    const task = this.component;
    const failure = failureOf(task, attempt, error);
    this.emit({ type: 'attempt-failed', task, attempt, failure, retryIn });
    this.current.letGo();
  }

  log(attempt: number, message: string): void {
    this.emit({ type: 'attempt-log', task: this.component, attempt, message });
  }

  progress(attempt: number, fraction: number): void {
    this.emit({ type: 'attempt-progress', task: this.component, attempt, fraction });
  }
}
