import { Subject } from 'rxjs';

import type { Task } from '../task.js';
import type { Wiring } from '../wiring.js';

/** The tasks of a live run that are at work: each stays wired, to be dispatched again and again. */
export class AtWork {
  private readonly wiring: Wiring;
  private readonly active: (Task | undefined)[] = [];
  private readonly dispatched: (Subject<Task | undefined> | undefined)[] = [];
  private count = 0;

  constructor(wiring: Wiring) {
    this.wiring = wiring;
  }

  get isAny(): boolean {
    return this.count > 0;
  }

  at(task: number): Task | undefined {
    return this.active[task];
  }

  dispatch(task: Task): void {
    this.active[task.index] = task;
    this.count += 1;
    (this.dispatched[task.index] ??= this.wired(task.index)).next(task);
  }

  private wired(index: number): Subject<Task | undefined> {
    const dispatched = new Subject<Task | undefined>();
    this.wiring.live$(dispatched).subscribe((told) => {
      const task = this.active[index];
      if (task !== undefined) {
        if (told.kind === 'N') task.next(told.value);
        else if (told.kind === 'E') task.error(told.error);
        else task.complete();
      }
    });
    return dispatched;
  }

  /** It is at work no longer. */
  leave(task: Task): void {
    this.active[task.index] = undefined;
    this.count -= 1;
  }

  /** Stops a task at work. */
  stop(task: Task): void {
    this.leave(task);
    task.isStopped = true;
    this.dispatched[task.index]?.next(undefined);
  }

  /** Stops all, and tells of each. */
  stopAll(told: (task: Task) => void): void {
    const tasks = this.active.filter((task) => task !== undefined);
    // All are stopped before any releases a slot, which another of them would get.
    for (const task of tasks) task.isStopped = true;
    for (const task of tasks) {
      this.stop(task);
      told(task);
    }
  }
}
