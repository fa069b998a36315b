import { isError, textOf } from '../../diagnostics/thrown.js';
import { visible } from '../../diagnostics/visible.js';
import { shorten } from '../../diagnostics/wording.js';

const widest = 80;

const bytes = (count: number): string => `${count.toLocaleString('en')} bytes`;

/**
 * A value in a line of a log: long ones shortened, binary ones named by kind and size, control
 * characters escaped. Never throws, and never walks more of a value than it shows.
 */
export const shownValue = (value: unknown): string => {
  try {
    return shown(value);
  } catch {
    // A getter or a proxy that throws.
    return '<unreadable>';
  }
};

const amount = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Objects that are named rather than looked into, in words; `undefined` for all others. */
export const objectInWords = (value: object): string | undefined => {
  if (value instanceof ArrayBuffer) return `<${bytes(value.byteLength)}>`;
  if (ArrayBuffer.isView(value)) {
    const kind = Buffer.isBuffer(value) ? 'Buffer' : value.constructor.name;
    return `<${kind} of ${bytes(value.byteLength)}>`;
  }
  if (value instanceof Map) return `<Map of ${amount(value.size, 'entry', 'entries')}>`;
  if (value instanceof Set) return `<Set of ${amount(value.size, 'value', 'values')}>`;
  if (value instanceof RegExp) return String(value);
  return undefined;
};

const shown = (value: unknown): string => {
  if (typeof value === 'string') return visible(shorten(value, widest));
  if (typeof value === 'function') return '<function>';
  if (typeof value !== 'object' || value === null) return String(value);
  const words = objectInWords(value);
  if (words !== undefined) return visible(shorten(words, widest));
  if (isError(value)) return visible(shorten(textOf(value), widest));
  // As in JSON: dates, addresses.
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return shown((value.toJSON as () => unknown)());
  return visible(shorten(nested(value, 2), widest));
};

const mostItems = 10;

const isPlain = (value: object): boolean =>
  objectInWords(value) === undefined && !isError(value) && !('toJSON' in value);

const nested = (value: unknown, depth: number): string => {
  if (typeof value === 'string') return JSON.stringify(shorten(value, widest));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return shownValue(value);
  const isList = Array.isArray(value);
  if (depth === 0) return isList ? '[…]' : '{…}';
  const entries = isList ? Array.from(value.slice(0, mostItems).entries()) : firstEntries(value);
  const shown = entries.map(([key, item]) =>
    isList ? nested(item, depth - 1) : `${String(key)}: ${nested(item, depth - 1)}`,
  );
  const more = isList && value.length > mostItems ? ['…'] : [];
  const inside = [...shown, ...more].join(', ');
  return isList ? `[${inside}]` : `{${inside}}`;
};

const firstEntries = (value: object): [string, unknown][] => {
  const entries: [string, unknown][] = [];
  for (const key in value) {
    if (entries.length === mostItems) break;
    if (Object.hasOwn(value, key)) entries.push([key, (value as Record<string, unknown>)[key]]);
  }
  return entries;
};

// A task may take the outputs of thousands.
const mostNames = 20;

/** `name=value, name=value`, in their order; of very many the first. */
export const shownValues = (values: Readonly<Record<string, unknown>>): string => {
  const names = Object.keys(values);
  if (names.length === 0) return 'none';
  const shown = names.slice(0, mostNames).map((name) => `${name}=${shownValue(values[name])}`);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more === 0 ? '' : ` and ${more.toLocaleString('en')} more`}`;
};
