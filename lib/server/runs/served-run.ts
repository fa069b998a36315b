import { randomUUID } from 'node:crypto';

import { filter, firstValueFrom, map, type Observable, ReplaySubject, take } from 'rxjs';

import type { Outcome, RunEvent, Values } from '../../engine/event.js';
import type { Failure } from '../../engine/failure.js';
import type { Run } from '../../engine/run.js';
import type { RunOptions } from '../../engine/run-options.js';
import { start } from '../../engine/start.js';
import { recorded } from '../../sinks/record/recorded-event.js';
import { Problem } from '../problem.js';
import type { ServedPipeline } from '../served-pipelines.js';
import type { WireRun, WireState } from '../wire.js';
import { EventLog } from './event-log.js';
import { sizeOf } from './size-of.js';

/** Of a value this many characters are in the events; the whole is at `/runs/{id}/values/{name}`. */
const mostCharacters = 8_000;
/** How much of what passes (progress, parts, logs) is kept of a run, in bytes. */
const mostPassing = 8 * 2 ** 20;

export interface NewServedRun {
  readonly pipeline: ServedPipeline;
  readonly inputs: Values;
  readonly onFailure: 'stop' | 'continue' | 'hold';
  readonly options: Pick<RunOptions, 'wrappers' | 'sinks' | 'seed' | 'only'>;
  /** Called when nothing is to be kept of it any more. */
  readonly forget: () => void;
}

const isAtRest = (state: WireState): boolean => state !== 'waiting' && state !== 'running';

/** A run of a server, from when it was asked for. */
export class ServedRun {
  readonly id: string = randomUUID();
  readonly log = new EventLog(mostPassing);
  readonly pipeline: ServedPipeline;
  readonly asked = Date.now();
  readonly values = new Map<string, unknown>();
  readonly failures = new Map<string, Failure>();
  outputs: Values | undefined;
  ended: number | undefined;
  private readonly told: NewServedRun;
  private readonly states = new ReplaySubject<WireState>(1);
  private current: WireState = 'waiting';
  private run: Run | undefined;
  private readonly done = new Set<string>();
  private valueBytes = 0;
  private holdTimer: NodeJS.Timeout | undefined;
  private readonly hold: number;

  constructor(told: NewServedRun, hold: number) {
    this.told = told;
    this.hold = hold;
    this.pipeline = told.pipeline;
  }

  get state(): WireState {
    return this.current;
  }

  get inputs(): Values {
    return this.told.inputs;
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
    return this.log.bytes + this.valueBytes;
  }

  get wire(): WireRun {
    const { id, pipeline, state, asked: started, ended } = this;
    return {
      id,
      pipeline: pipeline.graph.name,
      state,
      started,
      ...(ended === undefined ? {} : { ended }),
      tasksDone: this.done.size,
      tasks: pipeline.graph.components.filter(({ pruned }) => !pruned).length,
    };
  }

  /** Starts it, and resolves when it is at rest. One that was cancelled meanwhile is not started. */
  async begin(): Promise<void> {
    if (this.state !== 'waiting') return;
    const { inputs, onFailure, options } = this.told;
    const { graph, slots } = this.pipeline;
    this.enter('running');
    const run = start({ graph }, inputs, {
      ...options,
      id: this.id,
      onFailure,
      ...(slots === undefined ? {} : { slots }),
      sinks: [
        (event) => {
          this.take(event);
        },
        ...(options.sinks ?? []),
      ],
    });
    this.run = run;
    // A run may be over, or held, before `start` has returned.
    this.restSoon();
    await firstValueFrom(this.rest$.pipe(map(() => undefined)));
  }

  cancel(): void {
    if (this.state === 'waiting') this.end('cancelled', {});
    else this.run?.cancel();
  }

  /** Ends it as failed: one that is held, or that is at work when the server ends. */
  fail(message: string): void {
    if (this.state === 'waiting') this.end('cancelled', {});
    else this.run?.fail(message);
  }

  /** Runs a failed task again. Throws a `Problem` where that cannot be. */
  restart(task: string): void {
    const { run } = this;
    if (run === undefined || this.ended !== undefined)
      throw new Problem(
        409,
        'not-held',
        `the run is ${this.state}: a task is restarted while its run is \`held\` or \`running\``,
      );
    try {
      run.restart(task);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Problem(409, 'not-failed', error.message);
    }
  }

  /** The value of a consumable by its full name, or of an output of the pipeline. */
  value(name: string): { readonly value: unknown } | undefined {
    if (this.values.has(name)) return { value: this.values.get(name) };
    if (this.outputs !== undefined && Object.hasOwn(this.outputs, name))
      return { value: this.outputs[name] };
    const { graph } = this.pipeline;
    const consumable = graph.outputs.find((output) => output.name === name)?.consumable;
    const published = consumable === undefined ? undefined : graph.consumables[consumable]?.name;
    return published === undefined || !this.values.has(published)
      ? undefined
      : { value: this.values.get(published) };
  }

  /** Whether the pipeline has a consumable or an output of that name, be it there or not. */
  hasName(name: string): boolean {
    const { consumables, outputs } = this.pipeline.graph;
    return [...outputs, ...consumables].some((one) => one.name === name);
  }

  forget(): void {
    this.values.clear();
    this.told.forget();
  }

  private take(event: RunEvent): void {
    this.log.append(recorded(event, mostCharacters));
    switch (event.type) {
      case 'run-started':
        this.keep(event.inputs, (name) => name);
        break;
      case 'task-finished':
        this.done.add(event.task);
        this.failures.delete(event.task);
        this.keep(event.outputs, (name) => `${event.task}.${name}`);
        break;
      case 'task-omitted':
        this.done.add(event.task);
        break;
      case 'task-failed':
        this.failures.set(event.task, event.failure);
        this.restSoon();
        break;
      case 'task-skipped':
        this.restSoon();
        break;
      case 'task-restarted':
        this.failures.delete(event.task);
        clearTimeout(this.holdTimer);
        this.enter('running');
        break;
      case 'run-finished':
        this.end(event.outcome, event.outputs, event.time);
        break;
      default:
    }
  }

  private enter(state: WireState): void {
    this.current = state;
    this.states.next(state);
  }

  private keep(values: Values, nameOf: (name: string) => string): void {
    for (const [name, value] of Object.entries(values)) {
      this.values.set(nameOf(name), value);
      this.valueBytes += sizeOf(value);
    }
  }

  /** Held: what can be done is done, and something has failed. Told by no event, so it is looked for. */
  private restSoon(): void {
    if (this.told.onFailure !== 'hold') return;
    setImmediate(() => {
      if (this.state !== 'running' || this.failures.size === 0) return;
      if (this.run === undefined || this.run.tasksAtWork.length > 0) return;
      this.enter('held');
      this.holdTimer = setTimeout(() => {
        this.fail('no task was restarted while the run was held');
      }, this.hold).unref();
    });
  }

  private end(outcome: Outcome, outputs: Values, time = Date.now()): void {
    clearTimeout(this.holdTimer);
    this.outputs = outputs;
    this.ended = time;
    this.run = undefined;
    this.log.end();
    this.enter(outcome);
    this.states.complete();
  }
}
