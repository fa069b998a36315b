import type { Values } from '../../engine/events/event.js';

/** An item as it is read, or why it could not be. */
export interface ReadItem {
  /** Where it stands, which is what it is called: `items.ndjson:3`, or the path of a file. */
  readonly place: string;
  /** How much of the source it is, in the measure of `total`. */
  readonly size: number;
  /** What the item says, without notes; absent where there is a problem. */
  readonly values?: Values;
  readonly problem?: string;
  /** As it goes to a file of failed items, with its notes: an object, or the line as it stands. */
  readonly raw: Values | string | Buffer;
}

export interface ItemFile {
  readonly items: AsyncIterable<ReadItem> | Iterable<ReadItem>;
  /** The sum of all sizes; `undefined` where it is not known before the end. */
  readonly total: number | undefined;
}

/** Keys that begin with it are notes on an item, unless the pipeline has an input of that name. */
export const isNote = (key: string, inputs: ReadonlySet<string>): boolean =>
  key.startsWith('x-') && !inputs.has(key);

/** An item without its notes. */
export const withoutNotes = (item: Values, inputs: ReadonlySet<string>): Values => {
  const keys = Object.keys(item);
  const kept = keys.filter((key) => !isNote(key, inputs));
  return kept.length === keys.length
    ? item
    : Object.fromEntries(kept.map((key) => [key, item[key]]));
};
