/**
 * Asks for what is asked for within one turn of the event loop in one go: where many tasks become ready at once
 * each wants what is kept for it.
 */
export const batchedReads = <T>(
  ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): ((key: string) => Promise<T | undefined>) => {
  let asked:
    { readonly keys: string[]; readonly found: Promise<ReadonlyMap<string, T>> } | undefined;
  return async (key) => {
    if (asked === undefined) {
      const keys: string[] = [];
      const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        asked = undefined;
        return ask(keys);
      });
      asked = { keys, found };
    }
    asked.keys.push(key);
    return (await asked.found).get(key);
  };
};
