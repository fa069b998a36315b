import type { SchedulerLike } from 'rxjs';

import type { RunnerContext } from '../runners/runner.js';
import type { Values } from './event.js';
import { randomOf } from './random.js';

/** What happens in the attempts of one task, told to whoever watches it. */
export interface AttemptWatch {
  /** Whether the run is over: a sink may have ended it in the midst of things. */
  readonly isStopped: () => boolean;
  readonly waiting: () => void;
  readonly started: (attempt: number, inputs: Values) => void;
  /** What an attempt gave, by the names of the task's outputs; throws where it is not that. */
  readonly outputs: (given: { readonly values: unknown } | undefined) => Values;
  readonly retrying: (attempt: number, error: unknown, retryIn: number) => void;
  readonly log: (attempt: number, message: string) => void;
  readonly progress: (attempt: number, fraction: number) => void;
}

/** What is the same for all attempts of a task. */
export interface AttemptTask {
  readonly component: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly outputs: readonly string[];
  readonly scheduler: SchedulerLike;
  readonly seed: number;
}

/**
 * The context of one attempt. What a runner may never ask for (a signal costs more than all else in
 * an attempt) is made when it is asked for.
 */
export class Attempt implements RunnerContext {
  readonly attempt: number;
  readonly watch: AttemptWatch;
  private readonly task: AttemptTask;
  private numbers: (() => number) | undefined;
  private controller: AbortController | undefined;
  private over = false;
  private isStopped = false;

  constructor(task: AttemptTask, watch: AttemptWatch, attempt = 1) {
    this.task = task;
    this.watch = watch;
    this.attempt = attempt;
  }

  get component(): string {
    return this.task.component;
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.task.params;
  }

  get outputs(): readonly string[] {
    return this.task.outputs;
  }

  get scheduler(): SchedulerLike {
    return this.task.scheduler;
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
      if (!this.over) this.watch.log(this.attempt, message);
    };
  }

  get progress(): RunnerContext['progress'] {
    return (fraction) => {
      if (!this.over && fraction >= 0) this.watch.progress(this.attempt, Math.min(fraction, 1));
    };
  }

  /** The context of a further attempt of the same task. */
  again(): Attempt {
    return new Attempt(this.task, this.watch, this.attempt + 1);
  }

  /** Nothing is heard of it any more; its signal fires if it was stopped before it had ended. */
  end(isStopped: boolean): void {
    if (this.over) return;
    this.over = true;
    this.isStopped = isStopped;
    if (isStopped) this.controller?.abort();
  }
}
