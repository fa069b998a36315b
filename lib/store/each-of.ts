import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';

/** What comes of each, in their order, of which so many are at work at once. */
export const eachOf = async <T, R>(
  all: readonly T[],
  act: (one: T, at: number) => Promise<R>,
  atOnce = 8,
): Promise<R[]> => {
  if (all.length === 0) return [];
  const done = await lastValueFrom(
    from(all.entries()).pipe(
      mergeMap(async ([at, one]) => [at, await act(one, at)] as const, atOnce),
      toArray(),
    ),
  );
  return done.sort(([a], [b]) => a - b).map(([, result]) => result);
};
