import type { RunState } from '../store/store.js';
import { quoted } from '../diagnostics/wording.js';
import type { RunResult } from './run-result.js';

/** What is told of a metric over runs, or over the elements of lists. */
export interface Spread {
  readonly mean: number;
  /** The standard deviation of a sample; 0 of one number. */
  readonly deviation: number;
  readonly count: number;
}

/** What came of runs that are compared as one: of a setting, over all its items. */
export interface Row {
  /** Its place among all. */
  readonly index: number;
  /** What was set, and what else is not the same in each row. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, Spread>>;
  /** Of each metric that some run gave and that cannot be read, why the first cannot; absent where all can. */
  readonly damaged?: Readonly<Record<string, string>>;
  readonly runs: readonly string[];
  /** Of several runs the one that is furthest from done. */
  readonly state: RunState;
  readonly done: number;
  /** Of those that are done: by a sweep that is gone on with. */
  readonly before: number;
  readonly failed: number;
  /** Of the first that failed, or of which something cannot be read. */
  readonly error: string | undefined;
  /** The means over runs that are done, in milliseconds: of all work in them, and of the time at work. */
  readonly work: number;
  readonly took: number;
  readonly tasks: number;
  readonly kept: number;
}

export const rowOf = (index: number, values: Row['values'], runs: readonly RunResult[]): Row => {
  const done = runs.filter(({ state }) => state === 'done');
  const names = new Set(done.flatMap(({ measured }) => [...measured.keys()]));
  // The first of each.
  const damaged = done.toReversed().flatMap((one) => [...(one.damaged ?? [])]);
  return {
    index,
    values,
    metrics: Object.fromEntries(
      [...names].flatMap((name) => {
        const spread = spreadOf(done.flatMap(({ measured }) => measured.get(name) ?? []));
        return spread === undefined ? [] : [[name, spread]];
      }),
    ),
    ...(damaged.length === 0 ? {} : { damaged: Object.fromEntries(damaged) }),
    runs: runs.flatMap(({ run }) => run ?? []),
    state: states.find((one) => runs.some(({ state }) => state === one)) ?? 'done',
    done: done.length,
    before: done.filter(({ isBefore }) => isBefore).length,
    failed: runs.filter(({ state }) => !isOpen(state)).length - done.length,
    error: runs.map(errorOf).find((error) => error !== undefined),
    work: mean(done.map(({ work }) => work)),
    took: mean(done.map(({ took = 0 }) => took)),
    tasks: runs.reduce((sum, { tasks }) => sum + tasks, 0),
    kept: runs.reduce((sum, { kept }) => sum + kept, 0),
  };
};

/** Why it failed or, of one that is done, what of it cannot be read. */
export const errorOf = ({ error, damaged }: RunResult): string | undefined =>
  error ?? [...(damaged ?? [])].map(([name, why]) => `metric ${quoted(name)}: ${why}`)[0];

const isOpen = (state: RunState): boolean => state === 'running';

const states: readonly RunState[] = [
  'failed',
  'timeout',
  'cancelled',
  'interrupted',
  'running',
  'done',
];

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / Math.max(numbers.length, 1);

const spreadOf = (numbers: readonly number[]): Spread | undefined => {
  const count = numbers.length;
  if (count === 0) return undefined;
  const mean = numbers.reduce((sum, one) => sum + one, 0) / count;
  const squares = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, deviation: count === 1 ? 0 : Math.sqrt(squares / (count - 1)), count };
};

/** The best first; those without the metric last. Without `best` in the order of their settings. */
export const sorted = (
  rows: readonly Row[],
  metric: string | undefined,
  best: 'max' | 'min' | undefined,
): readonly Row[] => {
  const worth = ({ metrics }: Row): number => {
    const mean = metric === undefined ? undefined : metrics[metric]?.mean;
    return mean === undefined ? -Infinity : best === 'min' ? -mean : mean;
  };
  return [...rows].sort((a, b) => {
    const [one, other] = best === undefined ? [0, 0] : [worth(a), worth(b)];
    return one === other ? a.index - b.index : other - one;
  });
};

/** The names of the metrics that are asked for, whichever a row lacks, and then of all others that a row has. */
export const metricsIn = (
  rows: readonly Row[],
  asked: readonly { readonly name: string }[],
): readonly string[] => [
  ...new Set([
    ...asked.map(({ name }) => name),
    ...rows.flatMap(({ metrics, damaged = {} }) => [
      ...Object.keys(metrics),
      ...Object.keys(damaged),
    ]),
  ]),
];
