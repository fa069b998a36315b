import type { KeptValue } from '../values/kept-value.js';

/** Values to what is kept of them, and back. Rejects with what cannot be kept, or is damaged. */
export interface ValueKeeper {
  /** Puts what it needs where values are kept. */
  readonly keep: (value: unknown) => Promise<KeptValue>;
  /** The hash that it would have, and nothing is written. */
  readonly hash: (value: unknown) => Promise<string> | string;
  readonly read: (kept: KeptValue) => Promise<unknown>;
}
