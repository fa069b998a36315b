import { outermost } from '../../graph/component-at.js';
import { bindInputs, neededInputs } from '../../engine/run/bind-inputs.js';
import { unknownTasks } from '../../engine/check-options.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { CacheSettings } from '../../engine/run/run-settings.js';
import type { Graph } from '../../graph/graph.js';
import type { FinishedTask, KeptRun, NewRun, Store } from '../store.js';
import { changesSince, PipelineChangedError, withBelow } from './changes.js';
import { keptPipeline } from './kept-pipeline.js';
import { prepared } from './prepare.js';
import { keepingOnce } from './keeping-once.js';
import { inputsOf } from './kept-values.js';
import type { PreparedRun } from './prepared-run.js';
import { askedOf, runOptions } from './run-settings.js';
import { type DurableOptions, prepareDurable } from './prepare-durable.js';
import type { ValueKeeper } from '../values/value-keeper.js';

export interface ResumeOptions extends Omit<
  RunOptions,
  'only' | 'concurrency' | 'timeout' | 'seed' | 'id' | 'store' | keyof CacheSettings
> {
  readonly store: Store;
  readonly keeper: ValueKeeper;
  readonly lookups?: DurableOptions['lookups'];
  /** The code of each component by the way to it, as it is now. */
  readonly code?: Readonly<Record<string, string>>;
  /**
   * Where the pipeline is not what it was: `keep` takes what has finished all the same, `rerun` goes on as a
   * run of its own, which takes what the change leaves as it was. By default `rerun` where nothing has finished
   * that would run again; rejects otherwise.
   */
  readonly changed?: 'keep' | 'rerun';
  /** What a run of its own belongs to. */
  readonly batch?: NewRun['batch'];
}

/**
 * A run that did not finish, to go on with: held by this process when this resolves. Inputs, seed, `only` and
 * limits are the run's. Rejects with a `PipelineChangedError` where the pipeline has changed and nothing says what
 * to do about that.
 */
export const prepareResumed = async (
  { graph }: { readonly graph: Graph },
  id: string,
  options: ResumeOptions,
): Promise<PreparedRun> => {
  const { store, code = {}, changed, lookups, ...others } = options;
  const kept = await store.history.run(id);
  const isSame = keptPipeline(graph, undefined).hash === kept.declared.hash;
  const changes = changesSince(
    { declaration: kept.declared.declaration, code: kept.code },
    graph,
    code,
  );
  if (changes.length > 0 || !isSame) {
    const again = withBelow(
      graph,
      changes.map(({ component }) => component),
    );
    if (again.length > 0 && changed !== 'keep') {
      // Where none of it has finished there is nothing to keep.
      if (changed === undefined && (await hasFinished(store, kept.id, again)))
        throw new PipelineChangedError(kept.id, changes, again);
      return runAgain(graph, kept, again, { ...others, store, code, lookups });
    }
  }
  const keeper = keepingOnce(others.keeper);
  const inputs = await inputsOf(keeper, kept);
  const settings = runOptions(kept.options);
  const bound = bindInputs(graph, inputs, neededInputs(graph, settings.only));
  const writer = await store.takeOver(kept.id);
  return prepared({
    graph,
    inputs: bound,
    writer,
    keeper,
    blobs: store.blobs,
    isNew: false,
    lookups,
    options: { ...others, ...settings, ...ownOf(others), seed: kept.seed },
  });
};

const hasFinished = async (
  { history }: Store,
  run: string,
  components: readonly string[],
): Promise<boolean> => {
  const tasks = await history.tasks(run);
  return tasks.some(({ task }) => components.includes(outermost(task)));
};

/** What whoever goes on with a run may say in place of what the run was started with. */
const ownOf = ({
  onFailure,
}: Pick<ResumeOptions, 'onFailure'>): Pick<ResumeOptions, 'onFailure'> =>
  onFailure === undefined ? {} : { onFailure };

/**
 * A run of a kept one's inputs in which these components, and what waits for them, run again; what is an element
 * of one or within it stands for the whole of it. It is in the store when this resolves.
 */
export const prepareRestarted = async (
  pipeline: { readonly graph: Graph },
  id: string,
  components: readonly string[],
  options: Omit<ResumeOptions, 'changed'>,
): Promise<PreparedRun> => {
  const kept = await options.store.history.run(id);
  const { graph } = pipeline;
  const problem = unknownTasks([graph], components);
  if (problem !== undefined) throw new RangeError(problem);
  return runAgain(graph, kept, withBelow(graph, components.map(outermost)), options);
};

/** What tasks of a run have finished, but for those that are to run again. */
const finishedBut = async (
  { history }: Store,
  run: string,
  again: readonly string[],
): Promise<ReadonlyMap<string, FinishedTask>> => {
  const stale = new Set(again);
  const tasks = await history.tasks(run);
  return new Map(
    tasks
      .filter(({ task }) => !stale.has(outermost(task)))
      .map((row) => [row.task, { ...row, from: row.from ?? `${run}/${row.task}` }]),
  );
};

const runAgain = async (
  graph: Graph,
  kept: KeptRun,
  again: readonly string[],
  { store, keeper, lookups = [], ...others }: Omit<ResumeOptions, 'changed'>,
): Promise<PreparedRun> => {
  const { id, seed, options, declared } = kept;
  return prepareDurable({ graph }, await inputsOf(keeper, kept), {
    ...others,
    ...runOptions(options),
    ...ownOf(others),
    store,
    keeper,
    seed,
    lookups,
    earlier: await finishedBut(store, id, again),
    asked: askedOf(options),
    ...(declared.file === undefined ? {} : { file: declared.file }),
  });
};
