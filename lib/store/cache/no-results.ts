import type { Results } from '../store.js';

/** Those of a store that has none yet, and keeps none. */
export const noResults: Results = {
  find: () => Promise.resolve(undefined),
  latest: () => Promise.resolve([]),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  claim: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};
