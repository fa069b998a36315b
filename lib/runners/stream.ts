import { isObservable, Observable } from 'rxjs';

import { iteratorOf } from './async-iterator.js';

/** The forms in which a runner may give several values, one after the other. */
export type Stream<T> = Observable<T> | AsyncIterable<T> | IterableIterator<T>;

/** Whether what a runner gave is a stream of values. */
export const isStream = <T>(given: unknown): given is Stream<T> =>
  typeof given === 'object' &&
  given !== null &&
  (isObservable(given) || isAsyncIterable(given) || isIterator(given));

/** A stream as an Observable; `teardownFailed` is told what goes wrong later where it is stopped. */
export const streamOf = <T>(
  stream: Stream<T>,
  teardownFailed: (error: unknown) => void,
): Observable<T> => {
  if (isObservable(stream)) return stream;
  return isAsyncIterable<T>(stream)
    ? iterated(() => iteratorOf(stream), teardownFailed)
    : iterated(() => stream, teardownFailed);
};

const isAsyncIterable = <T>(value: object): value is AsyncIterable<T> =>
  Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';

// Not every iterable: a list or a map is a value.
const isIterator = (value: object): boolean =>
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
