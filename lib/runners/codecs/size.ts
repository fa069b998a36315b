import * as t from 'io-ts';

const units: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
]);

/** A codec of params: bytes, written `512KB`, `64MB`, `1GiB`, or as a number of bytes. */
export const size: t.Type<number, unknown> = new t.Type<number, unknown>(
  'size',
  t.number.is.bind(t.number),
  (value, context) => {
    const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(value) : null;
    const bytes =
      typeof value === 'number'
        ? value
        : Math.floor(Number(match?.[1]) * (units.get(match?.[2] ?? '') ?? NaN));
    return Number.isSafeInteger(bytes) && bytes >= 0
      ? t.success(bytes)
      : t.failure(value, context, 'write `512KB`, `64MB`, `1GiB`, or a number of bytes');
  },
  t.identity,
);

/** How many bytes, as a reader takes them in: `64 MB`, `1,500 bytes`. */
export const sizeText = (bytes: number): string => {
  for (const unit of ['GB', 'MB', 'KB']) {
    const count = bytes / (units.get(unit) ?? 1);
    if (count >= 1 && Number.isInteger(count)) return `${count} ${unit}`;
  }
  return `${bytes.toLocaleString('en')} bytes`;
};
