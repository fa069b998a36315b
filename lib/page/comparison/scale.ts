import type { ComparedRow } from '../../comparison/comparison-data.js';
import type { Column } from './column.js';

/** Where values stand on an axis: 0 at its beginning, 1 at its end. */
export interface Scale {
  readonly at: (row: ComparedRow) => number | undefined;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** An axis of a column: of numbers by their size, of texts at equal distances in their order. */
export const scaleOf = (column: Column, rows: readonly ComparedRow[], most: number): Scale => {
  const values = rows.map(column.of).filter((value) => value !== undefined);
  const numbers = values.filter((value) => typeof value === 'number');
  return column.isNumber
    ? numberScale(column, numbers, most)
    : textScale(column, values.map(String), most);
};

/** Numbers above 0 over more than this are shown by their powers. */
const widest = 100;

const numberScale = (column: Column, numbers: readonly number[], most: number): Scale => {
  const [least, greatest] = numbers.reduce(
    ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
    [Infinity, -Infinity],
  );
  if (least > greatest) return { at: () => undefined, ticks: [] };
  const isLog = least > 0 && greatest / least >= widest;
  const way = isLog ? Math.log10 : (number: number): number => number;
  // What is the same in all rows stands in the midst.
  const room = least === greatest ? 1 : (way(greatest) - way(least)) * 0.04;
  const [from, to] = [way(least) - room, way(greatest) + room];
  const place = (number: number): number => (way(number) - from) / (to - from);
  const marks =
    least === greatest
      ? [least]
      : isLog
        ? powers(from, to, most)
        : roundNumbers(from, to, most).map((one) => Number(one.toPrecision(12)));
  return {
    at: (row) => {
      const value = column.of(row);
      return typeof value === 'number' ? place(value) : undefined;
    },
    ticks: marks.map((mark) => ({ at: place(mark), text: column.written(mark) })),
  };
};

const roundNumbers = (from: number, to: number, most: number): readonly number[] => {
  const least = (to - from) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5, 10].find((one) => one * power >= least) ?? 10) * power;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => (first + index) * step);
};

const powers = (from: number, to: number, most: number): readonly number[] =>
  roundNumbers(from, to, most)
    .filter((power) => Number.isInteger(power))
    .map((power) => 10 ** power);

const textScale = (column: Column, values: readonly string[], most: number): Scale => {
  const places = new Map<string, number>();
  for (const value of values) if (!places.has(value)) places.set(value, places.size);
  const at = (place: number): number => (place + 0.5) / places.size;
  const every = Math.ceil(places.size / Math.max(most, 1));
  return {
    at: (row) => {
      const place = places.get(String(column.of(row)));
      return place === undefined ? undefined : at(place);
    },
    ticks: [...places]
      .filter(([, place]) => place % every === 0)
      .map(([text, place]) => ({ at: at(place), text })),
  };
};

/** As much of a label as there is room for. */
export const cutLabel = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(most - 1, 1))}…`;
