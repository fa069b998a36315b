import { randomUUID } from 'node:crypto';

import type { ComparedBy } from '../../comparison/compared-by.js';
import type { Metric } from '../../comparison/metric.js';
import { failuresText, runResult, type RunResult } from '../../comparison/run-result.js';
import { type RunWork, workOf } from '../../comparison/work.js';
import { InputError } from '../../engine/bind-inputs.js';
import type { Values } from '../../engine/event.js';
import { RunError } from '../../engine/failure.js';
import type { RunOptions } from '../../engine/run-options.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import { messageOf } from '../../diagnostics/thrown.js';
import type { Graph } from '../../graph/graph.js';
import { Cache } from '../../store/cache/cache.js';
import { graphCode } from '../../store/cache/graph-code.js';
import { isAsItWas } from '../../store/durable/is-as-it-was.js';
import type { DurableRun } from '../../store/durable/durable-run.js';
import { resume } from '../../store/durable/resume.js';
import { startDurable } from '../../store/durable/start-durable.js';
import { UnkeepableError } from '../../store/durable/value-keeper.js';
import type { KeptRun, RunSummary } from '../../store/store.js';
import { UsageError } from '../exit/usage-error.js';
import { canonicalText, keyOf } from '../../runners/values/content-key.js';
import { askedFlags } from '../store/asked-flags.js';
import { cacheOptions } from '../store/cache-asked.js';
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
}

/**
 * The runs of a sweep as those of a batch in a store. One that is gone on with takes from its runs what they
 * have, where the pipeline still is what it was.
 */
export class SweepRuns {
  readonly batch: string;
  private readonly stored: Stored;
  private readonly of: SweepRunsOf;
  /** Runs of the batch by setting and item, the latest first; equal items have one each. */
  private readonly known = new Map<string, RunSummary[]>();
  private readonly atWork = new Set<DurableRun>();
  private readonly pending = new Set<Promise<unknown>>();
  private isCancelled = false;

  private constructor(
    stored: Stored,
    of: SweepRunsOf,
    batch: string,
    known: readonly RunSummary[],
  ) {
    this.stored = stored;
    this.of = of;
    this.batch = batch;
    for (const run of known) {
      const { key = '' } = run.batch ?? {};
      this.known.set(key, [...(this.known.get(key) ?? []), run]);
    }
  }

  /** Throws a `UsageError` where there is no sweep to go on with. */
  static async open(stored: Stored, of: SweepRunsOf): Promise<SweepRuns> {
    if (of.options.resume !== true) return new SweepRuns(stored, of, randomUUID(), []);
    const { history, where } = stored.store;
    const all = await history.runs({ pipeline: of.graph.name });
    // Keys of items have no brace.
    const batch = all.find((one) => one.batch?.key.startsWith('{') === true)?.batch;
    if (batch === undefined)
      throw new UsageError(
        `\`--resume\`: the store ${where} has no sweep of the pipeline \`${of.graph.name}\` yet`,
      );
    return new SweepRuns(stored, of, batch.id, await history.runs({ batch: batch.id }));
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
    for (const { run } of this.atWork) run.cancel();
    await Promise.allSettled(this.pending);
  }

  private async find(unit: SweepUnit, options: RunOptions): Promise<RunResult> {
    let run: string | undefined;
    try {
      const key = `${canonicalText(unit.values)} ${keyOf(unit.inputs)}`;
      const code = graphCode(unit.graph);
      const known = await this.knownOf(key, unit.graph, code, options);
      run = known?.id;
      if (known?.state === 'done') return { ...(await this.told(known.id)), isBefore: true };
      const durable = await this.begun(unit, key, known, code, options);
      run = durable.id;
      this.atWork.add(durable);
      if (this.isCancelled) durable.run.cancel();
      try {
        await durable.outputs;
        return await this.told(durable.id);
      } finally {
        this.atWork.delete(durable);
      }
    } catch (error) {
      if (!isOfTheRun(error)) return orUsageError(Promise.reject(error as Error));
      const of = run === undefined ? {} : await this.work(run);
      const state = error instanceof RunError ? error.outcome : 'failed';
      return { ...nothing, run, state, error: saidOf(error), ...of };
    }
  }

  private async knownOf(
    key: string,
    graph: Graph,
    code: Readonly<Record<string, string>>,
    { only }: RunOptions,
  ): Promise<KeptRun | undefined> {
    const summary = this.known.get(key)?.shift();
    if (summary === undefined) return undefined;
    const kept = await this.stored.store.history.run(summary.id);
    return isAsItWas(kept, graph, code, only) ? kept : undefined;
  }

  private begun(
    { graph, values, inputs }: SweepUnit,
    key: string,
    known: KeptRun | undefined,
    code: Readonly<Record<string, string>>,
    options: RunOptions,
  ): Promise<DurableRun> {
    const lookups = this.lookups(graph);
    const common = { ...options, ...this.stored, code, lookups };
    if (known !== undefined) return resume({ graph }, known.id, { ...common, changed: 'keep' });
    const path = pathOf(this.of.file);
    const set = Object.entries(values).map(([param, value]) => assignmentOf(param, value));
    const asked = { ...this.of.options, set, output: 'json', verbose: false } as const;
    return startDurable({ graph }, inputs, {
      ...common,
      batch: { id: this.batch, key },
      // What it is compared by is asked for again where its runs are compared later.
      asked: { ...askedFlags(asked), ...this.of.compared },
      ...(path === undefined ? {} : { file: path }),
    });
  }

  // What settings have in common runs once; what declares `cache: false` runs each time.
  private lookups(graph: Graph): readonly TaskWrapper[] {
    const { options } = this.of;
    if (options.cache === false) return [];
    const cached = cacheOptions(this.stored, graph, options);
    return [new Cache(graph, { ...cached, cachedByDefault: true }).wrapper];
  }

  private async work(run: string): Promise<RunWork> {
    const { tasks } = this.stored.store.history;
    return workOf(tasks, await tasks(run));
  }

  private async told(run: string): Promise<RunResult> {
    const { store, keeper } = this.stored;
    const { history } = store;
    const kept = await history.run(run);
    return runResult({ history, keeper, tasksOf: history.tasks }, kept, this.of.metrics);
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
  error instanceof RunError || error instanceof InputError || error instanceof UnkeepableError;

const saidOf = (error: unknown): string =>
  error instanceof RunError && error.failures.length > 0
    ? failuresText(error.failures)
    : messageOf(error);
