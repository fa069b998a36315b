import type { ComparedRow } from '../../comparison/comparison-data.js';
import type { Column } from './column.js';

/** What a chart is given. */
export interface Charted {
  readonly columns: readonly Column[];
  /** Those that the filter lets through. */
  readonly rows: readonly ComparedRow[];
  /** From 0 to 1, how good a row is: by the metric that it is sorted by. */
  readonly worth: (row: ComparedRow) => number;
  readonly marked: number | undefined;
  /** Marks a row by its index. */
  readonly mark: (index: number) => void;
}

/** Of rows with that metric the best 1, the worst 0. */
export const worthBy = (
  column: Column | undefined,
  rows: readonly ComparedRow[],
  best: 'max' | 'min',
): Charted['worth'] => {
  if (column === undefined) return () => 1;
  const values = rows.map(column.of).filter((value) => typeof value === 'number');
  const least = values.reduce((low, one) => Math.min(low, one), Infinity);
  const greatest = values.reduce((high, one) => Math.max(high, one), -Infinity);
  return (row) => {
    const value = column.of(row);
    if (typeof value !== 'number' || greatest <= least) return 1;
    const share = (value - least) / (greatest - least);
    return best === 'max' ? share : 1 - share;
  };
};

/** A row on a chart, in its colour. */
export const inkOf = (worth: number): { readonly '--worth': string } => ({
  '--worth': `${Math.round(worth * 100)}%`,
});

/** What is said of a row where there is room for a line. */
export const rowText = (row: ComparedRow, columns: readonly Column[]): string =>
  columns
    .map((column) => [column.name, column.text(row)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${text}`)
    .join(', ');
