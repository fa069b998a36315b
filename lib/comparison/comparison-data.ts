import type { RunState } from '../store/store.js';
import type { Comparison } from './comparison.js';
import { errorOf, metricsIn, type Row } from './row.js';
import type { RunResult } from './run-result.js';
import type { EventLoopTurns } from './event-loop-turns.js';

/** A comparison as plain JSON data, which a page shows. */
export interface ComparisonData {
  readonly pipeline: string;
  /** The sweep or batch whose runs these are. */
  readonly batch?: string;
  readonly varying: readonly string[];
  readonly metrics: readonly string[];
  readonly best?: 'max' | 'min';
  readonly rows: readonly ComparedRow[];
}

export interface ComparedRow extends Omit<Row, 'runs' | 'before' | 'damaged'> {
  readonly each: readonly ComparedRun[];
}

/** One of the runs that are behind a row. Times are in milliseconds. */
export interface ComparedRun {
  readonly id: string;
  readonly state: RunState;
  /** What tells it from the others of its row. */
  readonly item?: string;
  readonly took?: number;
  readonly error?: string;
  /** Means, where a run gives several numbers. */
  readonly metrics: Readonly<Record<string, number>>;
}

interface About {
  readonly pipeline: string;
  readonly batch?: string;
}

export const comparisonData = (about: About, comparison: Comparison): ComparisonData => ({
  ...headOf(about, comparison),
  rows: comparison.rows.map((row, at) => comparedRow(row, comparison.results[at] ?? [])),
});

/** As JSON, which is long where rows are many. */
export const comparisonJson = async (
  about: About,
  comparison: Comparison,
  turns: EventLoopTurns,
): Promise<string> => {
  const head = JSON.stringify(headOf(about, comparison)).slice(0, -1);
  const rows = await turns.each(comparison.rows, (row, at) =>
    JSON.stringify(comparedRow(row, comparison.results[at] ?? [])),
  );
  return `${head},"rows":[${rows.join(',')}]}`;
};

const headOf = (
  about: About,
  { varying, metrics, best, rows }: Comparison,
): Omit<ComparisonData, 'rows'> => ({
  ...about,
  varying,
  metrics: metricsIn(rows, metrics),
  ...(best === undefined ? {} : { best }),
});

const comparedRow = (row: Row, results: readonly RunResult[]): ComparedRow => {
  const { index, values, metrics, state, done, failed, error, work, took, tasks, kept } = row;
  return {
    ...{ index, values, metrics, state, done, failed, error, work, took, tasks, kept },
    each: results.flatMap(comparedRun),
  };
};

const comparedRun = (result: RunResult): readonly ComparedRun[] => {
  const { run, state, item, took, measured } = result;
  const error = errorOf(result);
  if (run === undefined) return [];
  const metrics = [...measured].flatMap(([name, numbers]) =>
    numbers.length === 0
      ? []
      : [[name, numbers.reduce((sum, one) => sum + one, 0) / numbers.length] as const],
  );
  return [
    {
      ...{ id: run, state },
      ...(item === undefined ? {} : { item }),
      ...(took === undefined ? {} : { took }),
      ...(error === undefined ? {} : { error }),
      metrics: Object.fromEntries(metrics),
    },
  ];
};
