import { quoted } from '../diagnostics/wording.js';
import { withCauses } from '../diagnostics/thrown.js';
import type { RecordedFailure } from '../sinks/record/recorded-event.js';
import { allEvents } from '../store/all-events.js';
import type { ValueKeeper } from '../store/values/value-keeper.js';
import { keptFailures } from '../store/kept-failures.js';
import type { History, KeptRun, RunState } from '../store/store.js';
import type { KeptValue } from '../store/values/kept-value.js';
import { measured, type Measured, type Metric, readOf } from './metric.js';
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
  /** By metric: why what gives it cannot be read; absent where all can. */
  readonly damaged?: ReadonlyMap<string, string>;
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
  const all =
    metrics.length === 0
      ? await plain(run.outputs, keeper)
      : await Promise.all(
          metrics.map(
            async (metric) =>
              [metric.name, await measured(metric, run.outputs, tasks, keeper)] as const,
          ),
        );
  const damaged = all.flatMap(([name, { damaged: why }]) =>
    why === undefined ? [] : [[name, why] as const],
  );
  return {
    run: run.id,
    state: run.state,
    error: run.state === 'failed' ? await errorOf(history, run.id) : undefined,
    isBefore: false,
    measured: new Map(all.map(([name, { numbers }]) => [name, numbers])),
    ...(damaged.length === 0 ? {} : { damaged: new Map(damaged) }),
    took: run.ended === undefined ? undefined : run.took,
    ...(await workOf(tasksOf, tasks)),
  };
};

/** Outputs that are numbers: what is shown where no metric is named. */
const plain = async (
  outputs: ReadonlyMap<string, KeptValue>,
  keeper: ValueKeeper,
): Promise<readonly (readonly [string, Measured])[]> => {
  // Longer than any number.
  const short = [...outputs].filter(
    ([, { json = '', blobs }]) => json !== '' && json.length <= 32 && blobs.length === 0,
  );
  const all = await Promise.all(
    short.map(async ([name, one]) => [name, await readOf(one, [], keeper)] as const),
  );
  return all.filter(([, { numbers, damaged }]) => numbers.length > 0 || damaged !== undefined);
};

const errorOf = async (history: History, run: string): Promise<string> =>
  failuresText(await keptFailures(allEvents(history, run)));

/** Failures in a line. */
export const failuresText = (
  failures: readonly (Pick<RecordedFailure, 'task' | 'message'> & { readonly cause?: unknown })[],
): string =>
  failures
    .map(({ task, message, cause }) => `${quoted(task)} failed: ${withCauses(message, cause)}`)
    .join('; ');
