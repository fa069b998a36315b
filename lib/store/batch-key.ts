import type { Values } from '../engine/events/event.js';
import { canonicalText, keyOf } from '../runners/values/content-key.js';
import type { ValueKeeper } from './values/value-keeper.js';

/** By what a run of a batch is known: its inputs, of a sweep its setting before them. That of a sweep begins with a brace. */
export const batchKey = async (
  keeper: ValueKeeper,
  inputs: Values,
  setting: Values | undefined,
): Promise<string> => {
  const item = isJson(inputs) ? keyOf(inputs) : (await keeper.keep(inputs)).hash;
  return setting === undefined ? item : `${canonicalText(setting)} ${item}`;
};

/** What JSON text tells from all others of its kind. */
const isJson = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return ['string', 'boolean', 'object'].includes(typeof value);
  if (Array.isArray(value)) return value.every(isJson);
  const prototype = Object.getPrototypeOf(value) as object | null;
  return (
    (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson)
  );
};
