import { hasTask, outermost } from '../../graph/component-at.js';
import { firstValueFrom, fromEvent, type Observable, ReplaySubject, Subscription } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { frozenValues } from '../../runners/values/frozen.js';
import { checkRunOptions, UnknownTaskError } from '../check-options.js';
import type { Settled } from '../consumables.js';
import type { EventBody, Outcome, RunEvent, Values } from '../events/event.js';
import { EventStream } from '../events/event-stream.js';
import type { BegunRun, KeptRun } from './keeping.js';
import { execute } from '../execute.js';
import { Execution, type OnFailure } from '../execution.js';
import type { TaskState } from '../task-state.js';
import { InnerStates } from '../inner-states.js';
import { type Failure, RunError, saidOf, stoppedBy } from '../failure.js';
import { type OutputPart, partsOf } from '../events/output-parts.js';
import { type Plan, planOf } from '../plan.js';
import type { RunOptions } from './run-options.js';
import { type Part, type Settings, settingsOf } from '../settings.js';
import { consumableNamed } from './consumable-named.js';
import { consumableValue } from './consumable-value.js';
import type { TaskWrapper } from '../wrappers/task-wrapper.js';
import { quoted } from '../../diagnostics/wording.js';

/** What a run is a part of, and what it is kept by. */
interface PartOf extends Part {
  readonly keep?: (run: BegunRun) => KeptRun | Promise<KeptRun>;
}

/**
 * One execution of a pipeline, held by whoever started it. Starts when it is made, or, where it is
 * kept, when it is. `inputs` are checked already, one value for each input of the pipeline.
 */
export class Run<out O extends Values = Values> {
  readonly id: string;
  private readonly plan: Plan;
  private readonly onFailure: OnFailure;
  private readonly settings: Settings;
  private readonly execution: Execution;
  private readonly events: EventStream;
  private readonly result = new ReplaySubject<Values>(1);
  /** What may end the run from outside. */
  private stops: Subscription | undefined;
  private readonly inner: InnerStates | undefined;
  private kept: KeptRun | undefined;
  private hasBegun = false;
  /** What ends it as soon as it has begun. */
  private early: (() => void) | undefined;
  private isOver = false;

  constructor(graph: Graph, inputs: Values, options: RunOptions = {}, part: PartOf = {}) {
    const { keep } = part;
    const { timeout = graph.timeout, signal } = options;
    checkRunOptions(graph, options);
    this.id = options.id ?? globalThis.crypto.randomUUID();
    this.plan = planOf(graph, options.only);
    // An item of many mostly has nothing within its tasks.
    this.inner = this.plan.hasInner ? new InnerStates(this.plan) : undefined;
    this.onFailure = options.onFailure ?? 'stop';
    // What workers have made of a run that is kept may be found again.
    const remote =
      keep === undefined ? options.remote : (options.remote?.lasting ?? options.remote);
    // Those of the store come to them before it begins.
    const taskWrappers: TaskWrapper[] = [];
    const parts = {
      emit: (event: EventBody) => this.events.emit(event),
      execute,
      remote,
      taskWrappers,
      inner: this.inner,
    };
    this.settings = settingsOf(graph, options, this.id, parts, part);
    this.execution = new Execution(this.plan, this.settings, this.onFailure, (outcome) => {
      this.finish(outcome);
    });
    const { sinks = [] } = options;
    this.events = new EventStream(
      this.id,
      this.settings.scheduler,
      keep === undefined ? sinks : [(event: RunEvent) => this.kept?.sink(event), ...sinks],
    );
    if (timeout !== undefined)
      this.stopWith(
        this.settings.scheduler.schedule(() => {
          this.finish('timeout');
        }, timeout),
      );
    if (signal !== undefined)
      this.stopWith(
        fromEvent(signal, 'abort').subscribe(() => {
          this.stopBy(signal);
        }),
      );
    const given = this.settings.freezes ? frozenValues(inputs) : inputs;
    const begin = (kept?: KeptRun): void => {
      this.kept = kept;
      taskWrappers.push(...(kept?.lookups ?? []), ...(options.taskWrappers ?? []));
      if (kept !== undefined) taskWrappers.push(kept.commit);
      this.settings.trampoline.add(() => {
        this.begin(graph, given, signal);
      });
    };
    const fail = (error: unknown): void => {
      this.fail(messageOf(error), error);
    };
    const kept = keep?.({ id: this.id, seed: this.settings.seed, fail });
    if (!(kept instanceof Promise)) begin(kept);
    else
      void kept.then(begin, (error: unknown) => {
        // In place of what may have been to end it.
        this.early = () => {
          fail(error);
        };
        begin();
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
  get outputs$(): Observable<O> {
    // What ports give was read by their codecs, from which `O` follows.
    return this.result.asObservable() as Observable<O>;
  }

  /** The same as a promise. Where nobody asks for it a failure is no unhandled rejection. */
  get outputs(): Promise<O> {
    return firstValueFrom(this.outputs$);
  }

  /**
   * The value of a consumable by its full name, once it is there: at once where it is already.
   * Completes without one where it is absent. Errors with a `RunError` where its task fails or is skipped; after a restart, subscribe anew.
   * Throws for a name that the pipeline does not have.
   */
  consumable(name: string): Observable<unknown> {
    const id = consumableNamed(this.plan, name);
    // After a restart it is another subject.
    const consumable = (): ReplaySubject<Settled> =>
      this.execution.wiring.consumables[id] as ReplaySubject<Settled>;
    return consumableValue(consumable, name, this.result);
  }

  /**
   * The parts of an output as its runner gives them (`context.part`), by its full name or the way to it
   * (`draft.text`, `read[3]/ocr.text`), from now on. Completes when its task has ended, or the run.
   * Throws for what no component publishes.
   */
  parts(name: string): Observable<OutputPart> {
    return partsOf(this.plan.graph, this.events$, name);
  }

  /**
   * The state of a task by its component's name, or by the way to it (`read[3]`, `read/ocr`);
   * `undefined` for one that is not run, or not yet known. Throws an `UnknownTaskError` for what is none.
   */
  state(task: string): TaskState | undefined {
    const { graph } = this.plan;
    const index = this.indexOf(task);
    if (index !== undefined) return this.execution.states[index];
    if (!hasTask(graph, task)) throw new UnknownTaskError(graph, task);
    return this.inner?.of(task, (way) => this.state(way));
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
    if (!this.hasBegun) {
      this.early ??= () => this.fail(message, error);
      return true;
    }
    this.events.emit({ type: 'stray-failure', message, tasks: this.tasksAtWork, error });
    this.finish('failed', new RunError('failed', message, this.execution.failuresTold, error));
    return true;
  }

  /** The names of the tasks that have an attempt at work, or wait for one. */
  get tasksAtWork(): readonly string[] {
    return this.execution.tasksAtWork;
  }

  /**
   * Runs a failed task again, and after it what was skipped below it. Only while the run is held
   * open (`onFailure: 'hold'`); throws for a task that has not failed,
   * with an `UnknownTaskError` for what is none.
   */
  restart(task: string): void {
    // What is within a task is run again with it; elements that are done are kept.
    const name = outermost(task);
    const index = hasTask(this.plan.graph, task) ? this.indexOf(name) : undefined;
    if (this.isOver) throw new RangeError('the run has ended');
    if (index === undefined) throw new UnknownTaskError(this.plan.graph, task);
    if (this.execution.states[index] !== 'failed')
      throw new RangeError(`${quoted(task)} has not failed: only a failed task can be restarted`);
    if (!this.execution.failures.has(index))
      throw new RangeError(`${quoted(task)} has \`onFailure: omit\`: the run continued without it`);
    const below = this.execution.restart(index).map((one) => this.execution.nameOf(one));
    this.events.emit({ type: 'task-restarted', task: name, below });
    this.execution.dispatchAgain(index);
  }

  private begin(graph: Graph, inputs: Values, signal: AbortSignal | undefined): void {
    this.hasBegun = true;
    this.events.emit({ type: 'run-started', graph, inputs, seed: this.settings.seed });
    this.early?.();
    if (signal?.aborted) this.stopBy(signal);
    if (!this.isOver) this.execution.begin(inputs);
  }

  private stopWith(stop: Subscription): void {
    (this.stops ??= new Subscription()).add(stop);
  }

  private stopBy({ reason }: AbortSignal): void {
    const isTimeUp = reason instanceof Error && reason.name === 'TimeoutError';
    this.finish(isTimeUp ? 'timeout' : 'cancelled');
  }

  private finish(outcome: Outcome, error?: RunError): void {
    if (this.isOver) return;
    if (!this.hasBegun) {
      this.early ??= () => {
        this.finish(outcome, error);
      };
      return;
    }
    this.isOver = true;
    this.stops?.unsubscribe();
    this.execution.stop();
    this.settings.own.end();
    // Behind what is being stopped at this moment, whose end a sink may have ended the run at.
    this.settings.trampoline.add(() => {
      this.close(outcome, error);
    });
  }

  private close(outcome: Outcome, error: RunError | undefined): void {
    this.execution.tellUnsettled();
    const outputs = this.execution.outputsThere(outcome);
    this.events.complete({ type: 'run-finished', outcome, outputs });
    const settle = (): void => {
      if (outcome === 'done') {
        this.result.next(outputs);
        this.result.complete();
      } else {
        const failures = this.execution.failuresTold;
        this.result.error(error ?? new RunError(outcome, reasonOf(outcome, failures), failures));
      }
    };
    if (this.kept === undefined) settle();
    else
      void this.kept.end(outcome, outputs).then(settle, (why: unknown) => {
        const failures = this.execution.failuresTold;
        this.result.error(error ?? new RunError('failed', messageOf(why), failures, why));
      });
  }

  private indexOf(task: string): number | undefined {
    const index = this.plan.taskOf(task);
    return index === undefined || this.plan.wanted[index] !== 1 ? undefined : index;
  }
}

const reasonOf = (outcome: Exclude<Outcome, 'done'>, [first]: readonly Failure[]): string => {
  if (outcome !== 'failed') return stoppedBy[outcome];
  return first === undefined ? 'the run failed' : saidOf(first);
};
