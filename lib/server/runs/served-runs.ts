import { filter, mergeMap, Subject, take } from 'rxjs';

import { type Problem, tryLater } from '../problem.js';
import type { Settings } from '../server-options.js';
import type { Metrics } from '../metrics.js';
import { type NewServedRun, ServedRun } from './served-run.js';

const ending = (): Problem =>
  tryLater(503, 'ending', 'the server is shutting down: it takes no more runs');

/** The runs of a server: a bounded number waits, a bounded number is at work, a bounded number is kept. */
export class ServedRuns {
  private readonly settings: Settings;
  private readonly metrics: Metrics;
  private readonly runs = new Map<string, ServedRun>();
  private readonly asked = new Subject<ServedRun>();
  private arriving = 0;
  private isEnding = false;

  constructor(settings: Settings, metrics: Metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.asked
      .pipe(
        mergeMap(async (run) => {
          await run.begin();
        }, settings.concurrency),
      )
      .subscribe();
  }

  /** The latest first. */
  get all(): readonly ServedRun[] {
    return [...this.runs.values()].reverse();
  }

  get isTaking(): boolean {
    return !this.isEnding;
  }

  /**
   * Takes a place for a run that is about to be added; gives what gives it up. Throws a `Problem` where no
   * more are taken.
   */
  reserve(): () => void {
    if (this.isEnding) throw ending();
    const { waiting, concurrency } = this.settings;
    const count = (wanted: string): number =>
      this.all.filter(({ state }) => state === wanted).length;
    const free = Math.max(0, concurrency - count('running'));
    if (count('waiting') + this.arriving >= waiting + free) {
      this.metrics.refused += 1;
      throw tryLater(
        429,
        'too-many-runs',
        `too many runs wait (at most ${waiting}): try again later`,
      );
    }
    this.arriving += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.arriving -= 1;
      isHeld = false;
    };
  }

  /** Throws a `Problem`, and lets go of it, where no more are taken. */
  add(told: NewServedRun): ServedRun {
    if (this.isEnding) {
      told.runnable.release().catch(this.settings.onError);
      throw ending();
    }
    const run = new ServedRun(told, this.settings);
    // One that is gone on with comes after those that were begun meanwhile.
    this.runs.get(run.id)?.forget();
    this.runs.delete(run.id);
    this.runs.set(run.id, run);
    run.states$
      .pipe(
        filter((state) => state === 'running'),
        take(1),
      )
      .subscribe(() => {
        this.metrics.runBegan(run);
      });
    run.states$.subscribe({
      complete: () => {
        this.metrics.runEnded(run);
        this.prune();
      },
    });
    this.prune();
    this.asked.next(run);
    return run;
  }

  find(id: string): ServedRun | undefined {
    return this.runs.get(id);
  }

  /** Takes no more, lets go of what waits or is held, and waits for what is at work, or ends it then. */
  async end(drain: number): Promise<void> {
    this.isEnding = true;
    for (const run of this.all) {
      if (run.state === 'waiting') run.leave();
      if (run.state === 'held') run.fail('the server has ended');
    }
    const atWork = this.all.filter(({ ended }) => ended === undefined);
    const over = Promise.all(
      atWork.map(
        (run) =>
          new Promise<void>((resolve) => {
            run.states$.subscribe({
              next: (state) => {
                if (state === 'held') run.fail('the server has ended');
              },
              complete: resolve,
            });
          }),
      ),
    );
    const timer = setTimeout(() => {
      for (const run of atWork) run.leave();
    }, drain);
    await over;
    clearTimeout(timer);
    for (const run of this.all) run.forget();
    this.runs.clear();
  }

  /** Of those that have ended the oldest go, and of those that are held, where there are too many. */
  private prune(): void {
    const { keep, keepBytes } = this.settings;
    const resting = [...this.runs.values()].filter(
      ({ state }) => state !== 'waiting' && state !== 'running',
    );
    let bytes = [...this.runs.values()].reduce((sum, run) => sum + run.bytes, 0);
    let count = resting.length;
    for (const run of resting) {
      if (count <= keep && bytes <= keepBytes) return;
      bytes -= run.bytes;
      count -= 1;
      this.runs.delete(run.id);
      if (run.state === 'held') run.fail('too many runs are held');
      run.forget();
    }
  }
}
