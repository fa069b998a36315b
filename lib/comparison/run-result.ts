import { withCauses } from '../diagnostics/thrown.js';
import type { RecordedFailure } from '../sinks/record/recorded-event.js';
import { allEvents } from '../store/all-events.js';
import type { ValueKeeper } from '../store/durable/value-keeper.js';
import { keptFailures } from '../store/kept-failures.js';
import type { History, KeptRun, RunState } from '../store/store.js';
import type { KeptValue } from '../store/values/kept-value.js';
import { measured, type Metric, numberOf } from './metric.js';
import { type TasksOf, workOf } from './work.js';

/** What came of one run. */
export interface RunResult {
  /** Absent where it could not begin. */
  readonly run: string | undefined;
  /** What tells it from others that are compared as one with it. */
  readonly item?: string | undefined;
  readonly state: RunState;
  readonly error: string | undefined;
  /** Whether it was done before, by a sweep that is gone on with. */
  readonly isBefore: boolean;
  /** By metric: a number for each task that gives it. */
  readonly measured: ReadonlyMap<string, readonly number[]>;
  /** At work, in milliseconds; absent where it has not ended. */
  readonly took: number | undefined;
  /** In milliseconds. */
  readonly work: number;
  readonly tasks: number;
  readonly kept: number;
}

/** Where what is kept of runs is read. */
export interface KeptRuns {
  readonly history: History;
  readonly keeper: ValueKeeper;
  readonly tasksOf: TasksOf;
}

/** What is kept of it. Without metrics the outputs of the pipeline that are numbers are taken for some. */
export const runResult = async (
  { history, keeper, tasksOf }: KeptRuns,
  run: KeptRun,
  metrics: readonly Metric[],
): Promise<RunResult> => {
  const tasks = await tasksOf(run.id);
  const measuredOf = async (metric: Metric): Promise<readonly [string, readonly number[]]> => [
    metric.name,
    await measured(metric, run.outputs, tasks, keeper),
  ];
  return {
    run: run.id,
    state: run.state,
    error: run.state === 'failed' ? await errorOf(history, run.id) : undefined,
    isBefore: false,
    measured: new Map(
      metrics.length === 0 ? plain(run.outputs) : await Promise.all(metrics.map(measuredOf)),
    ),
    took: run.ended === undefined ? undefined : run.took,
    ...(await workOf(tasksOf, tasks)),
  };
};

/** Outputs that are numbers: what is shown where no metric is named. */
const plain = (
  outputs: ReadonlyMap<string, KeptValue>,
): readonly (readonly [string, readonly number[]])[] =>
  [...outputs].flatMap(([name, { json = '', blobs }]) => {
    // Longer than any number.
    if (json.length > 32 || blobs.length > 0) return [];
    const number = numberOf(JSON.parse(json === '' ? 'null' : json));
    return number === undefined ? [] : [[name, [number]] as const];
  });

const errorOf = async (history: History, run: string): Promise<string> =>
  failuresText(await keptFailures(allEvents(history, run)));

/** Failures in a line. */
export const failuresText = (
  failures: readonly (Pick<RecordedFailure, 'task' | 'message'> & { readonly cause?: unknown })[],
): string =>
  failures
    .map(({ task, message, cause }) => `\`${task}\` failed: ${withCauses(message, cause)}`)
    .join('; ');
