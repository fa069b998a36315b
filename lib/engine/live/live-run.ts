import * as E from 'fp-ts/lib/Either.js';
import { distinctUntilChanged, filter, map, type Observable } from 'rxjs';

import { elementOf, hasTask, outermost } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import { checkLiveOptions, UnknownTaskError } from '../check-options.js';
import { InputError, missingInputs, type NeededInputs, neededInputs } from '../run/bind-inputs.js';
import type { Outcome, RunEvent, Values } from '../events/event.js';
import { EventStream } from '../events/event-stream.js';
import { RunError } from '../failure.js';
import { type Plan, planOf } from '../plan.js';
import { execute } from '../execute.js';
import { type Settings, settingsOf } from '../settings.js';
import { recordOf } from '../port-values.js';
import { Wiring } from '../wiring.js';
import { Cells } from './cells.js';
import { type Change, changeProblems, changesOf, nameProblems } from './change.js';
import { Equality } from './equality.js';
import { FrozenInputs } from './frozen-inputs.js';
import { consumableNamed } from '../run/consumable-named.js';
import type { Kept } from './kept-outputs.js';
import type { LiveOptions } from './live-options.js';
import { LiveOutputs } from './live-outputs.js';
import type { LiveState } from './live-state.js';
import { LiveTasks } from './live-tasks.js';
import { PendingMarks } from './pending-marks.js';

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
  private readonly needed: NeededInputs;
  private readonly settings: Settings;
  private readonly cells: Cells;
  private readonly events: EventStream;
  private readonly results: LiveOutputs;
  private readonly marks: PendingMarks;
  private readonly tasks: LiveTasks;
  private readonly frozen = new FrozenInputs();
  /** Whether something has changed since it was told that all is settled. */
  private isSettling = true;
  private isSourceComplete = false;
  private isOver = false;

  constructor(graph: Graph, options: LiveOptions = {}) {
    const { only } = options;
    checkLiveOptions(graph, options);
    const lookups = options.store?.lookups(graph, options) ?? [];
    this.id = options.id ?? globalThis.crypto.randomUUID();
    this.plan = planOf(graph, only);
    this.needed = neededInputs(graph, only);
    this.settings = {
      ...settingsOf(graph, options, this.id, {
        emit: (event) => this.events.emit(event),
        execute,
        remote: options.remote,
        inner: undefined,
        taskWrappers: [...lookups, ...(options.taskWrappers ?? [])],
      }),
      isLive: true,
      isSameElement: (before, value, name) => equality.isSame(before, value, name),
    };
    const equality = new Equality(
      options.equal,
      (cell) => graph.consumables[cell]?.name,
      (error) => {
        this.fail(error);
      },
    );
    const wiring = new Wiring({
      plan: this.plan,
      settings: this.settings,
      counting: 'every',
      isKept: (task, taken) => this.tasks.isKept(task, taken),
    });
    this.cells = new Cells(wiring.consumables, equality);
    this.events = new EventStream(this.id, this.settings.scheduler, options.sinks ?? []);
    this.results = new LiveOutputs(
      graph.outputs.filter(({ name }) => only === undefined || only.includes(name)),
      this.cells,
      graph.consumables.length,
    );
    this.marks = new PendingMarks(this.plan, this.cells, this.results, (task) => {
      this.tasks.supersede(task);
    });
    this.tasks = new LiveTasks(
      {
        plan: this.plan,
        settings: this.settings,
        cells: this.cells,
        marks: this.marks,
        wiring,
        equality,
        changing: () => {
          this.isSettling = true;
        },
        proceed: (ready) => {
          this.proceed(ready);
        },
        idle: () => {
          this.checkSettled();
        },
      },
      options.kept,
    );
    this.settings.trampoline.add(() => {
      this.events.emit({ type: 'run-started', graph, inputs: {}, seed: this.settings.seed });
      const ready = graph.components.flatMap((_, task) => (this.marks.isReady(task) ? [task] : []));
      this.marks.follow(ready);
      this.tasks.endIdle(ready);
      this.tasks.dispatchAll(ready);
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
    return this.cells.watch(consumableNamed(this.plan, name));
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
    const problems = nameProblems(this.plan, inputs);
    if (problems.length > 0) {
      this.fail(new InputError(problems));
      return;
    }
    this.settings.trampoline.add(() => {
      if (this.isOver) return;
      const own = this.settings.freezes ? this.frozen.of(inputs) : inputs;
      const changed = changesOf(this.plan, own).filter(
        ({ cell, value, failure }) =>
          failure !== undefined || !this.cells.isHeld(cell, value) || this.cells.isPending(cell),
      );
      if (changed.length > 0) this.change(changed);
    });
  }

  /**
   * Runs a task again though nothing has changed, and what follows from it if its outputs do; of a list
   * one element (`read[3]`). What is within a pipeline runs again with all of it. When the run is over it
   * has no effect. Throws an `UnknownTaskError` for what is no task of the run, and a `RangeError` for an
   * element that there is not.
   */
  restart(task: string): void {
    const index = this.taskOf(task);
    const element = elementOf(task);
    if (element !== undefined) this.tasks.checkElement(index, element);
    this.settings.trampoline.add(() => {
      if (this.isOver) return;
      this.tasks.mustRunAgain(index, element);
      this.isSettling = true;
      this.marks.markTasks([index]);
      this.events.emit({ type: 'task-restarted', task: outermost(task), below: [] });
      this.proceed([index]);
    });
  }

  /**
   * What a task took and gave when it ran last; `undefined` for one that has failed, has not run, or
   * is to run again. Throws an `UnknownTaskError` for what is no task of the run.
   */
  kept(task: string): Kept | undefined {
    return this.tasks.kept(this.taskOf(task));
  }

  /** No more changes come; the run completes when all is settled. */
  complete(): void {
    this.settings.trampoline.add(() => {
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
    for (const { cell } of changed) this.marks.markBelow(cell);
    const ready: number[] = [];
    for (const { cell, value, failure } of changed)
      this.marks.settleCell(cell, failure === undefined ? E.right(value) : E.left(failure), ready);
    this.proceed(ready);
  }

  // What has settled is told to those that wait for it, all at once.
  private proceed(ready: number[]): void {
    this.marks.follow(ready);
    this.tasks.endIdle(ready);
    this.results.tell();
    this.tasks.dispatchAll(ready);
    this.checkSettled();
  }

  private nameOf(cell: number): string {
    return this.plan.graph.consumables[cell]?.name ?? '';
  }

  private taskOf(name: string): number {
    const { graph, wanted } = this.plan;
    const index = hasTask(graph, name) ? this.plan.taskOf(outermost(name)) : undefined;
    if (index === undefined || wanted[index] !== 1) throw new UnknownTaskError(graph, name);
    return index;
  }

  private checkSettled(): void {
    if (this.isOver) return;
    if (this.marks.tasks === 0 && this.isSettling) {
      this.isSettling = false;
      this.events.emit({ type: 'run-settled', outputs: this.results.latest });
    }
    if (!this.isSourceComplete || this.tasks.areAtWork) return;
    const { graph } = this.plan;
    const isThere = (name: string): boolean => {
      const id = this.plan.consumableOf(name);
      return id !== undefined && this.cells.has(id);
    };
    const missing = missingInputs(graph, isThere, this.needed);
    if (missing.length > 0) this.fail(new InputError(missing));
    else if (this.marks.tasks === 0) this.finish('done');
  }

  private finish(outcome: Outcome, error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.settings.own.end();
    this.tasks.stop();
    // Behind what is being stopped at this moment, whose end a sink may have ended the run at.
    this.settings.trampoline.add(() => {
      this.events.complete({ type: 'run-finished', outcome, outputs: this.results.latest });
      this.cells.close(error);
      if (error === undefined) this.results.state.complete();
      else this.results.state.error(error);
    });
  }
}
