import type { ComparedBy } from '../../comparison/compared-by.js';
import type { Metric } from '../../comparison/metric.js';
import { failuresText, runResult, type RunResult } from '../../comparison/run-result.js';
import { type RunWork, workOf } from '../../comparison/work.js';
import { beginRun } from '../../engine/run/begin-run.js';
import { InputError } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import { RunError } from '../../engine/failure.js';
import type { KeptBatch } from '../../engine/run/keeping.js';
import type { Run } from '../../engine/run/run.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import { messageOf } from '../../diagnostics/thrown.js';
import type { Graph } from '../../graph/graph.js';
import { keeping } from '../../store/keeping.js';
import { batchOf, batchToGoOn } from '../each/batch-to-go-on.js';
import { askedFlags } from '../store/asked-flags.js';
import { cacheSettings, refuseUnknownTasks } from '../store/cache-asked.js';
import { orUsageError, type Stored } from '../store/open-stored.js';
import { pathOf } from '../store/path-of.js';
import type { SweepCommandOptions } from './sweep-flags.js';
import { assignmentOf } from './swept-param.js';

/** One run of a sweep: a setting with an item. */
export interface SweepUnit {
  readonly graph: Graph;
  readonly values: Readonly<Record<string, unknown>>;
  readonly inputs: Values;
}

interface SweepRunsOf {
  readonly file: string;
  readonly graph: Graph;
  readonly options: SweepCommandOptions;
  readonly metrics: readonly Metric[];
  readonly compared: ComparedBy;
  /** The inputs that are the same in all runs. */
  readonly fixed: Values;
  /** As `--each` names what the others come from. */
  readonly each: string | undefined;
}

/**
 * The runs of a sweep as those of a batch in a store. One that is gone on with takes from its runs what they
 * have, where the pipeline still is what it was.
 */
export class SweepRuns {
  private readonly stored: Stored;
  private readonly metrics: readonly Metric[];
  private readonly kept: KeptBatch;
  private readonly atWork = new Set<Run>();
  private readonly pending = new Set<Promise<unknown>>();
  private isCancelled = false;

  private constructor(stored: Stored, metrics: readonly Metric[], kept: KeptBatch) {
    this.stored = stored;
    this.metrics = metrics;
    this.kept = kept;
  }

  /** Throws a `UsageError` where there is no sweep to go on with. */
  static async open(stored: Stored, of: SweepRunsOf): Promise<SweepRuns> {
    const { file, graph, options, metrics, compared, fixed, each } = of;
    refuseUnknownTasks([graph], options.rerun);
    const common = await orUsageError(batchOf(stored.keeper, fixed, each));
    const store = keeping(stored.store, {
      file: pathOf(file),
      asked: (setting = {}) => {
        const set = Object.entries(setting).map(([param, value]) => assignmentOf(param, value));
        // What it is compared by is asked for again where its runs are compared later.
        return { ...askedFlags({ ...options, set }), ...compared, batchOf: common };
      },
    });
    const settings = cacheSettings(options);
    const id =
      options.resume === true
        ? await batchToGoOn(store, {
            ...{ kind: 'sweep', file, pipeline: graph.name, of: common },
            isOfItems: each !== undefined,
            say: (line) => process.stderr.write(`mlpipeline: ${line}\n`),
          })
        : undefined;
    return new SweepRuns(
      stored,
      metrics,
      await store.batch({ id, settings, cachedByDefault: true }),
    );
  }

  get batch(): string {
    return this.kept.id;
  }

  /** What comes of a run; that it fails is a result too. */
  async result(unit: SweepUnit, options: RunOptions): Promise<RunResult> {
    const result = this.find(unit, options);
    this.pending.add(result);
    try {
      return await result;
    } finally {
      this.pending.delete(result);
    }
  }

  /** Cancels what is at work, and waits until what came of it is committed. */
  async cancel(): Promise<void> {
    this.isCancelled = true;
    for (const run of this.atWork) run.cancel();
    await Promise.allSettled(this.pending);
  }

  private async find(unit: SweepUnit, options: RunOptions): Promise<RunResult> {
    let id: string | undefined;
    try {
      const { graph, values: setting, inputs } = unit;
      const found = await this.kept.run({ graph, setting, inputs, settings: options });
      ({ id } = found);
      if ('outputs' in found) return { ...(await this.told(id)), isBefore: true };
      const begun = beginRun(graph, found, options);
      this.atWork.add(begun);
      if (this.isCancelled) begun.cancel();
      try {
        await begun.outputs;
        return await this.told(id);
      } finally {
        this.atWork.delete(begun);
      }
    } catch (error) {
      if (!isOfTheRun(error)) return orUsageError(Promise.reject(error as Error));
      const of = id === undefined ? {} : await this.work(id);
      const state = error instanceof RunError ? error.outcome : 'failed';
      return { ...nothing, run: id, state, error: saidOf(error), ...of };
    }
  }

  private async work(run: string): Promise<RunWork> {
    const { tasks } = this.stored.store.history;
    return workOf(tasks, await tasks(run));
  }

  private async told(run: string): Promise<RunResult> {
    const { store, keeper } = this.stored;
    const { history } = store;
    const kept = await history.run(run);
    return runResult({ history, keeper, tasksOf: history.tasks }, kept, this.metrics);
  }
}

export const nothing: RunResult = {
  run: undefined,
  state: 'failed',
  error: undefined,
  isBefore: false,
  measured: new Map(),
  took: undefined,
  work: 0,
  tasks: 0,
  kept: 0,
};

const isOfTheRun = (error: unknown): boolean =>
  error instanceof RunError || error instanceof InputError;

const saidOf = (error: unknown): string =>
  error instanceof RunError && error.failures.length > 0
    ? failuresText(error.failures)
    : messageOf(error);
