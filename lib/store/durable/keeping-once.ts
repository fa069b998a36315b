import type { KeptValue } from '../values/kept-value.js';
import { RememberedTexts } from '../values/remembered-texts.js';
import type { ValueKeeper } from './value-keeper.js';

export interface OnceKeeper extends ValueKeeper {
  /** Takes that a value is kept already. */
  readonly know: (value: unknown, kept: KeptValue) => void;
}

/** What many tasks take or give is written, read and hashed once: by its identity, a long text by itself. */
export const keepingOnce = (keeper: ValueKeeper): OnceKeeper => {
  const objects = new WeakMap<object, Promise<KeptValue>>();
  const texts = new RememberedTexts<Promise<KeptValue>>();
  const find = (value: unknown): Promise<KeptValue> | undefined =>
    typeof value === 'string'
      ? texts.get(value)
      : typeof value === 'object' && value !== null
        ? objects.get(value)
        : undefined;
  const remember = (value: unknown, kept: Promise<KeptValue>): void => {
    if (typeof value === 'object' && value !== null) objects.set(value, kept);
    if (typeof value === 'string') texts.set(value, kept);
  };
  const know = (value: unknown, kept: KeptValue): void => {
    if (find(value) === undefined) remember(value, Promise.resolve(kept));
  };
  return {
    ...keeper,
    know,
    keep: (value) => {
      const before = find(value);
      if (before !== undefined) return before;
      const kept = keeper.keep(value);
      remember(value, kept);
      return kept;
    },
    value: async (kept) => {
      const value = await keeper.value(kept);
      know(value, kept);
      return value;
    },
  };
};
