import type { Values } from '../../engine/event.js';
import { numberOf } from './metric.js';

/** What came of one run of a setting. */
export interface SweptRun {
  /** Absent where it could not begin. */
  readonly run: string | undefined;
  readonly outputs: Values;
  readonly error: string | undefined;
  /** Whether it was done before, by a sweep that is gone on with. */
  readonly isBefore: boolean;
  /** By metric: a number for each task that gives it. */
  readonly measured: ReadonlyMap<string, readonly number[]>;
  /** In milliseconds. */
  readonly work: number;
  readonly tasks: number;
  readonly kept: number;
}

/** What is told of a metric over runs, or over the elements of lists. */
export interface Spread {
  readonly mean: number;
  /** The standard deviation of a sample; 0 of one number. */
  readonly deviation: number;
  readonly count: number;
}

/** What came of a setting, over all its items. */
export interface SweepRow {
  /** The place of the setting among all. */
  readonly index: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, Spread>>;
  readonly runs: readonly string[];
  readonly done: number;
  /** Of those that are done: by a sweep that is gone on with. */
  readonly before: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly error: string | undefined;
  /** The mean over runs that are done, in milliseconds. */
  readonly work: number;
  readonly tasks: number;
  readonly kept: number;
}

export const sweepRow = (
  index: number,
  values: SweepRow['values'],
  runs: readonly SweptRun[],
): SweepRow => {
  const done = runs.filter(({ error }) => error === undefined);
  const names = new Set(done.flatMap(({ measured }) => [...measured.keys()]));
  return {
    index,
    values,
    metrics: Object.fromEntries(
      [...names].flatMap((name) => {
        const spread = spreadOf(done.flatMap(({ measured }) => measured.get(name) ?? []));
        return spread === undefined ? [] : [[name, spread]];
      }),
    ),
    runs: runs.flatMap(({ run }) => run ?? []),
    done: done.length,
    before: done.filter(({ isBefore }) => isBefore).length,
    failed: runs.length - done.length,
    error: runs.find(({ error }) => error !== undefined)?.error,
    work: done.reduce((sum, { work }) => sum + work, 0) / Math.max(done.length, 1),
    tasks: runs.reduce((sum, { tasks }) => sum + tasks, 0),
    kept: runs.reduce((sum, { kept }) => sum + kept, 0),
  };
};

const spreadOf = (numbers: readonly number[]): Spread | undefined => {
  const count = numbers.length;
  if (count === 0) return undefined;
  const mean = numbers.reduce((sum, one) => sum + one, 0) / count;
  const squares = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, deviation: count === 1 ? 0 : Math.sqrt(squares / (count - 1)), count };
};

/** Outputs that are numbers: what is shown where no metric is named. */
export const plainMetrics = (outputs: Values): ReadonlyMap<string, readonly number[]> =>
  new Map(
    Object.entries(outputs).flatMap(([name, value]) => {
      const number = numberOf(value);
      return number === undefined ? [] : [[name, [number]] as const];
    }),
  );

/** The best first; those without the metric last. Without `best` in the order of their settings. */
export const sorted = (
  rows: readonly SweepRow[],
  metric: string | undefined,
  best: 'max' | 'min' | undefined,
): readonly SweepRow[] => {
  const worth = ({ metrics }: SweepRow): number => {
    const mean = metric === undefined ? undefined : metrics[metric]?.mean;
    return mean === undefined ? -Infinity : best === 'min' ? -mean : mean;
  };
  return [...rows].sort((a, b) => {
    const [one, other] = best === undefined ? [0, 0] : [worth(a), worth(b)];
    return one === other ? a.index - b.index : other - one;
  });
};
