import { isError, messageOf, nameOf } from '../../diagnostics/thrown.js';
import { imageText, imageType, isImageText, mostOfImages } from './image-text.js';
import { objectInWords } from './shown-value.js';

/** What JSON has no form for, in words; `undefined` for all else. */
const inWords = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : String(value);
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'function':
      return `<function${value.name === '' ? '' : ` ${value.name}`}>`;
    case 'object':
      return value === null ? undefined : objectInWords(value);
    default:
      return undefined;
  }
};

/** The characters of a value that are kept, of strings and of the punctuation around them. */
export const mostCharacters = 100_000;

const deepest = 100;

/**
 * A copy of a value as plain JSON data, for a record of it. What JSON has no form for is named;
 * what is beyond so many characters is cut, and says so: the ends of strings, lists and objects.
 * Never throws, whatever the value's getters do, and never walks more of a value than it keeps.
 */
export const plainValue = (value: unknown, most = mostCharacters): unknown =>
  value === undefined
    ? '<undefined>'
    : copied(value, { left: most, images: mostOfImages, above: [] });

interface Walk {
  left: number;
  /** What is left for images: one that is cut is none. */
  images: number;
  /** The objects around the one at hand: one that holds itself would never end. */
  readonly above: object[];
}

const copied = (value: unknown, walk: Walk): unknown => {
  if (typeof value === 'string') return isKept(value, walk) ? value : cut(value, walk);
  walk.left -= 5;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return inWords(value) ?? value;
  if (walk.above.includes(value)) return '<itself>';
  if (walk.above.length === deepest) return '<too deep>';
  walk.above.push(value);
  try {
    const image = imageText(value, walk.images);
    if (image !== undefined) {
      walk.images -= image.length;
      return image;
    }
    const type = imageType(value);
    const size = value instanceof Uint8Array ? value.length.toLocaleString('en') : '';
    if (type !== undefined) return `<${type} of ${size} bytes>`;
    const words = inWords(value);
    if (words !== undefined) return words;
    if (isError(value)) return { name: nameOf(value), message: cut(messageOf(value), walk) };
    if (Array.isArray(value)) return list(value, walk);
    if ('toJSON' in value && typeof value.toJSON === 'function')
      return copied((value.toJSON as () => unknown)(), walk) ?? null;
    return record(value, walk);
  } catch {
    return '<unreadable>';
  } finally {
    walk.above.pop();
  }
};

/** An image in a record that is read again. */
const isKept = (text: string, walk: Walk): boolean => {
  if (text.length > walk.images || !text.startsWith('data:image/') || !isImageText(text))
    return false;
  walk.images -= text.length;
  return true;
};

const cut = (text: string, walk: Walk): string => {
  const room = Math.max(walk.left, 0);
  walk.left -= text.length + 3;
  if (text.length <= room) return text;
  return `${text.slice(0, room)}… <${(text.length - room).toLocaleString('en')} more characters>`;
};

const more = (count: number, what: string): string =>
  `<${count.toLocaleString('en')} more ${what}>`;

const list = (value: readonly unknown[], walk: Walk): unknown[] => {
  const items: unknown[] = [];
  for (let index = 0; index < value.length; index += 1) {
    if (walk.left <= 0) {
      items.push(more(value.length - index, 'items'));
      break;
    }
    // JSON's own rule for places of lists that hold nothing.
    items.push(copied(value[index], walk) ?? null);
  }
  return items;
};

const record = (value: object, walk: Walk): object => {
  const entries: [string, unknown][] = [];
  const keys = Object.keys(value);
  for (const [index, key] of keys.entries()) {
    if (walk.left <= 0) {
      entries.push(['…', more(keys.length - index, 'keys')]);
      break;
    }
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item === undefined) continue;
    walk.left -= key.length;
    entries.push([key, copied(item, walk)]);
  }
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(entries);
};
