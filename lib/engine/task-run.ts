import type { Observer, SchedulerLike, Unsubscribable } from 'rxjs';

import type { Component } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { Attempt, type AttemptTask, type Held } from './attempt.js';
import type { EventBody, Values } from './event.js';
import type { Failure } from './failure.js';
import { type Caller, Gated } from './gated.js';
import { deliver } from './outcome.js';
import { policy, type PolicySettings } from './policy.js';
import { failureOf, inputValues, OutputsError, outputValues } from './port-values.js';

/** What all tasks of a run share, and who is told what comes of them. */
export interface TaskHost {
  readonly settings: PolicySettings;
  readonly emit: (event: EventBody) => void;
  /** The values of a task's inputs, asked for when it needs them, which may be long after its start. */
  readonly taken: (task: number) => readonly unknown[];
  /** Called once for each task, unless it is stopped before: at once where its runner is synchronous. */
  readonly ended: (work: TaskRun) => void;
  /** Where every value of an attempt counts: called for each before the end. */
  readonly gave?: (work: TaskRun) => void;
}

/** A task at work: its runner, with all its wrappers, called with the values of its inputs. */
export class TaskRun implements AttemptTask, Caller, Observer<Values> {
  /** Its component, by index. */
  readonly task: number;
  /** What it gave last, by the names of its outputs; where `failure` is there, that counts. */
  values: Values | undefined = undefined;
  failure: Failure | undefined = undefined;
  private readonly of: Component;
  private readonly host: TaskHost;
  private current: Attempt | undefined = undefined;
  private inputs: Values | undefined = undefined;
  private work: Unsubscribable | undefined = undefined;
  private isOver = false;

  constructor(host: TaskHost, task: number, component: Component) {
    this.task = task;
    this.of = component;
    this.host = host;
  }

  /** The number of the attempt that was started last. */
  get attempt(): number {
    return this.current?.attempt ?? 1;
  }

  start(): void {
    try {
      // What can be refused is not waited with.
      if (this.of.runner.inputs !== undefined) this.inputs = this.readInputs();
      const runner = policy(this.of, this.host.settings);
      // A codec or a wrapper may have stopped it: nothing would give back what it claimed now.
      if (this.isOver) return;
      if (runner instanceof Gated) {
        const wait = runner.admit(this);
        if (wait !== undefined) this.works(wait);
      } else this.call(runner, new Attempt(this));
    } catch (error) {
      this.error(error);
    }
  }

  enter(runner: Runner, held: Held): void {
    const attempt = new Attempt(this);
    attempt.holds(held);
    try {
      this.call(runner, attempt);
    } catch (error) {
      this.error(error);
    }
  }

  private call(runner: Runner, attempt: Attempt): void {
    this.current = attempt;
    const inputs = this.inputs ?? this.readInputs();
    this.inputs = undefined;
    this.works(deliver(runner, inputs, attempt, this));
  }

  private readInputs(): Values {
    return inputValues(this.of, this.host.taken(this.task));
  }

  private works(work: Unsubscribable | undefined): void {
    this.work = work;
    // Stopped by its own runner, or by a sink that was told of its start.
    if (this.isOver) work?.unsubscribe();
  }

  /** Ends the attempt at work, or the wait for one. */
  stop(): void {
    this.isOver = true;
    this.work?.unsubscribe();
    this.current?.end(true);
    this.current?.letGo();
  }

  /** Whether it holds what others may be waiting for, until it is let go. */
  get isHolding(): boolean {
    return this.current?.isHolding === true;
  }

  /**
   * Gives back what it held, and forgets what came of it. Whoever settles calls it, when all that
   * follows has made its claims. What is old keeps what it refers to even when nobody refers to it
   * any more, until the whole heap is collected: without this all that is made in an attempt would
   * grow as old as tasks that waited long.
   */
  letGo(): void {
    const attempt = this.current;
    this.current = undefined;
    this.values = undefined;
    this.work = undefined;
    attempt?.letGo();
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
    this.current?.letGo();
  }

  log(attempt: number, message: string): void {
    this.host.emit({ type: 'attempt-log', task: this.component, attempt, message });
  }

  progress(attempt: number, fraction: number): void {
    this.host.emit({ type: 'attempt-progress', task: this.component, attempt, fraction });
  }
}
