import { bindInputs, neededInputs } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import { anySeed } from '../../engine/attempts/seeds.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { CacheSettings } from '../../engine/run/run-settings.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import type { Graph } from '../../graph/graph.js';
import type { FinishedTask, NewRun, Store } from '../store.js';
import { keptPipeline } from './kept-pipeline.js';
import { prepared } from './prepare.js';
import { keepingOnce } from './keeping-once.js';
import { keepAll } from './kept-values.js';
import type { PreparedRun } from './prepared-run.js';
import { keptOptions } from './run-settings.js';
import type { ValueKeeper } from '../values/value-keeper.js';

export interface DurableOptions extends Omit<RunOptions, 'store' | keyof CacheSettings> {
  readonly store: Store;
  readonly keeper: ValueKeeper;
  /** The file that the pipeline was loaded from. */
  readonly file?: string;
  /** The code of each component by the way to it. */
  readonly code?: Readonly<Record<string, string>>;
  readonly batch?: NewRun['batch'];
  /** What tasks gave in an earlier run that is taken in this one, by the way to them. */
  readonly earlier?: ReadonlyMap<string, FinishedTask>;
  /** What looks results up elsewhere: what they give is committed as what this run gave. */
  readonly lookups?: readonly TaskWrapper[];
  /** What else whoever goes on with the run has to know, as JSON data. */
  readonly asked?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A run that lasts, in the store when this resolves: what a finished task gave is committed before anything
 * that takes it starts. Rejects with an `InputError` where the inputs are wrong; nothing is kept of the run then.
 */
export const prepareDurable = async (
  { graph }: { readonly graph: Graph },
  inputs: Values,
  { store, keeper, file, code = {}, batch, earlier, lookups, asked, ...options }: DurableOptions,
): Promise<PreparedRun> => {
  const bound = bindInputs(graph, inputs, neededInputs(graph, options.only));
  const once = keepingOnce(keeper);
  const seed = options.seed ?? anySeed();
  const kept = await keepAll(once, inputs, (name) => `input ${name}`);
  const writer = await store.create({
    id: options.id ?? globalThis.crypto.randomUUID(),
    pipeline: keptPipeline(graph, file),
    inputs: kept,
    seed,
    options: { ...keptOptions(options), ...(asked === undefined ? {} : { asked }) },
    code,
    ...(batch === undefined ? {} : { batch }),
  });
  return prepared({
    graph,
    inputs: bound,
    writer,
    keeper: once,
    blobs: store.blobs,
    isNew: true,
    earlier,
    lookups,
    options: { ...options, seed },
  });
};
