import { catchError, defer, EMPTY, from, map, mergeMap, type Observable, of } from 'rxjs';

import type { SetParams } from '../declaration/set-params.js';
import type { Values } from '../engine/event.js';
import { outputs } from '../engine/start.js';
import type { RunOptions } from '../engine/run-options.js';
import type { Graph } from '../graph/graph.js';
import { asParams, type Setting, settingsIn, type Space, type SpaceOptions } from './settings.js';
import { SweepError } from './sweep-error.js';

export interface SweepOptions extends SpaceOptions {
  readonly inputs: Values;
  /** How many settings are at work at once; one by default. */
  readonly concurrency?: number;
  /** After so many settings that failed no more are started. */
  readonly stopAfterFailures?: number;
  /** Those of the run of a setting. */
  readonly run?: (setting: Setting) => Omit<RunOptions, 'onFailure'>;
}

/** What came of a setting. */
export type SweepResult = Setting &
  (
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
    const { concurrency = 1, stopAfterFailures = Infinity, run, inputs } = options;
    if (!(concurrency >= 1))
      throw new SweepError([`at least one setting must be at work at a time, not ${concurrency}`]);
    const settings = settingsIn(space, options);
    let failures = 0;
    return from(loadedEach(load, space, settings)).pipe(
      mergeMap((pipelineOf) =>
        from(settings).pipe(
          mergeMap(
            (setting) =>
              defer(() =>
                // All settings wait here for their turn.
                failures < stopAfterFailures ? pipelineOf(setting) : EMPTY,
              ).pipe(
                mergeMap((pipeline) => outputs(pipeline, inputs, run?.(setting))),
                map((given): SweepResult => ({ ...setting, outputs: given })),
                catchError((error: unknown) => {
                  failures += 1;
                  return of<SweepResult>({ ...setting, error: errorOf(error) });
                }),
              ),
            concurrency,
          ),
        ),
      ),
    );
  });

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
  return (setting) => (setting === base ? Promise.resolve(first) : load(asParams(setting)));
};

const errorOf = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
