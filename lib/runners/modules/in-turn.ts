import { AsyncLocalStorage } from 'node:async_hooks';

/** Whether the code that runs is that of an import at work. */
const within = new AsyncLocalStorage<true>();

let last: Promise<unknown> = Promise.resolve();

/**
 * Imports one after the other. `jiti` knows what it has loaded, and not what it is loading: of two
 * imports at once each runs anew what both of them import. One that a module makes while it is imported
 * does not wait, for that one waits for it.
 */
export const inTurn = async <T>(load: () => Promise<T>): Promise<T> => {
  if (within.getStore() === true) return load();
  const loaded = last.then(() => within.run(true, load));
  last = loaded.catch(() => undefined);
  return loaded;
};
