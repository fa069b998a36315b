import type { SchedulerLike } from 'rxjs';

import { shorten } from '../diagnostics/wording.js';
import type { RunnerContext } from '../runners/runner.js';
import type { Values } from './event.js';
import { randomOf } from './random.js';

/** The task that an attempt is made for: what all its attempts share, and what is told of them. */
export interface AttemptTask {
  readonly component: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly outputPorts: readonly string[];
  readonly scheduler: SchedulerLike;
  readonly seed: number;
  readonly directory: string;
  /** Whether the run is over: a sink may have ended it in the midst of things. */
  readonly isStopped: () => boolean;
  readonly waiting: () => void;
  readonly started: (attempt: Attempt, inputs: Values) => void;
  /** What an attempt gave, by the names of the task's outputs; throws where it is not that. */
  readonly outputs: (given: { readonly values: unknown } | undefined) => Values;
  readonly retrying: (attempt: number, error: unknown, retryIn: number) => void;
  readonly log: (attempt: number, message: string) => void;
  readonly progress: (attempt: number, fraction: number) => void;
}

const mostTold = 200;

/** What an attempt holds while it is at work, such as a slot. */
export interface Held {
  readonly giveBack: () => void;
}

/**
 * The context of one attempt. What a runner may never ask for (a signal costs more than all else in
 * an attempt) is made when it is asked for.
 */
export class Attempt implements RunnerContext {
  readonly attempt: number;
  readonly task: AttemptTask;
  private numbers: (() => number) | undefined;
  private controller: AbortController | undefined;
  private held: Held | undefined;
  private over = false;
  private isStopped = false;
  // A runner in JavaScript may log what is no text.
  private lastMessage: unknown;
  private lastFraction: number | undefined;

  constructor(task: AttemptTask, attempt = 1) {
    this.task = task;
    this.attempt = attempt;
  }

  get component(): string {
    return this.task.component;
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.task.params;
  }

  get outputs(): readonly string[] {
    return this.task.outputPorts;
  }

  get scheduler(): SchedulerLike {
    return this.task.scheduler;
  }

  get directory(): string {
    return this.task.directory;
  }

  get random(): () => number {
    return (this.numbers ??= randomOf(this.task.seed, `${this.component} ${this.attempt}`));
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      // Whoever asks too late learns of it all the same.
      if (this.isStopped) this.controller.abort();
    }
    return this.controller.signal;
  }

  // Functions, not methods: a runner may take its context apart.
  get log(): RunnerContext['log'] {
    return (message) => {
      if (this.over) return;
      this.lastMessage = message;
      this.task.log(this.attempt, message);
    };
  }

  get progress(): RunnerContext['progress'] {
    return (fraction) => {
      if (this.over || !(fraction >= 0)) return;
      this.lastFraction = Math.min(fraction, 1);
      this.task.progress(this.attempt, this.lastFraction);
    };
  }

  /** How far it has come, by what its runner has said last: `, at 40 %; it last said: …`. */
  get told(): string {
    const { lastFraction: fraction, lastMessage: message } = this;
    return (
      (fraction === undefined ? '' : `, at ${Math.floor(fraction * 100)} %`) +
      // JavaScript lets a runner log anything.
      (typeof message === 'string' ? `; it last said: ${shorten(message, mostTold)}` : '')
    );
  }

  /** The context of a further attempt of the same task. */
  again(): Attempt {
    return new Attempt(this.task, this.attempt + 1);
  }

  /** Nothing is heard of it any more; its signal fires if it was stopped before it had ended. */
  end(isStopped: boolean): void {
    if (this.over) return;
    this.over = true;
    this.isStopped = isStopped;
    if (isStopped) this.controller?.abort();
  }

  /** What the attempt holds is given back when it is let go, behind all else that ends with it. */
  holds(held: Held): void {
    this.held = held;
  }

  letGo(): void {
    const { held } = this;
    this.held = undefined;
    held?.giveBack();
  }

  get isHolding(): boolean {
    return this.held !== undefined;
  }
}
