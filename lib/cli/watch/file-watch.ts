import { dirname } from 'node:path';

import {
  asyncScheduler,
  type Observable,
  type SchedulerAction,
  type SchedulerLike,
  Subject,
  type Subscription,
} from 'rxjs';

/** What a file holds, so that one that is the same as before is told from one that is not. */
export type Fingerprint = (path: string) => string;

/** Tells, soon after, that something has happened in one of these folders; more often than needed. */
export interface Hints {
  readonly watch: (folders: ReadonlySet<string>, files: ReadonlySet<string>) => void;
  readonly hints$: Observable<unknown>;
}

// In milliseconds: how long nothing may change before a change is told; an editor that writes in
// several steps, or several files that are saved together, are one change.
const quiet = 60;

// Of a file that is written all the time.
const longest = 2000;

// Some changes no hint tells: on a network drive, or where a folder was moved away and back.
const unhinted = 1000;

/**
 * Tells which files of a set have changed, in whatever way they were written: in place, by a file
 * that is moved over them, deleted and made again, with their folder. What counts is what stands
 * there when nothing has changed for a moment.
 */
export class FileWatch {
  /** The paths that have changed, at once. */
  readonly changes$: Observable<ReadonlySet<string>>;
  private readonly changes = new Subject<ReadonlySet<string>>();
  private readonly fingerprint: Fingerprint;
  private readonly hints: Hints;
  private readonly scheduler: SchedulerLike;
  private readonly told = new Map<string, string>();
  private readonly seen = new Map<string, string>();
  private readonly hinted: Subscription;
  private next: Subscription | undefined;
  private isSoon = false;
  private firstAt: number | undefined;

  constructor(fingerprint: Fingerprint, hints: Hints, scheduler: SchedulerLike = asyncScheduler) {
    this.fingerprint = fingerprint;
    this.hints = hints;
    this.scheduler = scheduler;
    this.changes$ = this.changes.asObservable();
    this.hinted = hints.hints$.subscribe(() => {
      if (!this.isSoon) this.lookIn(quiet);
    });
    this.lookIn(unhinted);
  }

  /**
   * Watches these files and no others. Of those that are new, what changes from now on is told.
   * Called before they are read, nothing is missed.
   */
  watch(files: ReadonlySet<string>): void {
    for (const path of [...this.told.keys()])
      if (!files.has(path)) {
        this.told.delete(path);
        this.seen.delete(path);
      }
    for (const path of files) {
      if (this.told.has(path)) continue;
      const now = this.fingerprint(path);
      this.told.set(path, now);
      this.seen.set(path, now);
    }
    this.hints.watch(new Set([...files].map((path) => dirname(path))), files);
  }

  close(): void {
    this.hinted.unsubscribe();
    this.next?.unsubscribe();
    this.changes.complete();
  }

  private lookIn(milliseconds: number): void {
    this.next?.unsubscribe();
    this.isSoon = milliseconds === quiet;
    const look = function (this: SchedulerAction<FileWatch>, watch?: FileWatch): void {
      watch?.look();
    };
    this.next = this.scheduler.schedule(look, milliseconds, this);
  }

  private look(): void {
    let isMoving = false;
    for (const [path, before] of this.seen) {
      const now = this.fingerprint(path);
      if (now === before) continue;
      isMoving = true;
      this.seen.set(path, now);
    }
    const changed = [...this.seen].filter(([path, now]) => this.told.get(path) !== now);
    if (changed.length === 0) {
      this.firstAt = undefined;
      this.lookIn(isMoving ? quiet : unhinted);
      return;
    }
    this.firstAt ??= this.scheduler.now();
    if (isMoving && this.scheduler.now() - this.firstAt < longest) {
      this.lookIn(quiet);
      return;
    }
    this.firstAt = undefined;
    for (const [path, now] of changed) this.told.set(path, now);
    this.lookIn(unhinted);
    this.changes.next(new Set(changed.map(([path]) => path)));
  }
}
