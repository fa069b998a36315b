/** What kind of thing a value is to a condition. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'list' | 'object' | 'other';

/** Lists of numbers that JavaScript packs, such as the data of a tensor, are lists. */
export type List = readonly unknown[];

/** `value` as conditions see it: whole numbers of any type are numbers where that is exact. */
export const plainly = (value: unknown): unknown =>
  typeof value === 'bigint' ? (exactly(value) ?? value) : value;

/** The number that a whole one is, if there is one. */
export const exactly = (whole: bigint): number | undefined => {
  const number = Number(whole);
  return Number.isFinite(number) && BigInt(number) === whole ? number : undefined;
};

export const isList = (value: unknown): value is List =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

// Of a literal, of `JSON.parse`, of `Object.create(null)` or of another realm, but of no class.
const isObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

export const kindOf = (value: unknown): Kind => {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return typeof value as 'boolean' | 'string';
    // Were it false in every comparison, `x > 1` would skip in silence what `x <= 1` skips too.
    case 'number':
      return Number.isNaN(value) ? 'other' : 'number';
    case 'object':
      if (isList(value)) return 'list';
      return isObject(value) ? 'object' : 'other';
    default:
      return 'other';
  }
};

/** Whether values of a kind come before and after one another. */
export const hasOrder = (kind: Kind): boolean => kind === 'number' || kind === 'string';

const articles: Record<Kind, string> = {
  null: 'null',
  boolean: 'a boolean',
  number: 'a number',
  string: 'a string',
  list: 'a list',
  object: 'an object',
  other: 'a value of JavaScript',
};

export const kindText = (kind: Kind): string => articles[kind];

/** The kind of a value in words; more exactly where conditions can do nothing with it. */
export const kindOfText = (value: unknown): string => {
  const kind = kindOf(value);
  if (kind !== 'other') return kindText(kind);
  if (value === undefined || Number.isNaN(value)) return String(value);
  if (typeof value === 'bigint') return 'a BigInt beyond 2^53';
  if (value instanceof Date) return 'a Date';
  if (typeof value === 'object') return 'an object of a class';
  return `a ${typeof value}`;
};

/**
 * An own field of a plain object; `undefined` where it is not there. Nothing that is inherited is seen:
 * not `constructor`, `toString` or `__proto__`.
 */
export const fieldOf = (value: unknown, field: string): unknown =>
  kindOf(value) === 'object' && Object.hasOwn(value as object, field)
    ? plainly((value as Record<string, unknown>)[field])
    : undefined;

/** The fields of a plain object that are there: one that is `undefined` is not, as in JSON. */
export const keysOf = (value: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(value).filter((key) => value[key] !== undefined);

/** An element of a list; `undefined` where it is not there. */
export const elementOf = (list: List, index: number): unknown =>
  Number.isInteger(index) && index >= 0 && index < list.length ? plainly(list[index]) : undefined;
