import { type SchedulerLike, UnsubscriptionError } from 'rxjs';

import { shorten } from '../../diagnostics/wording.js';
import type { RemoteContext } from './remote.js';
import type { RunnerContext } from '../../runners/runner.js';
import { madeFolder, Scratch } from '../../runners/scratch.js';
import type { Values } from '../events/event.js';
import { messageOf, textOf } from '../../diagnostics/thrown.js';
import { guardedController } from '../../runners/guarded-signal.js';
import { randomFrom } from '../../runners/random.js';
import { seedFor } from './seeds.js';
import { failureOf } from '../port-values.js';
import type { Task } from '../task.js';

const mostTold = 200;

/**
 * The context of one attempt, which tells what happens in it as events. What a runner may never ask
 * for (a signal costs more than all else in an attempt) is made when it is asked for.
 */
export class Attempt implements RemoteContext {
  readonly attempt: number;
  readonly task: Task;
  private readonly onBegun: ((attempt: Attempt) => void) | undefined;
  private numbers: (() => number) | undefined;
  private controller: AbortController | undefined;
  private folder: string | undefined;
  isOver = false;
  private awaited: Values | undefined;
  private isAborted = false;
  private lastMessage: string | undefined;
  private lastFraction: number | undefined;

  constructor(task: Task, attempt = 1, onBegun?: (attempt: Attempt) => void) {
    this.task = task;
    this.attempt = attempt;
    this.onBegun = onBegun;
  }

  get run(): string {
    return this.task.settings.run;
  }

  get item(): number | undefined {
    return this.task.settings.item;
  }

  get component(): string {
    return this.task.name;
  }

  get key(): string {
    return `${this.run}/${this.component}/${this.attempt}`;
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.task.component.params;
  }

  get outputs(): readonly string[] {
    return this.task.component.outputs.map(({ port }) => port);
  }

  get scheduler(): SchedulerLike {
    return this.task.settings.scheduler;
  }

  get directory(): string {
    return this.task.settings.directory;
  }

  get scratch(): () => string {
    return () => madeFolder(this.scratchPath);
  }

  get scratchPath(): string {
    return (this.folder ??= this.task.settings.own.keep('scratch', () => new Scratch()).path());
  }

  get keep(): RunnerContext['keep'] {
    return this.task.settings.shared.keep;
  }

  get random(): () => number {
    return (this.numbers ??= randomFrom(this.seed));
  }

  get seed(): number {
    return seedFor(this.task.settings.seed, `${this.component} ${this.attempt}`);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = guardedController((error) => {
        // What comes later than the end of the run is one of nobody's.
        if (!this.teardownFailed(error)) throw error;
      });
      // Whoever asks too late learns of it all the same.
      if (this.isAborted) this.controller.abort();
    }
    return this.controller.signal;
  }

  // Functions, not methods: a runner may take its context apart.
  get log(): RunnerContext['log'] {
    return (said: unknown) => {
      if (this.isOver) return;
      // A runner in JavaScript may log what is no text.
      const message = textOf(said);
      this.lastMessage = message;
      this.task.settings.emit({ type: 'attempt-log', ...this.named, message });
    };
  }

  get part(): RunnerContext['part'] {
    return (port, value) => {
      const output = this.task.component.outputs.find((one) => one.port === port);
      if (this.isOver || output === undefined) return;
      this.task.settings.emit({ type: 'attempt-part', ...this.named, output: output.name, value });
    };
  }

  get progress(): RunnerContext['progress'] {
    return (fraction) => {
      if (this.isOver || !(fraction >= 0)) return;
      this.lastFraction = Math.min(fraction, 1);
      this.task.settings.emit({
        type: 'attempt-progress',
        ...this.named,
        fraction: this.lastFraction,
      });
    };
  }

  /** How far it has come, by what its runner has said last: `, at 40 %; it last said: …`. */
  get lastWords(): string {
    const { lastFraction: fraction, lastMessage: message } = this;
    return (
      (fraction === undefined ? '' : `, at ${Math.floor(fraction * 100)} %`) +
      (message !== undefined ? `; it last said: ${shorten(message, mostTold)}` : '')
    );
  }

  /** It is about to be made elsewhere, where it begins later. */
  handOver(inputs: Values): void {
    this.awaited = inputs;
  }

  get isHandedOver(): boolean {
    return this.awaited !== undefined;
  }

  get begin(): RemoteContext['begin'] {
    return () => {
      const inputs = this.awaited;
      this.awaited = undefined;
      if (inputs !== undefined && !this.isOver) this.started(inputs);
    };
  }

  get wait(): RemoteContext['wait'] {
    return (reason) => {
      if (this.isOver || this.awaited === undefined) return;
      // One that stands beside another at work is not waited for.
      if (this.task.attempt?.isOver === false) return;
      const about = reason === undefined ? {} : { reason };
      this.task.settings.emit({ type: 'task-waiting', task: this.component, ...about });
    };
  }

  started(inputs: Values): void {
    this.task.attempt = this;
    const { fallenBackTo: runner, name: task, settings } = this.task;
    const { attempt } = this;
    settings.emit(
      runner === undefined
        ? { type: 'attempt-started', task, attempt, inputs }
        : { type: 'attempt-started', task, attempt, runner, inputs },
    );
    this.onBegun?.(this);
  }

  /** It has failed, and is followed by another one in so many milliseconds; or one beside it goes on. */
  failed(error: unknown, retryIn: number | undefined): void {
    const failure = failureOf(this.component, this.attempt, error);
    this.task.settings.emit({ type: 'attempt-failed', ...this.named, failure, retryIn });
  }

  /** Whoever made it is gone. */
  lost(reason: string): void {
    this.task.settings.emit({ type: 'attempt-lost', ...this.named, reason });
  }

  /** A teardown of its runner's threw, which changes nothing in what came of it. Gives whether it was told. */
  teardownFailed(error: unknown): boolean {
    if (error instanceof UnsubscriptionError)
      return error.errors.map((one: unknown) => this.teardownFailed(one)).every((isTold) => isTold);
    const message = messageOf(error);
    return this.task.settings.emit({ type: 'teardown-failed', ...this.named, message });
  }

  /** Nothing is heard of it any more; its signal fires unless it has given its values. */
  end(isAborted: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isAborted = isAborted;
    if (isAborted) this.controller?.abort();
    else this.task.gave = this.attempt;
  }

  private get named(): { readonly task: string; readonly attempt: number } {
    return { task: this.component, attempt: this.attempt };
  }
}

/** The task of an attempt, for a runner of the engine's own. */
export const taskOf = (context: RunnerContext): Task => {
  if (context instanceof Attempt) return context.task;
  throw new TypeError('a runner that runs other tasks can only be run as a task');
};
