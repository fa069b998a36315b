import * as E from 'fp-ts/lib/Either.js';
import { asyncScheduler, distinctUntilChanged, filter, map, type Observable } from 'rxjs';

import type { Component, Graph } from '../../graph/graph.js';
import { InputError, missingInputs } from '../bind-inputs.js';
import type { Outcome, RunEvent, Values } from '../event.js';
import { EventStream } from '../event-stream.js';
import { type Failure, RunError } from '../failure.js';
import { type Plan, planOf } from '../plan.js';
import { type PolicySettings, slotsOf } from '../policy.js';
import { recordOf } from '../port-values.js';
import { anySeed } from '../random.js';
import type { RunOptions } from '../run-options.js';
import type { TaskHost, TaskRun } from '../task-run.js';
import { Trampoline } from '../trampoline.js';
import { Cells } from './cells.js';
import { type Change, changeProblems, changesOf, unknownNames } from './change.js';
import { LiveOutputs } from './live-outputs.js';
import type { LiveState } from './live-state.js';
import { LiveTask } from './live-task.js';

export interface LiveOptions extends Omit<RunOptions, 'onFailure' | 'timeout'> {
  /**
   * Whether a value of a consumable is equal to the one before it, so that nothing below it need
   * run: by default if they are the same (`Object.is`).
   */
  readonly equal?: (a: unknown, b: unknown, consumable: string) => boolean;
  /**
   * What a component gave in another run, for which `LiveRun.kept` is asked: its task is not run
   * while what it takes is equal to what it took then.
   */
  readonly kept?: (component: Component) => Kept | undefined;
}

/** What a task was run with, and what it gave. */
export interface Kept {
  /** The values of its inputs, and behind them what stands for the ends that it waited for. */
  readonly taken: readonly unknown[];
  readonly outputs: Values | undefined;
  /** How often it has run. */
  readonly runs: number;
}

interface Done extends Kept {
  /** Why there are no outputs. */
  readonly failure: Failure | undefined;
}

/** Why there is something that a task would take, but has no value. */
interface Missing {
  readonly failure: Failure;
}

const none: readonly number[] = [];

/**
 * A run whose inputs keep changing and whose outputs follow, held by whoever started it.
 *
 * A change first marks all that lies below it as pending, each consumable once, and then gives its
 * values; a task runs when nothing that it takes is pending. So it runs at most once for a change,
 * and never with values of different versions of one source.
 */
export class LiveRun {
  readonly id: string;
  private readonly plan: Plan;
  private readonly components: readonly Component[];
  private readonly trampoline = new Trampoline();
  private readonly host: TaskHost;
  private readonly equal: LiveOptions['equal'];
  private readonly cells: Cells;
  private readonly events: EventStream;
  private readonly results: LiveOutputs;
  /** For each task, how many of the values and ends that it takes are pending. */
  private readonly missing: Int32Array;
  private readonly isPending: Uint8Array;
  private readonly done: (Done | undefined)[];
  /** Those that were restarted, and have not run since. */
  private readonly mustRun: Uint8Array;
  /** What those take that wait for a task's end: how often it has run, or why it has not. */
  private readonly ends: (E.Either<Failure, number> | undefined)[] = [];
  private readonly active: (LiveTask | undefined)[];
  private activeTasks = 0;
  private isStarting = false;
  /** Those that have ended and still hold their slots. */
  private readonly ending = new Set<LiveTask>();
  private pendingTasks: number;
  private isSettling = true;
  private isSourceComplete = false;
  private isOver = false;

  constructor(graph: Graph, options: LiveOptions = {}) {
    const { scheduler = asyncScheduler, concurrency = graph.concurrency } = options;
    this.id = options.id ?? globalThis.crypto.randomUUID();
    this.plan = planOf(graph, options.only);
    this.equal = options.equal;
    const settings: PolicySettings = {
      scheduler,
      seed: options.seed ?? anySeed(),
      directory: graph.directory ?? '.',
      slots: options.slots ?? slotsOf(graph, concurrency),
      trampoline: this.trampoline,
      wrappers: options.wrappers ?? [],
      shared: new Map(),
      values: 'every',
    };
    this.components = graph.components;
    const { kept } = options;
    this.done = graph.components.map((component) => {
      const held = kept?.(component);
      return held === undefined ? undefined : { ...held, failure: undefined };
    });
    this.mustRun = new Uint8Array(graph.components.length);
    this.active = new Array<undefined>(graph.components.length).fill(undefined);
    this.cells = new Cells(graph.consumables.length);
    this.events = new EventStream(this.id, scheduler, options.sinks ?? []);
    this.host = {
      settings,
      emit: this.events.emit,
      gave: (work) => {
        this.inTurn(this.gave, work);
      },
      ended: (work) => {
        this.inTurn(this.ended, work);
      },
    };
    this.missing = Int32Array.from(this.plan.waitsFor);
    this.isPending = Uint8Array.from(this.plan.wanted);
    this.pendingTasks = this.plan.count;
    const { only } = options;
    this.results = new LiveOutputs(
      graph.outputs.filter(({ name }) => only === undefined || only.includes(name)),
      this.cells,
      graph.consumables.length,
    );
    this.trampoline.add(() => {
      this.events.emit({ type: 'run-started', graph, inputs: {}, seed: this.host.settings.seed });
      this.startInOrder(
        graph.components.flatMap((_, task) =>
          this.plan.wanted[task] === 1 && this.missing[task] === 0 ? [task] : [],
        ),
      );
    });
  }

  /** What happens from now on; completes with the run. To see all of a run pass a sink. */
  get events$(): Observable<RunEvent> {
    return this.events.events$;
  }

  /**
   * The state of all outputs together, now and from now on: pending while any of them is, then
   * their values by name, all of the same version of the inputs, or the first failure among them.
   * Completes when all inputs have completed and all is settled; errors with a `RunError` when the
   * run is cancelled, or with the error of an input that errored.
   */
  get state$(): Observable<LiveState<Values>> {
    return this.results.state.asObservable();
  }

  /** The values of the outputs by name, each time they are there and other than before. */
  get outputs$(): Observable<Values> {
    return this.results.state.pipe(
      filter((state) => state.state === 'value'),
      map(({ value }) => value),
      distinctUntilChanged(),
    );
  }

  /**
   * The state of a consumable by its full name, now and from now on; completes or errors with the
   * run. Throws for a name that the pipeline does not have.
   */
  consumable(name: string): Observable<LiveState> {
    const id = this.plan.consumableOf(name);
    if (id === undefined) throw new RangeError(`the pipeline has no consumable \`${name}\``);
    return this.cells.watch(id).asObservable();
  }

  /**
   * Changes inputs, all those given at once. Throws an `InputError` for a name that is no input or
   * a value that does not fit its type; nothing is changed then. Those that are equal to what they
   * were change nothing. When the run is over it has no effect.
   */
  set(inputs: Values): void {
    const problems = changeProblems(this.plan, inputs);
    if (problems.length > 0) throw new InputError(problems);
    this.feed(inputs);
  }

  /**
   * Changes inputs as `set` does, for a source that cannot be told: a value that does not fit
   * becomes the failure of its input, a name that is no input ends the run.
   */
  feed(inputs: Values): void {
    const unknown = unknownNames(this.plan, inputs);
    if (unknown.length > 0) {
      this.fail(new InputError(unknown));
      return;
    }
    this.trampoline.add(() => {
      const changed = changesOf(this.plan, inputs).filter(
        ({ cell, value, failure }) =>
          failure !== undefined || !this.isHeld(cell, value) || this.cells.isPending(cell),
      );
      if (changed.length > 0) this.change(changed);
    });
  }

  /**
   * Runs a task again though nothing has changed, and what follows from it if its outputs do.
   * Throws for a name that is no task of the run.
   */
  restart(task: string): void {
    const index = this.taskOf(task);
    this.trampoline.add(() => {
      this.mustRun[index] = 1;
      this.isSettling = true;
      this.markTasks([index]);
      this.events.emit({ type: 'task-restarted', task, below: [] });
      this.startInOrder([index]);
    });
  }

  /**
   * What a task took and gave when it ran last; `undefined` for one that has failed, has not run, or
   * is to run again. Throws for a name that is no task of the run.
   */
  kept(task: string): Kept | undefined {
    const index = this.taskOf(task);
    const done = this.done[index];
    return done?.failure !== undefined || this.mustRun[index] === 1 ? undefined : done;
  }

  /** No more changes come; the run completes when all is settled. */
  complete(): void {
    this.trampoline.add(() => {
      this.isSourceComplete = true;
      this.checkSettled();
    });
  }

  /** Stops every attempt at work and starts nothing more; the Observables error. */
  cancel(): void {
    this.finish('cancelled', new RunError('cancelled', 'the run was cancelled'));
  }

  /** Ends the run with an error of one that feeds it. */
  fail(error: unknown): void {
    this.finish('failed', error);
  }

  private change(changed: readonly Change[]): void {
    this.isSettling = true;
    this.events.emit({
      type: 'inputs-changed',
      inputs: recordOf(
        changed.map(({ cell }) => this.nameOf(cell)),
        changed.map(({ value, failure }) => failure ?? value),
      ),
    });
    // All marks before any value: nobody may see one branch of a change without the other.
    for (const { cell } of changed) this.markTasks(this.markCell(cell));
    const ready: number[] = [];
    for (const { cell, value, failure } of changed)
      if (failure === undefined) this.settleCell(cell, value, ready);
      else this.failCell(cell, failure, ready);
    this.proceed(ready);
  }

  // What has settled is told to those that wait for it, all at once.
  private proceed(ready: number[]): void {
    this.results.tell();
    this.startInOrder(ready);
    this.checkSettled();
  }

  /** Whether a value is equal to the one that a cell holds, or held last. */
  private isHeld(cell: number, value: unknown): boolean {
    return (
      this.cells.has(cell) &&
      this.cells.failure(cell) === undefined &&
      this.isEqual(this.cells.value(cell), value, cell)
    );
  }

  private isEqual(before: unknown, value: unknown, cell: number): boolean {
    return this.equal === undefined
      ? Object.is(before, value)
      : this.equal(before, value, this.nameOf(cell));
  }

  private nameOf(cell: number): string {
    return this.plan.graph.consumables[cell]?.name ?? '';
  }

  // Gives the tasks that now wait for one thing more.
  private markCell(cell: number): readonly number[] {
    if (!this.cells.mark(cell)) return none;
    this.results.mark(cell);
    const consumers = this.plan.consumers[cell] ?? none;
    for (const task of consumers) this.missing[task] = (this.missing[task] ?? 0) + 1;
    return consumers;
  }

  // What is equal to what was held stays the very same.
  private settleCell(cell: number, value: unknown, ready: number[]): void {
    this.cells.settle(cell, this.isHeld(cell, value) ? this.cells.value(cell) : value);
    this.results.settle(cell);
    this.arrive(this.plan.consumers[cell] ?? none, ready);
  }

  private failCell(cell: number, failure: Failure, ready: number[]): void {
    this.cells.fail(cell, failure);
    this.results.settle(cell);
    this.arrive(this.plan.consumers[cell] ?? none, ready);
  }

  private arrive(waiting: readonly number[], ready: number[]): void {
    for (const task of waiting) {
      const missing = (this.missing[task] ?? 0) - 1;
      this.missing[task] = missing;
      if (missing === 0 && this.isPending[task] === 1) ready.push(task);
    }
  }

  // A flat walk: each task and consumable below is told once, however many ways lead to it.
  private markTasks(first: readonly number[]): void {
    const stack = [...first];
    for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
      this.supersede(task);
      if (this.isPending[task] === 1) continue;
      this.isPending[task] = 1;
      this.pendingTasks += 1;
      for (const { consumable } of this.component(task).outputs)
        for (const next of this.markCell(consumable)) stack.push(next);
      for (const next of this.plan.dependants[task] ?? none) {
        this.missing[next] = (this.missing[next] ?? 0) + 1;
        stack.push(next);
      }
    }
  }

  private supersede(task: number): void {
    const work = this.active[task];
    if (work === undefined) return;
    this.leave(work);
    work.stop();
    this.events.emit({ type: 'task-superseded', task: work.component });
  }

  // Equal readiness is decided by the declaration.
  private startInOrder(ready: number[]): void {
    if (ready.length === 0) return;
    if (ready.length > 1)
      ready.sort((a, b) => this.component(a).declared - this.component(b).declared);
    // One job for all: what they make ready waits its turn behind them in any case.
    this.trampoline.add(() => {
      this.isStarting = true;
      try {
        for (const task of ready) this.start(task);
      } finally {
        this.isStarting = false;
      }
    });
  }

  private start(task: number): void {
    // A change may have come between, and the task wait again or be at work already.
    if (this.isOver || this.missing[task] !== 0 || this.isPending[task] !== 1) return;
    if (this.active[task] !== undefined) return;
    const component = this.component(task);
    const taken = this.taken(component);
    if ('failure' in taken) {
      this.skip(task, taken.failure);
      return;
    }
    const before = this.done[task];
    if (before !== undefined && this.isSame(task, before.taken, taken)) {
      this.events.emit({ type: 'task-kept', task: component.name });
      this.settle(task, before);
    } else {
      const runs = (before?.runs ?? 0) + 1;
      const work = new LiveTask(this.host, task, component, runs, taken);
      this.active[task] = work;
      this.activeTasks += 1;
      work.start(taken);
    }
  }

  /** The values of the inputs, and behind them what stands for the ends that are waited for. */
  private taken({ inputs, dependencies }: Component): readonly unknown[] | Missing {
    const taken = new Array<unknown>(inputs.length + dependencies.length);
    for (let at = 0; at < inputs.length; at += 1) {
      const cell = inputs[at]?.consumable ?? 0;
      const failure = this.cells.failure(cell);
      if (failure !== undefined) return { failure };
      taken[at] = this.cells.value(cell);
    }
    for (let at = 0; at < dependencies.length; at += 1) {
      const end = this.ends[dependencies[at] ?? 0] as E.Either<Failure, number>;
      if (E.isLeft(end)) return { failure: end.left };
      taken[inputs.length + at] = end.right;
    }
    return taken;
  }

  private isSame(task: number, before: readonly unknown[], taken: readonly unknown[]): boolean {
    if (this.mustRun[task] === 1) return false;
    const { inputs } = this.component(task);
    for (let at = 0; at < taken.length; at += 1) {
      const cell = inputs[at]?.consumable;
      const isEqual =
        cell === undefined ? before[at] === taken[at] : this.isEqual(before[at], taken[at], cell);
      if (!isEqual) return false;
    }
    return true;
  }

  /** Now, where tasks are being started one after the other; else on the trampoline. */
  private inTurn(job: (work: TaskRun) => void, work: TaskRun): void {
    if (this.isStarting) job(work);
    else this.trampoline.do(job, work);
  }

  private readonly gave = (work: TaskRun): void => {
    if (!(work instanceof LiveTask) || this.active[work.task] !== work) return;
    const { task, taken, runs, attempt, values: outputs } = work;
    this.publish(task, { taken, outputs, failure: undefined, runs }, attempt);
  };

  private readonly ended = (work: TaskRun): void => {
    if (!(work instanceof LiveTask) || this.active[work.task] !== work) return;
    this.leave(work);
    const { task, taken, runs, attempt, failure } = work;
    if (failure === undefined) this.checkSettled();
    else this.publish(task, { taken, outputs: undefined, failure, runs }, attempt);
    if (work.isHolding) this.letGo(work);
  };

  // What it held goes to whoever came first, those that it made ready among them.
  private letGo(work: LiveTask): void {
    if (this.isOver) {
      work.letGo();
      return;
    }
    this.ending.add(work);
    this.trampoline.add(this.letGoNow, work);
  }

  private readonly letGoNow = (work: LiveTask): void => {
    this.ending.delete(work);
    work.letGo();
  };

  private leave({ task }: LiveTask): void {
    this.active[task] = undefined;
    this.activeTasks -= 1;
  }

  private publish(task: number, done: Done, attempt: number): void {
    const component = this.component(task);
    const { outputs, failure } = done;
    this.done[task] = done;
    this.mustRun[task] = 0;
    if (failure === undefined)
      this.events.emit({
        type: 'task-finished',
        task: component.name,
        attempt,
        outputs: outputs ?? {},
      });
    else this.events.emit({ type: 'task-failed', task: component.name, failure });
    // A sink may have ended the run, or changed its inputs, just now.
    if (this.isOver) return;
    // Another value of a task at work is a change like one of an input: marks first.
    if (this.isPending[task] !== 1) {
      this.isSettling = true;
      for (const { name, consumable } of component.outputs)
        if (failure !== undefined || !this.isHeld(consumable, outputs?.[name]))
          this.markTasks(this.markCell(consumable));
    }
    this.settle(task, done);
  }

  private skip(task: number, failure: Failure): void {
    this.events.emit({ type: 'task-skipped', task: this.component(task).name, cause: failure });
    if (!this.isOver) this.settle(task, { outputs: undefined, failure, runs: 0 });
  }

  private settle(task: number, { outputs, failure, runs }: Omit<Done, 'taken'>): void {
    const ready: number[] = [];
    for (const { name, consumable } of this.component(task).outputs)
      if (this.cells.isPending(consumable))
        if (failure === undefined) this.settleCell(consumable, outputs?.[name], ready);
        else this.failCell(consumable, failure, ready);
    if (this.isPending[task] === 1) {
      this.isPending[task] = 0;
      this.pendingTasks -= 1;
      const dependants = this.plan.dependants[task] ?? none;
      if (dependants.length > 0) {
        this.ends[task] = failure === undefined ? E.right(runs) : E.left(failure);
        this.arrive(dependants, ready);
      }
    }
    this.proceed(ready);
  }

  private taskOf(name: string): number {
    const index = this.plan.taskOf(name);
    if (index === undefined || this.plan.wanted[index] !== 1)
      throw new RangeError(`the run has no task \`${name}\``);
    return index;
  }

  private component(task: number): Component {
    return this.components[task] as Component;
  }

  private checkSettled(): void {
    if (this.isOver) return;
    if (this.pendingTasks === 0 && this.isSettling) {
      this.isSettling = false;
      this.events.emit({ type: 'run-settled', outputs: this.results.latest });
    }
    if (!this.isSourceComplete || this.activeTasks > 0) return;
    const { graph } = this.plan;
    const missing = missingInputs(graph, (name) => {
      const id = this.plan.consumableOf(name);
      return id !== undefined && this.cells.has(id);
    });
    if (missing.length > 0) this.fail(new InputError(missing));
    else if (this.pendingTasks === 0) this.finish('done');
  }

  private finish(outcome: Outcome, error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.trampoline.close();
    for (const work of this.active) {
      if (work === undefined) continue;
      work.stop();
      this.events.emit({ type: 'task-cancelled', task: work.component });
    }
    this.active.length = 0;
    for (const work of this.ending) work.letGo();
    this.events.complete({ type: 'run-finished', outcome, outputs: this.results.latest });
    this.cells.close(error);
    if (error === undefined) this.results.state.complete();
    else this.results.state.error(error);
  }
}
