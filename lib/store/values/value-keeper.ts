import type { KeptValue } from './kept-value.js';

/** Makes values last, and gives them back. */
export interface ValueKeeper {
  /**
   * Rejects with an `UnkeepableError` for what cannot be kept, such as a function, and says where in the
   * value it is; with any other error where the store fails.
   */
  readonly keep: (value: unknown) => Promise<KeptValue>;
  /** The hash that it would have, where that is known without keeping it; rejects as `keep` does. */
  readonly hash?: (value: unknown) => Promise<string> | string;
  /** Rejects with a `BlobError` where it is missing or damaged; with any other error where it cannot be read at the moment. */
  readonly value: (kept: KeptValue) => Promise<unknown>;
}

/** A value has no form in which it could be kept. No further attempt would mend it. */
export class UnkeepableError extends Error {
  override readonly name = 'UnkeepableError';
}
