import { quoted } from '../diagnostics/wording.js';
import type { Values } from '../engine/events/event.js';
import { beginRun } from '../engine/run/begin-run.js';
import type { Run } from '../engine/run/run.js';
import type { RunOptions } from '../engine/run/run-options.js';
import type { Graph } from '../graph/graph.js';
import type { Typed } from '../graph/typed.js';
import type { KeepingStore } from './keeping.js';
import { RunHeldError, StoreError } from './store-error.js';
import type { KeptRun, RunState, Store } from './store.js';

/** What is not listed here is as the run was started: inputs, `only`, `seed`, limits. */
export interface RestartOptions<out O = Values> extends Omit<
  RunOptions,
  'store' | 'only' | 'concurrency' | 'timeout' | 'seed' | 'id' | 'cache' | 'rerun' | 'explain'
> {
  /** As it is now. */
  readonly pipeline: { readonly graph: Graph } & Typed<O>;
}

export interface ResumeOptions<out O = Values>
  extends RestartOptions<O>, Pick<RunOptions, 'cache' | 'rerun' | 'explain'> {
  /**
   * Where the pipeline, a param or code is not what it was: `keep` takes what has finished all the same,
   * `rerun` goes on as a run of its own, which takes what the change leaves as it was: by default where nothing
   * has finished that would run again.
   */
  readonly changed?: 'keep' | 'rerun';
}

/**
 * Goes on with a run that did not finish, by its id or the beginning of it; without one with the last of
 * the pipeline. What has finished is taken from the store and does not run again. Rejects with a
 * `RunHeldError` where another process drives it, with a `StoreError` where there is none to continue,
 * and with a `PipelineChangedError` where what has finished is no longer what the pipeline says and `changed` does not
 * say what to do.
 */
export const resume = async <O extends Values = Values>(
  store: KeepingStore,
  id: string | undefined,
  options: ResumeOptions<O>,
): Promise<Run<Partial<O>>> => {
  const { pipeline, changed, ...others } = options;
  const { graph } = pipeline;
  const kept = await unfinishedRun(store, id, graph.name);
  const found = await store.resume(kept.id, {
    ...{ graph, ...failing(others) },
    cache: others,
    ...(changed === undefined ? {} : { changed }),
  });
  return beginRun(graph, found, others);
};

/**
 * A run of a kept one's inputs in which these tasks, and what waits for them, run again; all else is taken
 * from that one. What is an element of a task or within it stands for the whole of it. Rejects with a
 * `RangeError` for what is no task.
 */
export const restart = async <O extends Values = Values>(
  store: KeepingStore,
  id: string,
  tasks: readonly string[],
  { pipeline, ...others }: RestartOptions<O>,
): Promise<Run<Partial<O>>> => {
  const { graph } = pipeline;
  const kept = await store.history.run(id);
  return beginRun(
    graph,
    await store.restart(kept.id, tasks, { graph, ...failing(others) }),
    others,
  );
};

const failing = ({ onFailure }: Pick<RunOptions, 'onFailure'>) =>
  onFailure === undefined ? {} : { onFailure };

const unfinished: readonly RunState[] = ['interrupted', 'failed', 'cancelled', 'timeout'];

/** The run that is meant, of all or of the pipeline of a name. Rejects where there is nothing to continue. */
export const unfinishedRun = async (
  { history, where }: Pick<Store, 'history' | 'where'>,
  id: string | undefined,
  pipeline?: string,
): Promise<KeptRun> => {
  if (id === undefined) {
    const [last] = await history.runs({
      states: unfinished,
      most: 1,
      ...(pipeline === undefined ? {} : { pipeline }),
    });
    if (last !== undefined) return history.run(last.id);
    const of = pipeline === undefined ? '' : ` of the pipeline ${quoted(pipeline)}`;
    throw new StoreError(
      `every run${of} in the store ${quoted(where)} is done or at work: there is none to continue`,
    );
  }
  const kept = await history.run(id);
  if (kept.holder !== undefined) throw new RunHeldError(kept.id, kept.holder);
  if (kept.state === 'done')
    throw new StoreError(
      `run ${quoted(kept.id)} is done: there is nothing to continue; \`restart\` runs tasks of it again`,
    );
  return kept;
};
