import type { KeptRun, Keeping, RunToBegin, RunToKeep } from '../engine/run/keeping.js';
import type { CacheSettings } from '../engine/run/run-settings.js';
import type { RunSettings } from '../engine/run/run-settings.js';
import type { Graph } from '../graph/graph.js';
import { prepareRestarted, prepareResumed } from './durable/prepare-resumed.js';
import { prepareDurable } from './durable/prepare-durable.js';
import type { ValueKeeper } from './values/value-keeper.js';
import { type KeepingOptions, shelfOf } from './shelf.js';
import type { Store } from './store.js';
import { openBatch } from './stored-batch.js';

/** A store that can be passed in: `start(pipeline, inputs, { store })`. */
export interface KeepingStore extends Store, Keeping {
  readonly values: ValueKeeper;
  /** Puts a run into the store, to be begun: what `start` does with a store. */
  readonly prepare: (run: RunToPrepare) => Promise<RunToBegin>;
  /** Takes over a run that did not finish, to be begun: see `resume`. */
  readonly resume: (run: string, how: GoingOn) => Promise<RunToBegin>;
  /** Makes a run of a kept one's inputs in which tasks run again, to be begun: see `restart`. */
  readonly restart: (
    run: string,
    tasks: readonly string[],
    how: Omit<GoingOn, 'changed' | 'cache'>,
  ) => Promise<RunToBegin>;
}

/** Its id and its seed are made where they are not said. */
type RunToPrepare = Pick<RunToKeep, 'graph' | 'inputs' | 'settings'> &
  Partial<Pick<RunToKeep, 'id' | 'seed'>>;

export interface GoingOn {
  readonly graph: Graph;
  readonly onFailure?: RunSettings['onFailure'];
  readonly cache?: CacheSettings;
  readonly changed?: 'keep' | 'rerun';
}

/**
 * A store as it is passed in. `close` waits until all that came of runs that have ended is kept; one that is
 * still at work is left as if the process had been killed, to be resumed.
 */
export const keeping = (store: Store, options: KeepingOptions = {}): KeepingStore => {
  const shelf = shelfOf(store, options);
  const { keeper, codeOf, lookups } = shelf;
  const ending = new Set<Promise<unknown>>();
  const ended =
    (kept: KeptRun): KeptRun['end'] =>
    (outcome, outputs) => {
      const end = kept.end(outcome, outputs);
      ending.add(end);
      const forget = (): void => {
        ending.delete(end);
      };
      end.then(forget, forget);
      return end;
    };
  const closing = (kept: KeptRun): KeptRun => ({ ...kept, end: ended(kept) });
  const toBegin = ({ id, inputs, settings, keep, release }: RunToBegin): RunToBegin => ({
    ...{ id, inputs, settings, release },
    keep: (run) => closing(keep(run)),
  });
  const goingOn = ({ graph, onFailure }: GoingOn) => ({
    ...{ store, keeper, code: codeOf(graph) },
    ...(onFailure === undefined ? {} : { onFailure }),
  });
  const prepare: KeepingStore['prepare'] = async ({ graph, inputs, settings, id, seed }) => {
    const { file, asked } = shelf;
    const prepared = await prepareDurable({ graph }, inputs, {
      ...{
        ...settings,
        ...(id === undefined ? {} : { id }),
        ...(seed === undefined ? {} : { seed }),
      },
      ...{ store, keeper, code: codeOf(graph), asked: asked?.() },
      ...(file === undefined ? {} : { file }),
      lookups: lookups(graph, settings),
    });
    return toBegin(prepared);
  };
  return {
    where: store.where,
    blobs: store.blobs,
    create: (run) => store.create(run),
    takeOver: (run) => store.takeOver(run),
    history: store.history,
    results: store.results,
    prune: (what) => store.prune(what),
    values: keeper,
    prepare,
    keep: async (run) => (await prepare(run)).keep(run),
    batch: async (batch) => {
      const opened = await openBatch(shelf, batch);
      return {
        id: opened.id,
        run: async (one) => {
          const found = await opened.run(one);
          return 'outputs' in found ? found : toBegin(found);
        },
      };
    },
    resume: async (run, { changed, cache = {}, ...how }) =>
      toBegin(
        await prepareResumed(how, run, {
          ...goingOn(how),
          lookups: lookups(how.graph, cache),
          ...(changed === undefined ? {} : { changed }),
        }),
      ),
    // Past the cache, which would find what was to be made anew.
    restart: async (run, tasks, how) =>
      toBegin(await prepareRestarted(how, run, tasks, goingOn(how))),
    lookups: (graph, settings) => lookups(graph, settings),
    close: async () => {
      await Promise.allSettled(ending);
      await store.close();
    },
  };
};
