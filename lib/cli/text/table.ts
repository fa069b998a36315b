import type { Paint } from '../../diagnostics/paint.js';
import { fitted, width } from '../../diagnostics/width.js';

export interface Column {
  readonly head: string;
  readonly isRight?: boolean;
}

/** Rows of cells as lines, each column as wide as its widest cell, below a line of heads. */
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] => {
  const widths = columns.map(({ head }, at) =>
    rows.reduce((most, row) => Math.max(most, width(row[at] ?? '')), width(head)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ isRight }, at) =>
        fitted(cells[at] ?? '', widths[at] ?? 0, isRight ? 'right' : 'left'),
      )
      .join('  ')
      .trimEnd();
  return [paint.strong(line(columns.map(({ head }) => head))), ...rows.map(line)];
};
