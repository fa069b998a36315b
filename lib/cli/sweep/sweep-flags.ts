import type { SpaceOptions } from '../../sweep/settings.js';
import { quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';
import { inputNames } from '../files/read-inputs.js';
import { ifGiven, type RunCommandOptions, whole } from '../flags/run-flags.js';
import { paintFor } from '../terminal/paint-for.js';
import { type Placed, readSweepFile, type SweepFile } from './sweep-file.js';
import { sweptParam, type SweptParams } from './swept-param.js';

/** The flags of `mlpipeline sweep`, as they are written. */
export interface SweepCommandOptions extends Omit<
  RunCommandOptions,
  'file' | 'output' | 'report' | 'onFailure' | 'queue' | 'remote' | 'verbose'
> {
  readonly sweepFile?: string;
  readonly zip?: boolean;
  readonly sample?: string;
  readonly each?: string;
  readonly runs?: string;
  readonly metric?: readonly string[];
  readonly best?: 'max' | 'min';
  readonly stopAfterFailures?: string;
  readonly resume?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly table?: string;
  readonly report?: string;
}

/** What a sweep is, from its file and its flags, which count above it. */
export interface SweepPlan {
  readonly params: SweptParams;
  readonly space: SpaceOptions;
  /** What the sample and all random numbers of its runs follow from: the same for each setting. */
  readonly seed: number;
  /** How many runs are at work at once. */
  readonly runs: number;
  readonly stopAfterFailures: number;
  /** As they are written: `score=evaluate.f1`. */
  readonly metrics: readonly string[];
  /** What of the file counts, as no option says otherwise, and what is wrong with it. */
  readonly file: {
    readonly faults: readonly string[];
    readonly metrics: readonly Placed<string>[];
    readonly inputs: readonly Placed[];
    readonly each: Placed<string> | undefined;
  };
  readonly each: string | undefined;
  readonly best: 'max' | 'min' | undefined;
}

/** Throws a `UsageError` with all that is wrong, but for what is so with the file alone. */
export const sweepPlan = (options: SweepCommandOptions): SweepPlan => {
  const [file, set, sample, seed, runs, stopAfterFailures] = collectUsageErrors(
    (): Partial<SweepFile> =>
      ifGiven(options.sweepFile, (path) => readSweepFile(path, paintFor(process.stderr))) ?? {},
    () => sweptParams(options.set ?? []),
    () => ifGiven(options.sample, (text) => whole('--sample', text, 1)),
    () => ifGiven(options.seed, (text) => whole('--seed', text, 0)),
    () => ifGiven(options.runs, (text) => whole('--runs', text, 1)),
    () => ifGiven(options.stopAfterFailures, (text) => whole('--stop-after-failures', text, 1)),
  );
  const count = sample ?? file.sample;
  const fileMetrics = options.metric === undefined ? (file.metrics ?? []) : [];
  const metrics = options.metric ?? fileMetrics.map(({ value }) => value);
  const named = new Set(inputNames(options.inputs ?? []));
  const best = options.best ?? file.best;
  const { faults = [] } = file;
  if (best !== undefined && metrics.length === 0 && faults.length === 0)
    throw new UsageError(
      '`--best` needs a metric to sort by, such as `--metric score=evaluate.f1`',
    );
  return {
    params: { ...file.params, ...set },
    space: {
      zip: options.zip ?? file.zip ?? false,
      seed: seed ?? file.seed ?? 0,
      ...(count === undefined ? {} : { sample: count }),
    },
    seed: seed ?? file.seed ?? 0,
    runs: runs ?? 1,
    stopAfterFailures: stopAfterFailures ?? Infinity,
    metrics,
    file: {
      ...{ faults, metrics: fileMetrics, each: options.each === undefined ? file.each : undefined },
      inputs: file.inputs?.filter(({ name }) => !named.has(name)) ?? [],
    },
    each: options.each ?? file.each?.value,
    best,
  };
};

const sweptParams = (assignments: readonly string[]): SweptParams => {
  const params: Record<string, SweptParams[string]> = {};
  for (const assignment of assignments) {
    const [param, values] = sweptParam(assignment);
    if (Object.hasOwn(params, param))
      throw new UsageError(
        `${quoted(param)} is set twice: \`--set ${param}=1,2\` takes all its values`,
      );
    params[param] = values;
  }
  return params;
};
