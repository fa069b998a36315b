import { InputError } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import { graphCode } from '../../store/cache/graph-code.js';
import type { CacheOptions } from '../../store/cache/cache.js';
import { lookupsOf } from '../../store/cache/lookups.js';
import { PipelineChangedError } from '../../store/durable/changes.js';
import type { PreparedRun } from '../../store/durable/prepared-run.js';
import { prepareRestarted, prepareResumed } from '../../store/durable/prepare-resumed.js';
import { prepareDurable } from '../../store/durable/prepare-durable.js';
import { UnkeepableError, type ValueKeeper } from '../../store/values/value-keeper.js';
import type { Store } from '../../store/store.js';
import { RunHeldError } from '../../store/store-error.js';
import { Problem } from '../problem.js';
import type { Runnable } from '../runs/runnable.js';
import type { ServedPipeline } from '../served-pipelines.js';

type Options = Omit<RunOptions, 'store' | 'cache' | 'rerun' | 'explain'>;

export type Changed = 'keep' | 'rerun';

/** Puts runs into a store, from which they begin. */
export class DurableRuns {
  private readonly store: Store;
  private readonly keeper: ValueKeeper;
  private readonly cache: Partial<CacheOptions>;
  /** As it was when the pipeline was loaded. */
  private readonly code: ReadonlyMap<ServedPipeline, Readonly<Record<string, string>>>;

  constructor(
    { store, keeper }: { readonly store: Store; readonly keeper: ValueKeeper },
    pipelines: readonly ServedPipeline[],
    cache: Partial<CacheOptions>,
  ) {
    this.store = store;
    this.keeper = keeper;
    this.cache = cache;
    this.code = new Map(pipelines.map((one) => [one, graphCode(one.graph)]));
  }

  /** `more` is kept of how it was asked for, as JSON data. */
  start(
    pipeline: ServedPipeline,
    inputs: Values,
    options: Options,
    more: Readonly<Record<string, string>>,
  ): Promise<Runnable> {
    const { file } = pipeline;
    const asked = { ...pipeline.asked, ...more };
    return runnable(
      prepareDurable(pipeline, inputs, {
        ...this.common(pipeline),
        ...options,
        lookups: this.lookups(pipeline),
        asked,
        ...(file === undefined ? {} : { file }),
      }),
    );
  }

  /** Rejects with a `Problem` where it is at work elsewhere, or the pipeline has changed since. */
  resume(
    pipeline: ServedPipeline,
    id: string,
    changed: Changed | undefined,
    options: Options,
  ): Promise<Runnable> {
    return runnable(
      prepareResumed(pipeline, id, {
        ...this.common(pipeline),
        ...options,
        lookups: this.lookups(pipeline),
        ...(changed === undefined ? {} : { changed }),
      }),
    );
  }

  /** A run in which a task of a kept one runs again, and what lies below it. */
  restart(pipeline: ServedPipeline, id: string, task: string, options: Options): Promise<Runnable> {
    // Past the cache, which would find what was to be made anew.
    return runnable(
      prepareRestarted(pipeline, id, [task], { ...this.common(pipeline), ...options }),
    );
  }

  private common(pipeline: ServedPipeline): {
    readonly store: Store;
    readonly keeper: ValueKeeper;
    readonly code: Readonly<Record<string, string>>;
  } {
    const { store, keeper } = this;
    return { store, keeper, code: this.code.get(pipeline) ?? {} };
  }

  private lookups({ graph }: ServedPipeline): readonly TaskWrapper[] {
    const { store, keeper: values, cache } = this;
    return lookupsOf(graph, { ...cache, results: store.results, values });
  }
}

const runnable = async (preparing: Promise<PreparedRun>): Promise<Runnable> => {
  try {
    return { ...(await preparing), lasts: true };
  } catch (error) {
    if (error instanceof PipelineChangedError)
      throw new Problem(
        409,
        'changed',
        `${error.message}\n\`?changed=rerun\` runs those again, in a new run that takes everything else from this one; \`?changed=keep\` continues, and keeps what has finished as it is`,
      );
    if (error instanceof RunHeldError) throw new Problem(409, 'held-elsewhere', error.message);
    if (error instanceof UnkeepableError || error instanceof InputError)
      throw new Problem(422, 'wrong-inputs', error.message);
    if (error instanceof RangeError) throw new Problem(404, 'no-task', error.message);
    throw error;
  }
};
