import {
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  type Observable,
  ReplaySubject,
  take,
} from 'rxjs';

import type { Outcome, RunEvent, Values } from '../../engine/events/event.js';
import type { Failure } from '../../engine/failure.js';
import { RunError } from '../../engine/failure.js';
import { UnknownTaskError } from '../../engine/check-options.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { recorded } from '../../sinks/record/recorded-event.js';
import { Problem } from '../problem.js';
import type { ServedPipeline } from '../served-pipelines.js';
import type { Settings } from '../server-options.js';
import type { WireRun, WireState } from '../wire.js';
import { EventLog } from './event-log.js';
import { mostCharacters } from './event-text.js';
import { GivenSoFar } from './given-so-far.js';
import type { ReadableRun, RunContents } from './readable-run.js';
import type { BegunRun, Runnable } from './runnable.js';

/** How much of what passes (progress, parts, logs) is kept of a run, in bytes. */
const mostPassing = 8 * 2 ** 20;

export interface NewServedRun {
  readonly pipeline: ServedPipeline;
  readonly inputs: Values;
  readonly onFailure: 'stop' | 'continue' | 'hold';
  readonly runnable: Runnable;
  readonly batch?: WireRun['batch'];
  /** Called when nothing is to be kept of it any more. */
  readonly forget: () => void;
}

const isAtRest = (state: WireState): boolean => state !== 'waiting' && state !== 'running';

type RunSettings = Pick<Settings, 'hold' | 'onError' | 'onLeft' | 'tracing'>;

/** A run of a server, from when it was asked for. */
export class ServedRun implements ReadableRun {
  readonly id: string;
  readonly log = new EventLog(mostPassing);
  readonly pipeline: ServedPipeline;
  readonly asked = Date.now();
  ended: number | undefined;
  /** Why it has failed, where that is no task's. */
  message: string | undefined;
  private readonly told: NewServedRun;
  private readonly states = new ReplaySubject<WireState>(1);
  private current: WireState = 'waiting';
  private begun: BegunRun | undefined;
  private last: Extract<RunEvent, { readonly type: 'run-finished' }> | undefined;
  private isLeft = false;
  private isStopped = false;
  private readonly given: GivenSoFar;
  private holdTimer: NodeJS.Timeout | undefined;
  private readonly settings: RunSettings;

  constructor(told: NewServedRun, settings: RunSettings) {
    const { runnable, pipeline } = told;
    this.told = told;
    this.settings = settings;
    this.id = runnable.id;
    this.pipeline = pipeline;
    this.given = new GivenSoFar(pipeline.graph);
  }

  get state(): WireState {
    return this.current;
  }

  get inputs(): Values {
    return this.told.inputs;
  }

  get outputs(): Values | undefined {
    return this.given.outputs;
  }

  get failures(): ReadonlyMap<string, Failure> {
    return this.given.failures;
  }

  get names(): readonly string[] {
    return this.given.names;
  }

  /** Now and from now on; completes when the run has ended. */
  get states$(): Observable<WireState> {
    return this.states.asObservable();
  }

  /** Emits once, when nothing is left to be done: it has ended, or is held. */
  get rest$(): Observable<WireState> {
    return this.states.pipe(filter(isAtRest), take(1));
  }

  get bytes(): number {
    return this.log.bytes + this.given.bytes;
  }

  get wire(): WireRun {
    const { id, pipeline, state, asked: started, ended } = this;
    const { batch, runnable } = this.told;
    const { given, omitted, failed } = this.given.tasks;
    return {
      id,
      pipeline: pipeline.graph.name,
      state,
      started,
      ...(ended === undefined ? {} : { ended }),
      ...{ tasksDone: given + omitted, tasksOmitted: omitted, tasksFailed: failed },
      tasks: pipeline.graph.components.filter(({ pruned }) => !pruned).length,
      lasts: runnable.lasts,
      ...(batch === undefined ? {} : { batch }),
    };
  }

  /** Starts it, and resolves when it is at rest. One that was cancelled meanwhile is not started. */
  async begin(): Promise<void> {
    if (this.state !== 'waiting' || this.isStopped) return;
    this.enter('running');
    const { runnable } = this.told;
    try {
      this.begun = runnable.begin([
        (event) => {
          this.take(event);
        },
      ]);
    } catch (error) {
      await runnable.release().catch(this.settings.onError);
      this.close(error);
      return;
    }
    this.begun.outputs.then(
      () => {
        this.close();
      },
      (error: unknown) => {
        this.close(error);
      },
    );
    // A run may be over, or held, before it is given.
    this.restSoon();
    await firstValueFrom(this.rest$.pipe(map(() => undefined)));
  }

  /** Resolves when it has ended. */
  async cancel(): Promise<void> {
    if (this.state === 'waiting') await this.stopWaiting('cancelled', this.told.runnable.cancel());
    else this.begun?.run.cancel();
    await lastValueFrom(this.states, { defaultValue: undefined });
  }

  /** Ends it as failed: one that is held, or that is at work when the server ends. */
  fail(message: string): void {
    this.begun?.run.fail(message);
  }

  /** Stops it: where it lasts, to be gone on with. */
  leave(): void {
    const { lasts, release } = this.told.runnable;
    if (lasts && this.last === undefined) this.settings.onLeft(this.id);
    if (this.state === 'waiting')
      void this.stopWaiting(lasts ? 'interrupted' : 'cancelled', release());
    else {
      this.isLeft = lasts && this.last === undefined;
      if (this.isLeft) this.settings.tracing?.leave(this.id);
      this.begun?.leave();
    }
  }

  /** Runs a failed task again. Throws a `Problem` where that cannot be. */
  restart(task: string): void {
    const run = this.begun?.run;
    if (run === undefined || this.ended !== undefined)
      throw new Problem(
        409,
        'not-held',
        `the run is ${this.state}: a task is restarted while its run is \`held\` or \`running\``,
      );
    try {
      run.restart(task);
    } catch (error) {
      if (error instanceof UnknownTaskError) throw new Problem(404, 'no-task', error.message);
      if (!(error instanceof RangeError)) throw error;
      throw new Problem(409, 'not-failed', error.message);
    }
  }

  contents(): Promise<RunContents> {
    const { inputs, outputs, failures } = this;
    return Promise.resolve({
      ...{ inputs, outputs, failures: [...failures.values()] },
      values: this.given.given,
    });
  }

  value(name: string): Promise<{ readonly value: unknown } | undefined> {
    return Promise.resolve(this.given.value(name));
  }

  forget(): void {
    this.given.forget();
    this.told.forget();
  }

  private take(event: RunEvent): void {
    // As its store has it: nothing more is told of a run that is left.
    if (this.isLeft) return;
    const told = recorded(event, mostCharacters);
    this.log.append({ ...told, sequence: told.sequence + this.told.runnable.sequence });
    this.given.take(event);
    switch (event.type) {
      case 'task-finished':
      case 'task-kept':
      case 'task-omitted':
      case 'task-failed':
      case 'task-skipped':
      case 'task-cancelled':
        this.restSoon();
        break;
      case 'task-restarted':
        clearTimeout(this.holdTimer);
        this.enter('running');
        break;
      case 'stray-failure':
        this.message = event.message;
        break;
      case 'run-finished':
        clearTimeout(this.holdTimer);
        this.last = event;
        break;
      default:
    }
  }

  private enter(state: WireState): void {
    this.current = state;
    this.states.next(state);
  }

  /** Held: what can be done is done, and something has failed. Told by no event, so it is looked for. */
  private restSoon(): void {
    if (this.told.onFailure !== 'hold' || this.failures.size === 0) return;
    setImmediate(() => {
      if (this.state !== 'running' || this.failures.size === 0) return;
      const { begun, last } = this;
      if (begun === undefined || last !== undefined || begun.run.tasksAtWork.length > 0) return;
      this.enter('held');
      this.holdTimer = setTimeout(() => {
        this.fail('no task was restarted while the run was held');
      }, this.settings.hold).unref();
    });
  }

  private async stopWaiting(state: Outcome | 'interrupted', stopped: Promise<void>): Promise<void> {
    this.isStopped = true;
    await stopped.catch(this.settings.onError);
    if (this.ended === undefined) this.end(state);
  }

  /** All that came of it is kept, or could not be. */
  private close(error?: unknown): void {
    const { last } = this;
    if (this.isLeft) this.end('interrupted');
    else if (last !== undefined && (error === undefined || error instanceof RunError))
      this.end(last.outcome, last.outputs, last.time);
    else {
      this.message = messageOf(error);
      this.settings.onError(error);
      this.end('failed');
    }
  }

  private end(state: Outcome | 'interrupted', outputs?: Values, time = Date.now()): void {
    clearTimeout(this.holdTimer);
    if (outputs !== undefined) this.given.outputs = outputs;
    this.ended = time;
    this.begun = undefined;
    this.log.end();
    this.enter(state);
    this.states.complete();
  }
}
