import type { ComparedRow } from '../../comparison/comparison-data.js';
import type { Column } from './column.js';

type Test = (row: ComparedRow) => boolean;

/**
 * The rows that a filter lets through: each of its words must stand in what a row shows, or hold of a
 * column, as `accuracy>0.8` or `psm=3`, which may be named by a part of its name.
 */
export const filterOf = (text: string, columns: readonly Column[]): Test => {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const tests = words.map((word) => comparisonIn(word, columns) ?? textTest(word, columns));
  return (row) => tests.every((test) => test(row));
};

const textTest =
  (word: string, columns: readonly Column[]): Test =>
  (row) =>
    [row.state, ...columns.map(({ text }) => text(row)), ...row.each.map(({ id }) => id)].some(
      (text) => text.toLowerCase().includes(word),
    );

const comparisonIn = (word: string, columns: readonly Column[]): Test | undefined => {
  const [, name = '', sign = '', wanted = ''] = /^(.+?)(<=|>=|=|<|>)(.+)$/.exec(word) ?? [];
  const named = columns.filter((one) => one.name.toLowerCase().includes(name));
  const column = named.find((one) => one.name.toLowerCase() === name) ?? named[0];
  if (name === '' || column === undefined) return undefined;
  if (sign === '=')
    return (row) =>
      column.text(row).toLowerCase() === wanted ||
      String(column.of(row)) === String(Number(wanted));
  const limit = Number(wanted);
  return (row) => {
    const value = column.of(row);
    if (typeof value !== 'number') return false;
    switch (sign) {
      case '<':
        return value < limit;
      case '<=':
        return value <= limit;
      case '>':
        return value > limit;
      default:
        return value >= limit;
    }
  };
};
