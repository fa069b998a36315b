import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concat,
  defer,
  firstValueFrom,
  fromEvent,
  ignoreElements,
  map,
  merge,
  type Observable,
  ReplaySubject,
  Subscription,
  take,
  throwError,
} from 'rxjs';

import type { Component, Graph } from '../graph/graph.js';
import { checkChoice } from './choice.js';
import type { Settled } from './consumables.js';
import type { EventBody, Outcome, RunEvent, Values } from './event.js';
import { EventStream } from './event-stream.js';
import { type Failure, RunError, stoppedBy } from './failure.js';
import { endOf, inDeclaredOrder, type Plan, planOf } from './plan.js';
import { recordOf } from './port-values.js';
import { ReadyList } from './ready-list.js';
import { skippedBelow } from './restart.js';
import type { RunOptions } from './run-options.js';
import { type Part, type Settings, settingsOf } from './settings.js';
import { Task, type TaskListener } from './task.js';
import { kept, Skipped, type TaskEnd } from './task-end.js';
import { Wiring } from './wiring.js';
import { checkTimeout } from './wrappers/timeout.js';

export type TaskState = 'pending' | 'running' | 'finished' | 'failed' | 'skipped' | 'cancelled';

/**
 * One execution of a pipeline, held by whoever started it. Starts when it is made. `inputs` are
 * checked already, one value for each input of the pipeline.
 */
export class Run {
  readonly id: string;
  private readonly plan: Plan;
  private readonly onFailure: 'stop' | 'continue' | 'hold';
  private readonly settings: Settings;
  private readonly wiring: Wiring;
  private readonly readyList: ReadyList;
  private readonly states: TaskState[];
  private readonly listener: TaskListener = {
    ended: (task, end) => {
      this.ended(task, end);
    },
    failed: (task, error) => {
      this.failed(task, error);
    },
  };
  private readonly atWork: (Task | undefined)[];
  private readonly failures = new Map<number, Failure>();
  private readonly events: EventStream;
  private readonly result = new ReplaySubject<Values>(1);
  /** What may end the run from outside. */
  private readonly stops = new Subscription();
  private unsettled: number;
  private isOver = false;

  constructor(
    graph: Graph,
    inputs: Values,
    options: RunOptions = {},
    item: Omit<Part, 'run'> = {},
  ) {
    const { timeout = graph.timeout, signal } = options;
    this.id = options.id ?? globalThis.crypto.randomUUID();
    this.plan = planOf(graph, options.only);
    this.onFailure = options.onFailure ?? 'stop';
    checkChoice('onFailure', this.onFailure, ['stop', 'continue', 'hold']);
    this.settings = settingsOf(graph, options, { run: this.id, ...item }, (event) =>
      this.events.emit(event),
    );
    this.wiring = new Wiring({ plan: this.plan, settings: this.settings, counting: 'last' });
    this.readyList = new ReadyList(this.plan);
    this.states = new Array<TaskState>(graph.components.length).fill('pending');
    this.atWork = new Array<undefined>(graph.components.length).fill(undefined);
    this.events = new EventStream(this.id, this.settings.scheduler, options.sinks ?? []);
    this.unsettled = this.plan.count;
    if (timeout !== undefined) {
      checkTimeout(timeout);
      this.stops.add(
        this.settings.scheduler.schedule(() => {
          this.finish('timeout');
        }, timeout),
      );
    }
    if (signal !== undefined)
      this.stops.add(
        fromEvent(signal, 'abort').subscribe(() => {
          this.stopBy(signal);
        }),
      );
    this.settings.trampoline.add(() => {
      this.begin(graph, inputs, signal);
    });
  }

  /** What happens from now on; completes with the run. To see all of a run pass a sink. */
  get events$(): Observable<RunEvent> {
    return this.events.events$;
  }

  /**
   * The outputs by name, once, when the run has come to them; errors with a `RunError` where it
   * does not. Unsubscribing leaves the run alone: to stop it is `cancel`.
   */
  get outputs$(): Observable<Values> {
    return this.result.asObservable();
  }

  /** The same as a promise. Where nobody asks for it a failure is no unhandled rejection. */
  get outputs(): Promise<Values> {
    return firstValueFrom(this.result);
  }

  /**
   * The value of a consumable by its full name, once it is there: at once where it is already.
   * Errors with a `RunError` where its task fails or is skipped; after a restart, subscribe anew.
   * Throws for a name that the pipeline does not have.
   */
  consumable(name: string): Observable<unknown> {
    const id = this.plan.consumableOf(name);
    if (id === undefined) throw new RangeError(`the pipeline has no consumable \`${name}\``);
    const endedBefore = (error?: unknown): Observable<never> =>
      throwError(() => {
        const outcome = error instanceof RunError ? error.outcome : 'cancelled';
        return new RunError(outcome, `the run ended before \`${name}\` was there`);
      });
    return defer(() =>
      merge(
        (this.wiring.consumables[id] as ReplaySubject<Settled>).pipe(map(valueOrThrow)),
        concat(this.result.pipe(ignoreElements(), catchError(endedBefore)), endedBefore()),
      ),
    ).pipe(take(1));
  }

  /** The state of a task by its component's name; `undefined` for one that is not run. */
  state(task: string): TaskState | undefined {
    const index = this.indexOf(task);
    return index === undefined ? undefined : this.states[index];
  }

  /** Stops every attempt at work and starts nothing more. */
  cancel(): void {
    this.finish('cancelled');
  }

  /**
   * Ends the run as failed for what no task is known to be at fault for: an error that fell outside of
   * any. `message` is what is said of it. Gives whether it has: not when the run is over already.
   */
  fail(message: string, error?: unknown): boolean {
    if (this.isOver) return false;
    this.events.emit({ type: 'stray-failure', message, tasks: this.tasksAtWork, error });
    this.finish('failed', new RunError('failed', message, [...this.failures.values()], error));
    return true;
  }

  /** The names of the tasks that have an attempt at work, or wait for one. */
  get tasksAtWork(): readonly string[] {
    return this.plan.graph.components.flatMap(({ name }, index) =>
      this.states[index] === 'running' ? [name] : [],
    );
  }

  /**
   * Runs a failed task again, and after it what was skipped below it. Only while the run is held
   * open (`onFailure: 'hold'`); throws for a task that has not failed.
   */
  restart(task: string): void {
    const index = this.indexOf(task);
    if (this.isOver) throw new RangeError('the run has ended');
    if (index === undefined || this.states[index] !== 'failed')
      throw new RangeError(`\`${task}\` has not failed: there is nothing to restart`);
    const { components } = this.plan.graph;
    const below = skippedBelow(this.plan.graph, index, (one) => this.states[one] === 'skipped');
    const all = new Set([index, ...below]);
    for (const one of all) {
      this.states[one] = 'pending';
      this.failures.delete(one);
      // Whoever subscribes from now on waits for what comes, and so do others that have yet to start.
      const given = (components[one] as Component).outputs.map(({ consumable }) => consumable);
      for (const thing of [...given, endOf(this.plan.graph, one)]) {
        // A sink may restart a task at the event of its failure, before that is published.
        if (this.settled(thing) === undefined) continue;
        this.wiring.consumables[thing] = new ReplaySubject(1);
        this.wiring.failed.delete(thing);
        this.readyList.unsettle(thing);
      }
    }
    this.unsettled += all.size;
    this.events.emit({
      type: 'task-restarted',
      task,
      below: below.map((one) => components[one]?.name ?? ''),
    });
    // Only the task itself: what is below it starts when its inputs arrive anew.
    this.dispatchAll([index]);
  }

  private begin(graph: Graph, inputs: Values, signal: AbortSignal | undefined): void {
    this.events.emit({ type: 'run-started', graph, inputs, seed: this.settings.seed });
    if (signal?.aborted) this.stopBy(signal);
    const ready = [...this.plan.first];
    graph.inputs.forEach(({ name }, id) => {
      this.publish(id, E.right(inputs[name]), ready);
    });
    this.dispatchAll(ready);
    if (this.unsettled === 0) this.settledAll();
  }

  /** Gives a thing its value, or the reason why there is none; adds the tasks that are ready by it. */
  private publish(thing: number, settled: Settled, ready: number[]): void {
    const consumable = this.wiring.consumables[thing];
    if (E.isLeft(settled)) this.wiring.failed.add(thing);
    consumable?.next(settled);
    consumable?.complete();
    this.readyList.settle(thing, ready);
  }

  private dispatchAll(ready: number[]): void {
    if (ready.length === 0) return;
    // Equal readiness is decided by the declaration.
    inDeclaredOrder(ready, this.plan.graph.components);
    this.settings.trampoline.add(() => {
      for (const task of ready) this.dispatch(task);
    });
  }

  private dispatch(index: number): void {
    // A restart may have come between: then it waits again, or is at work already.
    const isDue = this.isPending(index) && this.readyList.isReady(index);
    if (this.isOver || !isDue) return;
    const task = new Task(
      index,
      this.plan.graph.components[index] as Component,
      this.settings,
      this.listener,
    );
    this.states[index] = 'running';
    this.atWork[index] = task;
    this.wiring.dispatch(task);
  }

  private ended(task: Task, end: TaskEnd): void {
    if (this.isOver) return;
    const { name } = task.component;
    if (end instanceof Skipped) {
      const { failure: cause } = end;
      this.settle(task, { type: 'task-skipped', task: name, cause }, E.left(cause));
    } else if (end !== kept) {
      const event = {
        type: 'task-finished',
        task: name,
        attempt: task.attempts,
        outputs: end,
      } as const;
      this.settle(task, event, E.right(end));
    }
    this.atWork[task.index] = undefined;
  }

  private failed(task: Task, error: unknown): void {
    if (this.isOver) return;
    const failure = task.failure(error);
    this.failures.set(task.index, failure);
    const event = { type: 'task-failed', task: task.component.name, failure } as const;
    this.settle(task, event, E.left(failure));
    if (this.onFailure === 'stop') this.finish('failed');
    this.atWork[task.index] = undefined;
  }

  private isPending(task: number): boolean {
    return this.states[task] === 'pending';
  }

  // Publishes what a task gave, or the failure in place of each of its outputs, and dispatches what
  // waited for nothing else.
  private settle(
    { index, component }: Task,
    event: SettledEvent,
    given: E.Either<Failure, Values>,
  ): void {
    this.states[index] = stateAfter[event.type];
    this.unsettled -= 1;
    this.events.emit(event);
    // A sink may have stopped the run just now, or restarted the task.
    if (this.isOver) return;
    const ready: number[] = [];
    if (this.isPending(index)) return;
    for (const { name, consumable } of component.outputs)
      this.publish(consumable, E.isRight(given) ? E.right(given.right[name]) : given, ready);
    this.publish(endOf(this.plan.graph, index), given, ready);
    this.dispatchAll(ready);
    if (this.unsettled === 0) this.settledAll();
  }

  private settledAll(): void {
    if (this.failures.size === 0) this.finish('done');
    else if (this.onFailure !== 'hold') this.finish('failed');
  }

  private stopBy({ reason }: AbortSignal): void {
    const isTimeUp = reason instanceof Error && reason.name === 'TimeoutError';
    this.finish(isTimeUp ? 'timeout' : 'cancelled');
  }

  private finish(outcome: Outcome, error?: RunError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stops.unsubscribe();
    // Stopping may call users' code; what that code does to the run has no effect any more.
    // All are stopped before any releases a slot, which another of them would get.
    for (const task of this.atWork) if (task !== undefined) task.isStopped = true;
    for (const task of this.atWork) task?.stop();
    this.atWork.length = 0;
    this.settings.own.end();
    if (this.unsettled > 0 || this.failures.size > 0) this.tellUnsettled();
    const outputs = this.outputsThere(outcome);
    this.events.complete({ type: 'run-finished', outcome, outputs });
    if (outcome === 'done') {
      this.result.next(outputs);
      this.result.complete();
    } else
      this.result.error(
        error ?? new RunError(outcome, this.reason(outcome), [...this.failures.values()]),
      );
  }

  // What lies below a failed task is skipped, whatever else it waits for; the rest is cancelled.
  private tellUnsettled(): void {
    const { graph, wanted } = this.plan;
    const causes = new Map(this.failures);
    graph.components.forEach(({ name, predecessors }, task) => {
      const state = this.states[task];
      if (wanted[task] !== 1 || state === 'finished' || state === 'failed') return;
      const failed = predecessors.find((before) => causes.has(before));
      const cause = failed === undefined ? undefined : causes.get(failed);
      if (cause !== undefined) causes.set(task, cause);
      if (state === 'skipped') return;
      this.states[task] = cause === undefined ? 'cancelled' : 'skipped';
      this.events.emit(
        cause === undefined
          ? { type: 'task-cancelled', task: name }
          : { type: 'task-skipped', task: name, cause },
      );
    });
  }

  private reason(outcome: Exclude<Outcome, 'done'>): string {
    const [first] = this.failures.values();
    if (outcome !== 'failed') return stoppedBy[outcome];
    return first === undefined ? 'the run failed' : saidOf(first);
  }

  /** The outputs of the pipeline that are there, joined as the inputs of a task are. */
  private outputsThere(outcome: Outcome): Values {
    const { outputs } = this.plan;
    const there =
      outcome === 'done' ? outputs : outputs.filter(({ consumable }) => this.isThere(consumable));
    let values: Values = {};
    this.wiring.join(there.map(({ consumable }) => consumable)).subscribe((settled) => {
      values = recordOf(
        there.map(({ name }) => name),
        settled.map((one) => (E.isRight(one) ? one.right : undefined)),
      );
    });
    return values;
  }

  private isThere(thing: number): boolean {
    const settled = this.settled(thing);
    return settled !== undefined && E.isRight(settled);
  }

  /** What a thing has settled as: a subject replays it at once. */
  private settled(thing: number): Settled | undefined {
    let settled: Settled | undefined;
    const look = this.wiring.consumables[thing]?.subscribe((one) => {
      settled = one;
    });
    look?.unsubscribe();
    return settled;
  }

  private indexOf(task: string): number | undefined {
    const index = this.plan.taskOf(task);
    return index === undefined || this.plan.wanted[index] !== 1 ? undefined : index;
  }
}

type SettledEvent = Extract<
  EventBody,
  { readonly type: 'task-finished' | 'task-failed' | 'task-skipped' }
>;

const stateAfter = {
  'task-finished': 'finished',
  'task-failed': 'failed',
  'task-skipped': 'skipped',
} as const satisfies Record<SettledEvent['type'], TaskState>;

const saidOf = ({ task, message }: Failure): string => `\`${task}\` failed: ${message}`;

const valueOrThrow = (settled: Settled): unknown => {
  if (E.isRight(settled)) return settled.right;
  throw new RunError('failed', saidOf(settled.left), [settled.left]);
};
