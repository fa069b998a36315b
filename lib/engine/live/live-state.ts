import type { Failure } from '../failure.js';

/**
 * What a consumable is in a live run: `pending` while something that it follows from has changed
 * and it does not yet follow; its value; or why there is none, until the next change: a failure, or
 * `absent`, which is in order, and began with the component `origin`.
 */
export type LiveState<T = unknown> =
  | { readonly state: 'pending' }
  | { readonly state: 'value'; readonly value: T }
  | { readonly state: 'absent'; readonly origin: string }
  | { readonly state: 'failure'; readonly failure: Failure };

export const pendingState: LiveState<never> = { state: 'pending' };
