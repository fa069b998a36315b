import type { Component } from '../../graph/graph.js';
import type { EventBody } from '../event.js';
import type { Failure } from '../failure.js';
import type { Plan } from '../plan.js';
import type { PolicySettings } from '../policy.js';
import { AtWork } from './at-work.js';
import type { Cells } from './cells.js';
import type { Done, Kept } from './kept.js';
import type { TaskHost, TaskRun } from '../task-run.js';
import { LiveTask } from './live-task.js';
import type { Marks } from './marks.js';
import type { TaskInputs } from './task-inputs.js';

/** The parts of a live run that its tasks have to do with. */
interface LiveParts {
  readonly plan: Plan;
  readonly settings: PolicySettings;
  readonly cells: Cells;
  readonly marks: Marks;
  readonly inputs: TaskInputs;
  readonly emit: (event: EventBody) => void;
  /** Called where something begins to change that did not follow from what has changed before. */
  readonly changing: () => void;
  /** Called when all that settles at once has settled, with the tasks that are ready by it. */
  readonly proceed: (ready: number[]) => void;
  /** Called when a task is no longer at work. */
  readonly idle: () => void;
}

/** The tasks of a live run: which are at work, and what came of each when it ran last. */
export class LiveTasks {
  private readonly parts: LiveParts;
  private readonly components: readonly Component[];
  private readonly done: (Done | undefined)[];
  /** Those that were restarted, and have not run since. */
  private readonly mustRun: Uint8Array;
  private readonly atWork: AtWork;
  private readonly host: TaskHost;
  private isStarting = false;
  private isOver = false;

  constructor(parts: LiveParts, kept?: (component: Component) => Kept | undefined) {
    this.parts = parts;
    this.components = parts.plan.graph.components;
    this.done = this.components.map((component) => {
      const held = kept?.(component);
      return held === undefined ? undefined : { ...held, failure: undefined };
    });
    this.mustRun = new Uint8Array(this.components.length);
    const { settings, emit } = parts;
    this.atWork = new AtWork(this.components.length, settings.trampoline, emit);
    this.host = {
      settings,
      emit,
      taken: (task) => this.atWork.at(task)?.taken ?? [],
      gave: (work) => {
        this.inTurn(this.gave, work);
      },
      ended: (work) => {
        this.inTurn(this.ended, work);
      },
    };
  }

  get areAtWork(): boolean {
    return this.atWork.isAny;
  }

  /** What a task took and gave, if it did well when it ran last and is not to run again. */
  kept(task: number): Kept | undefined {
    const done = this.done[task];
    const work = this.atWork.at(task);
    const isNoMore = this.mustRun[task] === 1 || (work !== undefined && this.isPart(work));
    return done?.failure !== undefined || isNoMore ? undefined : done;
  }

  // Whether what is known of a task is what its work at hand gave so far, and not all of it.
  private isPart({ task, taken }: LiveTask): boolean {
    return this.done[task]?.taken === taken;
  }

  /** The next start of the task is a run, whatever it takes. */
  mustRunAgain(task: number): void {
    this.mustRun[task] = 1;
  }

  /** Starts those that are ready; equal readiness is decided by the declaration. */
  startInOrder(ready: number[]): void {
    if (ready.length === 0) return;
    if (ready.length > 1)
      ready.sort((a, b) => this.component(a).declared - this.component(b).declared);
    // One job for all: what they make ready waits its turn behind them in any case.
    this.parts.settings.trampoline.add(() => {
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
    if (this.isOver || !this.parts.marks.isReady(task) || this.atWork.at(task) !== undefined)
      return;
    const component = this.component(task);
    const taken = this.parts.inputs.taken(component);
    if ('failure' in taken) {
      this.skip(task, taken.failure);
      return;
    }
    const before = this.done[task];
    if (
      before !== undefined &&
      this.mustRun[task] !== 1 &&
      this.parts.inputs.isSame(component, before.taken, taken)
    ) {
      this.parts.emit({ type: 'task-kept', task: component.name });
      this.settle(task, before);
      return;
    }
    this.run(task, taken);
  }

  private run(task: number, taken: readonly unknown[]): void {
    // An equality that was passed in may have ended it all just now.
    if (this.isOver) return;
    const work = new LiveTask(this.host, task, this.component(task), taken);
    this.atWork.enter(work);
    work.start();
  }

  private skip(task: number, failure: Failure): void {
    this.parts.emit({ type: 'task-skipped', task: this.component(task).name, cause: failure });
    if (!this.isOver) this.settle(task, { taken: [], outputs: undefined, failure });
  }

  /** Now, where tasks are being started one after the other; else on the trampoline. */
  private inTurn(job: (work: TaskRun) => void, work: TaskRun): void {
    if (this.isStarting) job(work);
    else this.parts.settings.trampoline.do(job, work);
  }

  private readonly gave = (work: TaskRun): void => {
    if (!this.isAtWork(work)) return;
    const { task, taken, attempt, values: outputs } = work;
    this.publish(task, { taken, outputs, failure: undefined }, attempt);
  };

  private readonly ended = (work: TaskRun): void => {
    if (!this.isAtWork(work)) return;
    this.atWork.leave(work);
    const { task, taken, attempt, failure } = work;
    if (failure === undefined) this.parts.idle();
    else this.publish(task, { taken, outputs: undefined, failure }, attempt);
    if (work.isHolding) this.atWork.letGo(work);
  };

  private isAtWork(work: TaskRun): work is LiveTask {
    return this.atWork.at(work.task) === work;
  }

  private publish(task: number, done: Done, attempt: number): void {
    const { marks, cells, emit, changing } = this.parts;
    const component = this.component(task);
    const { outputs, failure } = done;
    this.done[task] = done;
    this.mustRun[task] = 0;
    if (failure === undefined)
      emit({ type: 'task-finished', task: component.name, attempt, outputs: outputs ?? {} });
    else emit({ type: 'task-failed', task: component.name, failure });
    // A sink may have ended the run, or changed its inputs, just now.
    if (this.isOver) return;
    // Another value of a task at work is a change like one of an input, and so is its end by a
    // failure: marks first.
    if (!marks.isPending(task)) {
      changing();
      if (failure !== undefined) marks.markTasks([task]);
      else
        for (const { name, consumable } of component.outputs)
          if (!cells.isHeld(consumable, outputs?.[name])) marks.markBelow(consumable);
    }
    this.settle(task, done);
  }

  private settle(task: number, { taken, outputs, failure }: Done): void {
    const { plan, marks, cells, inputs, proceed } = this.parts;
    const ready: number[] = [];
    for (const { name, consumable } of this.component(task).outputs)
      if (cells.isPending(consumable))
        marks.settleCell(consumable, outputs?.[name], failure, ready);
    if (marks.isPending(task)) {
      if (plan.dependants.areAny(task)) inputs.end(task, taken, failure);
      marks.settleTask(task, ready);
    }
    proceed(ready);
  }

  /** Stops a task if it is at work: what it takes has changed. */
  supersede(task: number): void {
    const work = this.atWork.at(task);
    if (work === undefined) return;
    if (this.isPart(work)) this.mustRun[task] = 1;
    this.atWork.supersede(work);
  }

  /** Stops all that are at work, and starts nothing more. */
  stop(): void {
    this.isOver = true;
    this.atWork.stop();
  }

  private component(task: number): Component {
    return this.components[task] as Component;
  }
}
