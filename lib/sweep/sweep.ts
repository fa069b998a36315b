import { catchError, defer, EMPTY, from, map, mergeMap, type Observable, of, tap } from 'rxjs';

import type { SetParams } from '../declaration/set-params.js';
import type { Values } from '../engine/events/event.js';
import { outputs } from '../engine/run/start.js';
import type { Keeping, KeptBatch } from '../engine/run/keeping.js';
import { runOfBatch } from '../engine/run/run-of-batch.js';
import type { RunOptions } from '../engine/run/run-options.js';
import type { Graph } from '../graph/graph.js';
import { asParams, type Setting, settingsIn, type Space, type SpaceOptions } from './settings.js';
import { SweepError } from './sweep-error.js';
import { undeclaredParam } from './undeclared-param.js';

export interface SweepOptions extends SpaceOptions {
  readonly inputs: Values;
  /** How many settings are at work at once; one by default. */
  readonly concurrency?: number;
  /** After so many settings that failed no more are started. */
  readonly stopAfterFailures?: number;
  /**
   * Keeps each setting's run, and whatever settings have in common is run once: results are looked up of all
   * components but those that declare otherwise.
   */
  readonly store?: Keeping;
  /** `false` looks up none of them. */
  readonly cache?: boolean;
  /**
   * With a `store`, the batch that the runs belong to. One that is there is gone on with: settings are known by
   * their values and inputs, and of what is done nothing is run. By default it is a new one.
   */
  readonly batch?: string;
  /** Those of the run of a setting. */
  readonly run?: (setting: Setting) => Omit<RunOptions, 'onFailure' | 'store' | 'cache'>;
}

/** What came of a setting. */
export type SweepResult = Setting & {
  /** With a store, the run by its id, where there is one. */
  readonly run?: string;
} & (
    | { readonly outputs: Values; readonly error?: undefined }
    | { readonly outputs?: undefined; readonly error: Error }
  );

/** Loads the pipeline that is swept, with params set: `(set) => orThrow(await loadFile(path, { set }))`. */
export type SweepLoad = (set: SetParams) => Promise<{ readonly graph: Graph }>;

/**
 * Runs a pipeline once for each setting of what varies. A setting that fails is a result like any other; with
 * what is wrong about all of them, such as a param that no component has, it errors before any is run.
 * Unsubscribing cancels those at work.
 */
export const sweep = (
  load: SweepLoad,
  space: Space,
  options: SweepOptions,
): Observable<SweepResult> =>
  defer(() => {
    const { concurrency = 1, stopAfterFailures = Infinity, store } = options;
    if (!(concurrency >= 1))
      throw new SweepError([`at least one setting must be at work at a time, not ${concurrency}`]);
    if (store === undefined && (options.batch ?? options.cache) !== undefined)
      throw new SweepError(['`batch` and `cache` need a `store`, where runs are kept']);
    const settings = settingsIn(space, options);
    let failures = 0;
    const opened = async () => {
      const pipelineOf = await loadedEach(load, space, settings);
      return { pipelineOf, batch: await batchIn(options) };
    };
    return from(opened()).pipe(
      mergeMap(({ pipelineOf, batch }) =>
        from(settings).pipe(
          mergeMap(
            (setting) =>
              defer(() =>
                // All settings wait here for their turn.
                failures < stopAfterFailures ? pipelineOf(setting) : EMPTY,
              ).pipe(
                mergeMap((pipeline) => resultOf(pipeline, setting, batch, options)),
                catchError((error: unknown) =>
                  of<SweepResult>({ ...setting, error: errorOf(error) }),
                ),
                tap(({ error }) => {
                  if (error !== undefined) failures += 1;
                }),
              ),
            concurrency,
          ),
        ),
      ),
    );
  });

const batchIn = ({ store, batch, cache }: SweepOptions): Promise<KeptBatch> | undefined =>
  store?.batch({
    id: batch,
    settings: cache === undefined ? {} : { cache },
    cachedByDefault: true,
  });

const resultOf = (
  pipeline: { readonly graph: Graph },
  setting: Setting,
  batch: KeptBatch | undefined,
  { inputs, run }: SweepOptions,
): Observable<SweepResult> => {
  const options = run?.(setting);
  if (batch === undefined)
    return outputs(pipeline, inputs, options).pipe(
      map((given): SweepResult => ({ ...setting, outputs: given })),
    );
  const { graph } = pipeline;
  return runOfBatch(batch, { graph, inputs, setting: setting.values }, options ?? {}).pipe(
    mergeMap(({ id, outputs$ }) =>
      outputs$.pipe(
        map((given): SweepResult => ({ ...setting, run: id, outputs: given })),
        catchError((error: unknown) =>
          of<SweepResult>({ ...setting, run: id, error: errorOf(error) }),
        ),
      ),
    ),
  );
};

/** Loads the first setting at once: what is wrong with it is wrong with the sweep. */
const loadedEach = async (
  load: SweepLoad,
  space: Space,
  settings: readonly Setting[],
): Promise<(setting: Setting) => Promise<{ readonly graph: Graph }>> => {
  // Each value by itself, so that a mistake is found before hours of work and not in the midst.
  const [base] = settings;
  if (base === undefined) throw new SweepError(['nothing varies']);
  const first = await load(asParams(base));
  for (const [param, values] of Object.entries(space))
    for (const value of values)
      await load(asParams({ values: { ...base.values, [param]: value } }));
  await refuseUndeclared(load, base);
  return (setting) => (setting === base ? Promise.resolve(first) : load(asParams(setting)));
};

const refuseUndeclared = async (load: SweepLoad, { values }: Setting): Promise<void> => {
  const problems: string[] = [];
  for (const param of Object.keys(values)) {
    const others = Object.entries(values).filter(([name]) => name !== param);
    // It may be that the pipeline is none without it.
    const loaded = await load(asParams({ values: Object.fromEntries(others) })).catch(
      () => undefined,
    );
    const problem = loaded === undefined ? undefined : undeclaredParam(loaded.graph, param);
    if (problem !== undefined) problems.push([problem.message, ...problem.help].join('; '));
  }
  if (problems.length > 0) throw new SweepError(problems);
};

const errorOf = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
