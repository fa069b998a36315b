import * as E from 'fp-ts/lib/Either.js';
import type { Subscription } from 'rxjs';

import type { Component } from '../graph/graph.js';
import { Attempt, type AttemptWatch } from './attempt.js';
import type { EventBody, Values } from './event.js';
import type { Failure } from './failure.js';
import { outcome } from './outcome.js';
import { policy, type PolicySettings } from './policy.js';
import { failureOf, inputValues, OutputsError, outputValues } from './port-values.js';

/** A task at work: its runner, with all its wrappers, called with the values of its inputs. */
export class TaskRun implements AttemptWatch {
  private readonly component: Component;
  private readonly settings: PolicySettings;
  private readonly emit: (event: EventBody) => void;
  private attemptNumber = 1;
  private subscription: Subscription | undefined;
  private stopped = false;

  constructor(component: Component, settings: PolicySettings, emit: (event: EventBody) => void) {
    this.component = component;
    this.settings = settings;
    this.emit = emit;
  }

  /** The number of the attempt that was started last. */
  get attempt(): number {
    return this.attemptNumber;
  }

  /**
   * Calls `settle` once, with the outputs by name or with the failure, unless it is stopped before:
   * at once where the runner is synchronous.
   */
  start(values: readonly unknown[], settle: (result: E.Either<Failure, Values>) => void): void {
    const { component } = this;
    let inputs: Values;
    try {
      inputs = inputValues(component, values);
    } catch (error) {
      settle(this.failed(error));
      return;
    }
    const context = new Attempt(
      {
        component: component.name,
        params: component.params,
        outputs: component.outputs.map(({ port }) => port),
        scheduler: this.settings.scheduler,
        seed: this.settings.seed,
      },
      this,
    );
    let outputs: Values = {};
    this.subscription = outcome(policy(component, this.settings), inputs, context).subscribe({
      next: (values) => {
        outputs = values;
      },
      error: (error: unknown) => {
        settle(this.failed(error));
      },
      complete: () => {
        settle(E.right(outputs));
      },
    });
    // Stopped by its own runner, or by a sink that was told of its start.
    if (this.stopped) this.subscription.unsubscribe();
  }

  /** Ends the attempt at work, or the wait for one. */
  stop(): void {
    this.stopped = true;
    this.subscription?.unsubscribe();
  }

  isStopped(): boolean {
    return this.stopped;
  }

  private failed(error: unknown): E.Either<Failure, never> {
    return E.left(failureOf(this.component.name, this.attempt, error));
  }

  outputs(given: { readonly values: unknown } | undefined): Values {
    const { component } = this;
    if (given === undefined)
      throw new OutputsError(
        `the runner ${component.runner.name} completed without giving anything`,
      );
    return outputValues(component, given.values);
  }

  waiting(): void {
    this.emit({ type: 'task-waiting', task: this.component.name });
  }

  started(attempt: number, inputs: Values): void {
    this.attemptNumber = attempt;
    this.emit({ type: 'attempt-started', task: this.component.name, attempt, inputs });
  }

  retrying(attempt: number, error: unknown, retryIn: number): void {
    const task = this.component.name;
    const failure = failureOf(task, attempt, error);
    this.emit({ type: 'attempt-failed', task, attempt, failure, retryIn });
  }

  log(attempt: number, message: string): void {
    this.emit({ type: 'attempt-log', task: this.component.name, attempt, message });
  }

  progress(attempt: number, fraction: number): void {
    this.emit({ type: 'attempt-progress', task: this.component.name, attempt, fraction });
  }
}
