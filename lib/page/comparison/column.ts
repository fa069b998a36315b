import type { ComparedRow, ComparisonData } from '../../comparison/comparison-data.js';
import { numberText, spreadText, valueText } from '../../comparison/row-text.js';
import { duration } from '../text/format.js';

/** A column of the table, which can be an axis too. */
export interface Column {
  /** A metric may be named as what varies is: the kind and the name. */
  readonly id: string;
  readonly name: string;
  /** What it tells: what varies, what was measured, how long it took. */
  readonly kind: 'varying' | 'metric' | 'time';
  /** Whether all that is there are numbers. */
  readonly isNumber: boolean;
  /** Absent where the row has none. */
  readonly of: (row: ComparedRow) => number | string | undefined;
  readonly text: (row: ComparedRow) => string;
  /** How a number of it is written at an axis. */
  readonly written: (number: number) => string;
}

export const columnsOf = ({ varying, metrics, rows }: ComparisonData): readonly Column[] =>
  [
    ...varying.map((name) => varyingColumn(name, rows)),
    ...metrics.map(metricColumn),
    timeColumn('took', ({ took }) => took),
    timeColumn('work', ({ work }) => work),
  ].map((column) => ({ ...column, id: `${column.kind} ${column.name}` }));

type NamedColumn = Omit<Column, 'id'>;

const varyingColumn = (name: string, rows: readonly ComparedRow[]): NamedColumn => {
  const isNumber = rows.every(({ values }) =>
    ['number', 'undefined'].includes(typeof values[name]),
  );
  const text = ({ values }: ComparedRow): string => valueText(values[name]);
  return {
    ...{ name, kind: 'varying', isNumber, text, written: numberText },
    of: (row) => {
      const value = row.values[name];
      return value === undefined || typeof value === 'number' ? value : text(row);
    },
  };
};

const metricColumn = (name: string): NamedColumn => ({
  ...{ name, kind: 'metric', isNumber: true, written: numberText },
  of: ({ metrics }) => metrics[name]?.mean,
  text: ({ metrics }) => spreadText(metrics[name]),
});

const timeColumn = (name: string, time: (row: ComparedRow) => number): NamedColumn => ({
  ...{ name, kind: 'time', isNumber: true, written: duration },
  of: (row) => (row.done === 0 ? undefined : time(row)),
  text: (row) => (row.done === 0 ? '' : duration(time(row))),
});
