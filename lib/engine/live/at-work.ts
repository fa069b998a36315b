import type { EventBody } from '../event.js';
import type { Trampoline } from '../trampoline.js';
import type { LiveTask } from './live-task.js';

/** The tasks of a live run that are at work, and those that have ended and still hold slots. */
export class AtWork {
  private readonly trampoline: Trampoline;
  private readonly emit: (event: EventBody) => void;
  private readonly active: (LiveTask | undefined)[];
  private readonly ending = new Set<LiveTask>();
  private count = 0;
  private isOver = false;

  constructor(tasks: number, trampoline: Trampoline, emit: (event: EventBody) => void) {
    this.trampoline = trampoline;
    this.emit = emit;
    this.active = new Array<undefined>(tasks).fill(undefined);
  }

  get isAny(): boolean {
    return this.count > 0;
  }

  at(task: number): LiveTask | undefined {
    return this.active[task];
  }

  enter(work: LiveTask): void {
    this.active[work.task] = work;
    this.count += 1;
  }

  leave({ task }: LiveTask): void {
    this.active[task] = undefined;
    this.count -= 1;
  }

  /** Stops a task: what it takes has changed. */
  supersede(work: LiveTask): void {
    this.leave(work);
    work.stop();
    this.emit({ type: 'task-superseded', task: work.component });
  }

  /** What a task that has ended held goes to whoever came first, those that it made ready among them. */
  letGo(work: LiveTask): void {
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

  /** Stops all. */
  stop(): void {
    this.isOver = true;
    for (const work of this.active) {
      if (work === undefined) continue;
      work.stop();
      this.emit({ type: 'task-cancelled', task: work.component });
    }
    this.active.length = 0;
    for (const work of this.ending) work.letGo();
  }
}
