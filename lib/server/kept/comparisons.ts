import { mergeMap, Subject } from 'rxjs';

import type { ComparedBy } from '../../comparison/compared-by.js';
import { compare, type ResultOf } from '../../comparison/comparison.js';
import { comparisonJson } from '../../comparison/comparison-data.js';
import { aboutOf, runGroups } from '../../comparison/run-groups.js';
import type { RunResult } from '../../comparison/run-result.js';
import { EventLoopTurns } from '../../comparison/event-loop-turns.js';
import type { ValueKeeper } from '../../store/values/value-keeper.js';
import type { KeptRun, RunSummary, Store } from '../../store/store.js';
import { tryLater } from '../problem.js';
import { BoundedCache } from './bounded-cache.js';

/** All that is kept of each is read for an answer. */
const mostRuns = 20_000;
const mostWaiting = 100;
const atOnce = 2;
/** In characters. */
const mostRemembered = 32 * 2 ** 20;
/** What a run tells last is written when it has ended: so many milliseconds later all of it is there. */
const settledAfter = 10_000;

interface Stored {
  readonly store: Pick<Store, 'history'>;
  readonly keeper: ValueKeeper;
}

/**
 * Compares runs of a store for many who ask: what several ask at once is computed once, few at a time are
 * computed, and what has ended is not read again.
 */
export class Comparisons {
  private readonly stored: Stored;
  private readonly now: () => number;
  private readonly asked = new Subject<() => Promise<void>>();
  private readonly pending = new Map<string, Promise<string>>();
  private readonly runs = new BoundedCache<KeptRun>(mostRemembered, weightOfRun);
  /** A store in a file answers at once: nobody else would have a turn until all is read. */
  private readonly turns = new EventLoopTurns();
  private readonly results = new BoundedCache<RunResult>(mostRemembered, weightOfResult);

  constructor(stored: Stored, now: () => number = Date.now) {
    this.stored = stored;
    this.now = now;
    this.asked.pipe(mergeMap((compute) => compute(), atOnce)).subscribe();
  }

  /** As JSON. Rejects as `runGroups` and `compare` do, and with a `Problem` where very many are asked for. */
  of(ids: readonly string[], by: ComparedBy): Promise<string> {
    const key = JSON.stringify([ids, by]);
    const pending = this.pending.get(key);
    if (pending !== undefined) return pending;
    if (this.pending.size >= mostWaiting)
      return Promise.reject(
        tryLater(503, 'too-many-comparisons', 'too many ask for comparisons: try again later'),
      );
    const computed = new Promise<string>((resolve, reject) => {
      this.asked.next(() =>
        this.compute(ids, by)
          .then(resolve, reject)
          .finally(() => this.pending.delete(key)),
      );
    });
    this.pending.set(key, computed);
    return computed;
  }

  private async compute(ids: readonly string[], by: ComparedBy): Promise<string> {
    const { history } = this.stored.store;
    const groups = await runGroups(history, ids, {
      most: mostRuns,
      runOf: (summary) => this.remembered(this.runs, summary, '', () => history.run(summary.id)),
    });
    const resultOf: ResultOf = (run, metrics, read) =>
      this.remembered(this.results, run, JSON.stringify(metrics), read);
    const comparison = await compare(this.stored, groups, by, resultOf, this.turns);
    const about = aboutOf(groups.flatMap(({ runs }) => runs));
    return comparisonJson(about, comparison, this.turns);
  }

  private async remembered<T>(
    of: BoundedCache<T>,
    { id, ended }: RunSummary,
    what: string,
    read: () => Promise<T>,
  ): Promise<T> {
    await this.turns.take();
    // One that is gone on with ends anew.
    const isSettled = ended !== undefined && this.now() - ended > settledAfter;
    return isSettled ? of.of(`${id} ${String(ended)} ${what}`, read) : read();
  }
}

/** What a run takes beside its values. */
const base = 1_000;

const weightOfRun = ({ declared, inputs, outputs, code }: KeptRun): number =>
  [...inputs.values(), ...outputs.values()].reduce(
    (sum, { json = '' }) => sum + 200 + json.length,
    base + declared.declaration.length + 100 * Object.keys(code).length,
  );

const weightOfResult = ({ measured, error = '' }: RunResult): number =>
  [...measured.values()].reduce(
    (sum, numbers) => sum + 100 + 8 * numbers.length,
    base + error.length,
  );
