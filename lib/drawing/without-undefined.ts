type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What of it is there. */
export const withoutUndefined = <T extends object>(all: T): Present<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Present<T>;
