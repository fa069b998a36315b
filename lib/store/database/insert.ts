import { type Cell, run, type Work } from './database.js';

/** Rows in one statement: fewer, longer statements; SQLite allows 32,766 values in one. */
const most = 100;

/** Inserts rows, many in one statement; `conflict` is what follows: `ON CONFLICT DO NOTHING`. */
export function* insert(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  conflict = '',
): Work<void> {
  const one = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += most) {
    const part = rows.slice(start, start + most);
    yield* run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${part.map(() => one).join(', ')} ${conflict}`,
      ...part.flat(),
    );
  }
}

/** As many marks as there are values, for `IN (…)`. */
export const marks = (count: number): string => Array<string>(count).fill('?').join(', ');

export const inParts = <T>(values: readonly T[]): readonly (readonly T[])[] => {
  const parts: T[][] = [];
  for (let start = 0; start < values.length; start += most)
    parts.push(values.slice(start, start + most));
  return parts;
};
