import { combineLatest, type ReplaySubject } from 'rxjs';

/**
 * The latest values of subjects that all hold one: their `combineLatest`, subscribed only now that
 * the last of them has arrived. The replay makes that equivalent to having waited in it, and it
 * costs neither memory while waiting nor, where thousands wait for one subject, the time to leave
 * it again.
 */
export const gather = <T>(subjects: readonly ReplaySubject<T>[]): readonly T[] => {
  let latest: readonly T[] = [];
  if (subjects.length > 0)
    combineLatest(subjects)
      .subscribe((values) => {
        latest = values;
      })
      .unsubscribe();
  return latest;
};
