import * as E from 'fp-ts/lib/Either.js';
import { firstValueFrom, Observable, ReplaySubject, type Subscription } from 'rxjs';

import type { EventBody, Outcome, RunEvent, Values } from './event.js';
import { checkChoice } from './choice.js';
import { Consumables } from './consumables.js';
import { EventStream } from './event-stream.js';
import { type Failure, RunError } from './failure.js';
import { inDeclaredOrder, type Plan, planOf } from './plan.js';
import { settingsOf } from './policy.js';
import { recordOf } from './port-values.js';
import { arrivingAnew, skippedBelow } from './restart.js';
import type { RunOptions } from './run-options.js';
import type { Takers } from './takers.js';
import { type TaskHost, TaskRun } from './task-run.js';
import type { Trampoline } from './trampoline.js';
import { checkTimeout } from './wrappers/timeout.js';
import type { Component, Graph } from '../graph/graph.js';

export type TaskState = 'pending' | 'running' | 'finished' | 'failed' | 'skipped' | 'cancelled';

/**
 * One execution of a pipeline, held by whoever started it. Starts when it is made. `inputs` are
 * checked already, one value for each input of the pipeline.
 */
export class Run {
  readonly id: string;
  private readonly plan: Plan;
  private readonly onFailure: 'stop' | 'continue' | 'hold';
  private readonly trampoline: Trampoline;
  private readonly host: TaskHost;
  private readonly consumables: Consumables;
  private readonly states: TaskState[];
  private readonly missing: Int32Array;
  private readonly active: (TaskRun | undefined)[];
  private readonly failures = new Map<number, Failure>();
  private readonly events: EventStream;
  private readonly result = new ReplaySubject<Values>(1);
  private deadline: Subscription | undefined;
  private unsettled: number;
  private isOver = false;

  constructor(graph: Graph, inputs: Values, options: RunOptions = {}) {
    const { timeout = graph.timeout } = options;
    this.id = options.id ?? globalThis.crypto.randomUUID();
    this.plan = planOf(graph, options.only);
    this.onFailure = options.onFailure ?? 'stop';
    checkChoice('onFailure', this.onFailure, ['stop', 'continue', 'hold']);
    const settings = settingsOf(graph, options, 'last');
    this.trampoline = settings.trampoline;
    this.consumables = new Consumables(graph.consumables.length);
    this.states = new Array<TaskState>(graph.components.length).fill('pending');
    this.active = new Array<undefined>(graph.components.length).fill(undefined);
    this.missing = Int32Array.from(this.plan.waitsFor);
    this.events = new EventStream(this.id, settings.scheduler, options.sinks ?? []);
    this.host = {
      settings,
      emit: this.events.emit,
      taken: (task) => this.consumables.taken(graph.components[task] as Component),
      ended: (work) => {
        // All of it is published before anything that waited for some of it starts.
        this.trampoline.do(this.ended, work);
      },
    };
    this.unsettled = this.plan.count;
    if (timeout !== undefined) {
      checkTimeout(timeout);
      this.deadline = settings.scheduler.schedule(() => {
        this.finish('timeout');
      }, timeout);
    }
    this.trampoline.add(() => {
      this.begin(graph, inputs);
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
    return new Observable((subscriber) => {
      subscriber.add(
        this.consumables.subject(id).subscribe((settled) => {
          if (E.isRight(settled)) {
            subscriber.next(settled.right);
            subscriber.complete();
          } else subscriber.error(new RunError('failed', saidOf(settled.left), [settled.left]));
        }),
      );
      const over = (error?: unknown): void => {
        const outcome = error instanceof RunError ? error.outcome : 'cancelled';
        subscriber.error(new RunError(outcome, `the run ended before \`${name}\` was there`));
      };
      if (!subscriber.closed)
        subscriber.add(
          this.result.subscribe({
            error: over,
            complete: () => {
              over();
            },
          }),
        );
    });
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
      this.missing[one] = 0;
      this.failures.delete(one);
      this.consumables.forget(one, components[one] as Component);
    }
    // Others that have yet to start may have counted what will now arrive anew.
    for (let one = index; one < components.length; one += 1)
      if (this.plan.wanted[one] === 1 && this.states[one] === 'pending')
        this.missing[one] = (this.missing[one] ?? 0) + arrivingAnew(this.plan.graph, one, all);
    this.unsettled += all.size;
    this.events.emit({
      type: 'task-restarted',
      task,
      below: below.map((one) => components[one]?.name ?? ''),
    });
    // Only the task itself: what is below it starts when its inputs arrive anew.
    this.trampoline.add(this.start, index);
  }

  private begin(graph: Graph, inputs: Values): void {
    this.events.emit({ type: 'run-started', graph, inputs, seed: this.host.settings.seed });
    // Tasks that wait for nothing, then those that wait for inputs: as declared among equals.
    const ready: number[] = [];
    graph.components.forEach((_, task) => {
      if (this.plan.wanted[task] === 1 && this.missing[task] === 0) ready.push(task);
    });
    graph.inputs.forEach(({ name }, id) => {
      this.consumables.publish(id, inputs[name]);
      this.arrive(this.plan.consumers, id, ready);
    });
    this.startInOrder(ready);
    if (this.unsettled === 0) this.settledAll();
  }

  // Tells those that waited for it that something is there; adds those that wait for nothing else.
  private arrive(waiting: Takers, thing: number, ready: number[]): void {
    const end = waiting.end(thing);
    for (let at = waiting.first(thing); at < end; at += 1) {
      const task = waiting.at(at);
      const missing = (this.missing[task] ?? 0) - 1;
      this.missing[task] = missing;
      if (missing === 0 && this.states[task] === 'pending') ready.push(task);
    }
  }

  // Equal readiness is decided by the declaration.
  private startInOrder(ready: number[]): void {
    if (ready.length === 0) return;
    inDeclaredOrder(ready, this.plan.graph.components);
    this.trampoline.add(this.startAll, ready);
  }

  private readonly startAll = (ready: readonly number[]): void => {
    for (const task of ready) this.start(task);
  };

  private readonly start = (task: number): void => {
    // A restart may have come between: then it waits again, or is at work already.
    if (this.isOver || this.states[task] !== 'pending' || this.missing[task] !== 0) return;
    const component = this.plan.graph.components[task] as Component;
    const cause = this.consumables.failureFor(component);
    if (cause !== undefined) {
      this.settle(task, { type: 'task-skipped', task: component.name, cause }, cause);
      return;
    }
    this.states[task] = 'running';
    // A sink has restarted it at the failure of the attempt that still holds a slot.
    const before = this.active[task];
    if (before !== undefined) this.letGo(before);
    const work = new TaskRun(this.host, task, component);
    this.active[task] = work;
    work.start();
  };

  private readonly ended = (work: TaskRun): void => {
    if (this.isOver) return;
    const { task, component: name, failure, values = {}, attempt } = work;
    if (failure === undefined)
      this.settle(
        task,
        { type: 'task-finished', task: name, attempt, outputs: values },
        undefined,
        values,
      );
    else {
      this.failures.set(task, failure);
      this.settle(task, { type: 'task-failed', task: name, failure }, failure);
      if (this.onFailure === 'stop') this.finish('failed');
    }
    // What it held goes to whoever came first, those that it made ready among them.
    if (work.isHolding) this.trampoline.add(this.letGo, work);
    else this.letGo(work);
  };

  private readonly letGo = (work: TaskRun): void => {
    if (this.active[work.task] === work) this.active[work.task] = undefined;
    work.letGo();
  };

  // Publishes what a task gave, or the failure in place of each of its outputs, and starts what
  // waited for nothing else.
  private settle(
    task: number,
    event: SettledEvent,
    failure: Failure | undefined,
    outputs: Values = {},
  ): void {
    this.states[task] = stateAfter[event.type];
    this.unsettled -= 1;
    this.events.emit(event);
    // A sink may have stopped the run just now.
    if (this.isOver) return;
    const component = this.plan.graph.components[task] as Component;
    const ready: number[] = [];
    const { consumers, dependants } = this.plan;
    for (const { name, consumable } of component.outputs) {
      if (failure === undefined) this.consumables.publish(consumable, outputs[name]);
      else this.consumables.fail(consumable, failure);
      this.arrive(consumers, consumable, ready);
    }
    if (dependants.areAny(task)) {
      this.consumables.end(task, failure);
      this.arrive(dependants, task, ready);
    }
    this.startInOrder(ready);
    if (this.unsettled === 0) this.settledAll();
  }

  private settledAll(): void {
    if (this.failures.size === 0) this.finish('done');
    else if (this.onFailure !== 'hold') this.finish('failed');
  }

  private finish(outcome: Outcome): void {
    if (this.isOver) return;
    this.isOver = true;
    this.deadline?.unsubscribe();
    // What one gives back while it is stopped must not start another.
    this.trampoline.close();
    // Stopping may call users' code; what that code does to the run has no effect any more.
    for (const work of this.active) work?.stop();
    this.active.length = 0;
    if (this.unsettled > 0 || this.failures.size > 0) this.tellUnsettled();
    const outputs = this.outputsThere();
    this.events.complete({ type: 'run-finished', outcome, outputs });
    if (outcome === 'done') {
      this.result.next(outputs);
      this.result.complete();
    } else
      this.result.error(new RunError(outcome, this.reason(outcome), [...this.failures.values()]));
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
    if (outcome === 'cancelled') return 'the run was cancelled';
    if (outcome === 'timeout') return "the run's time was up";
    return first === undefined ? 'the run failed' : saidOf(first);
  }

  /** The outputs of the pipeline that are there. */
  private outputsThere(): Values {
    const { outputs } = this.plan.graph;
    const names: string[] = [];
    const values: unknown[] = [];
    for (const { name, consumable } of outputs) {
      if (!this.consumables.has(consumable)) continue;
      names.push(name);
      values.push(this.consumables.value(consumable));
    }
    return recordOf(names, values);
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
