import { type Observer, Subscription, type Unsubscribable } from 'rxjs';

import type { Component } from '../graph/graph.js';
import type { Failure } from './failure.js';
import type { Values } from './events/event.js';
import { failureOf, inputValues } from './port-values.js';
import type { Settings } from './settings.js';
import type { Slot } from './slots/slot.js';
import type { TaskEnd } from './task-end.js';

/** What a task knows of its attempts. */
export interface StartedAttempt {
  readonly attempt: number;
  readonly random: () => number;
  /** Nothing is heard of it any more. */
  readonly isOver: boolean;
  /** It has failed, and is followed by another one in so many milliseconds; or one beside it goes on. */
  readonly failed: (error: unknown, retryIn: number | undefined) => void;
}

/** Who is told of what comes of tasks. */
export interface TaskListener {
  readonly ended: (task: Task, end: TaskEnd) => void;
  readonly failed: (task: Task, error: unknown) => void;
  /** It has given all that it gives. */
  readonly completed?: (task: Task) => void;
}

const nothing: readonly unknown[] = [];

/**
 * A component in a run, from when all that it takes is there until it has ended. It is the subscriber of
 * what it runs, as RxJS has it for what has the methods of one. To end it before it has is `stop`.
 */
export class Task extends Subscription implements Observer<TaskEnd> {
  readonly index: number;
  /** What is run: of a component with others to fall back to the one at hand. */
  component: Component;
  /** The number of the attempt that was made last, begun or not. */
  private numbered = 0;
  /** How many attempts were made before those of what is run. */
  before = 0;
  /** The way to it: `read/ocr`, of an element `read[3]`. */
  readonly name: string;
  readonly settings: Settings;
  private readonly listener: TaskListener;
  /** What it was run with: the values of its inputs, then what stands for the ends it waited for. */
  taken: readonly unknown[] = nothing;
  /** Where the run has slots: what its attempts are held back by. */
  slot: Slot<Task> | undefined = undefined;
  /** The attempt that was started last. */
  attempt: StartedAttempt | undefined = undefined;
  /** A sink may stop a task in the midst of things. */
  isStopped = false;
  /** What it has started of its own: it is stopped first, whatever has been subscribed by then. */
  parts: Unsubscribable | undefined = undefined;

  constructor(
    index: number,
    component: Component,
    settings: Settings,
    listener: TaskListener,
    name: string = settings.prefix + component.name,
  ) {
    super();
    this.index = index;
    this.component = component;
    this.name = name;
    this.settings = settings;
    this.listener = listener;
  }

  /** The number of the attempt that has given its outputs: where two are at work, not the last one. */
  gave: number | undefined = undefined;

  /** The number of the attempt that has given its outputs, or else was started last. */
  get attempts(): number {
    return this.gave ?? this.attempt?.attempt ?? 1;
  }

  /** How many attempts were made of what is run, of those that `retry` allows. */
  get made(): number {
    return this.numbered - this.before;
  }

  /** The number of an attempt that is about to be made. */
  nextNumber(): number {
    return (this.numbered += 1);
  }

  /** The name of the runner that it has fallen back to. */
  fallenBackTo: string | undefined = undefined;

  /** All attempts have failed: from now on another is run in its place. */
  fallBack(error: unknown, component: Component): void {
    this.attempt?.failed(error, 0);
    this.before = this.numbered;
    this.component = component;
    this.fallenBackTo = component.runner.name;
  }

  /** Another round of what it is: attempts are counted on. */
  startAgain(component: Component): void {
    this.gave = undefined;
    this.before = this.numbered;
    this.component = component;
    this.fallenBackTo = undefined;
  }

  /** What its runner is called with. */
  inputsOf(values: readonly unknown[]): Values {
    return inputValues(this.component, values, this.settings.item !== undefined);
  }

  /** An error of the attempt that was started last, or of what comes before the first, as data. */
  failure(error: unknown): Failure {
    return failureOf(this.name, this.attempts, error);
  }

  next(end: TaskEnd): void {
    if (!this.closed) this.listener.ended(this, end);
  }

  error(error: unknown): void {
    if (this.closed) return;
    try {
      this.listener.failed(this, error);
    } finally {
      this.leave();
    }
  }

  complete(): void {
    if (this.closed) return;
    try {
      this.listener.completed?.(this);
    } finally {
      this.leave();
    }
  }

  // One that has waited long is old to the garbage collector, which takes what it holds to be in use
  // until it looks through all that is old.
  private leave(): void {
    this.attempt = undefined;
    this.unsubscribe();
  }

  /** Ends the attempt at work, or the wait for one. */
  stop(): void {
    this.isStopped = true;
    this.parts?.unsubscribe();
    if (this.closed) return;
    this.unsubscribe();
    this.slot?.stopWaiting();
  }
}
