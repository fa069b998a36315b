import type { KeptValue } from '../values/kept-value.js';
import { RememberedTexts } from '../values/remembered-texts.js';
import type { ValueKeeper } from '../values/value-keeper.js';

export interface OnceKeeper extends ValueKeeper {
  /** Takes that a value is kept already. */
  readonly know: (value: unknown, kept: KeptValue) => void;
  /**
   * Keeps what a runner has just given, though it be one of the things that it took: what cannot be frozen,
   * such as a typed array, it may have changed where it stands.
   */
  readonly keepAnew: ValueKeeper['keep'];
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
    remember(value, Promise.resolve(kept));
  };
  const forget = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) objects.delete(value);
    if (typeof value === 'string') texts.delete(value);
  };
  const keepNow = (value: unknown): Promise<KeptValue> => {
    const kept = keeper.keep(value);
    remember(value, kept);
    kept.catch(() => {
      forget(value);
    });
    return kept;
  };
  const keep = (value: unknown): Promise<KeptValue> => find(value) ?? keepNow(value);
  return {
    ...keeper,
    know,
    keep,
    keepAnew: (value) => (typeof value === 'string' ? keep(value) : keepNow(value)),
    value: async (kept) => {
      const value = await keeper.value(kept);
      know(value, kept);
      return value;
    },
  };
};
