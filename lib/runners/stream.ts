import { isObservable, Observable } from 'rxjs';

import { iteratorOf } from './async-iterator.js';

/** The forms in which a runner may give several values, one after the other. */
export type Stream<T> = Observable<T> | AsyncIterable<T> | IterableIterator<T>;

/**
 * What a runner gave as an Observable, if it is a stream of values; `teardownFailed` is told what goes
 * wrong later where it is stopped.
 */
export const streamOf = <T>(
  given: unknown,
  teardownFailed: (error: unknown) => void,
): Observable<T> | undefined => {
  if (typeof given !== 'object' || given === null) return undefined;
  if (isObservable(given)) return given as Observable<T>;
  if (isAsyncIterable<T>(given)) return iterated(() => iteratorOf(given), teardownFailed);
  return isIterator<T>(given) ? iterated(() => given, teardownFailed) : undefined;
};

const isAsyncIterable = <T>(value: object): value is AsyncIterable<T> =>
  Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';

// Not every iterable: a list or a map is a value.
const isIterator = <T>(value: object): value is IterableIterator<T> =>
  Symbol.iterator in value && 'next' in value && typeof value.next === 'function';

// RxJS's own `from` calls `return` only when the next value comes.
const iterated = <T>(
  begin: () => AsyncIterator<T> | Iterator<T>,
  teardownFailed: (error: unknown) => void,
): Observable<T> =>
  new Observable((subscriber) => {
    const iterator = begin();
    let isOver = false;
    const take = async (): Promise<void> => {
      try {
        while (!subscriber.closed) {
          const next: IteratorResult<T, T | undefined> = await iterator.next();
          isOver = next.done === true;
          // `for await` would drop what a generator returns: here it is its last value.
          if (!isOver || next.value !== undefined) subscriber.next(next.value as T);
          if (isOver) subscriber.complete();
        }
      } catch (error) {
        isOver = true;
        subscriber.error(error);
      }
    };
    void take();
    return () => {
      if (isOver) return;
      const returned: unknown = iterator.return?.();
      Promise.resolve(returned).catch(teardownFailed);
    };
  });
