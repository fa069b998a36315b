import { mergeMap, Subject } from 'rxjs';

import { quoted } from '../../diagnostics/wording.js';
import { Problem, tryLater } from '../problem.js';
import type { Settings } from '../server-options.js';
import type { Metrics } from '../metrics.js';
import { type NewServedRun, ServedRun } from './served-run.js';

/** The runs of a server: a bounded number waits, a bounded number is at work, a bounded number is kept. */
export class ServedRuns {
  private readonly settings: Settings;
  private readonly metrics: Metrics;
  private readonly runs = new Map<string, ServedRun>();
  private readonly asked = new Subject<ServedRun>();
  private isEnding = false;

  constructor(settings: Settings, metrics: Metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.asked
      .pipe(
        mergeMap(async (run) => {
          // What `start` throws would end all runs to come.
          await run.begin().catch((error: unknown) => {
            settings.onError(error);
            run.cancel();
          });
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

  /** Throws a `Problem` where no more are taken. */
  refuseMore(): void {
    if (this.isEnding) throw tryLater(503, 'ending', 'the server is ending: it takes no more runs');
    if (this.all.filter(({ state }) => state === 'waiting').length < this.settings.waiting) return;
    this.metrics.refused += 1;
    throw tryLater(
      429,
      'too-many-runs',
      `${this.settings.waiting} runs are waiting, and no more may: try again later`,
    );
  }

  add(told: NewServedRun): ServedRun {
    this.refuseMore();
    const run = new ServedRun(told, this.settings.hold);
    this.runs.set(run.id, run);
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

  /** Throws a `Problem` where there is none. */
  find(id: string): ServedRun {
    const run = this.runs.get(id);
    if (run === undefined) throw new Problem(404, 'no-run', `there is no run ${quoted(id)}`);
    return run;
  }

  has(id: string): boolean {
    return this.runs.has(id);
  }

  /** Takes no more, lets go of what waits or is held, and waits for what is at work, or ends it then. */
  async end(drain: number): Promise<void> {
    this.isEnding = true;
    for (const run of this.all) {
      if (run.state === 'waiting') run.cancel();
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
      for (const run of atWork) run.cancel();
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
