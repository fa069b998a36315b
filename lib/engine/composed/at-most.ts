import { Observable, Subscription } from 'rxjs';

/**
 * What is made for each of so many places, at most so many of them at once. RxJS's `mergeMap` over a range
 * keeps all places in a list that it shifts, and looks each that completes up among all others: of
 * hundreds of thousands that takes minutes. And one that is there at once would start the next
 * inside its own end.
 */
export const atMost = <T>(
  concurrency: number,
  count: number,
  make: (at: number) => Observable<T>,
): Observable<T> =>
  new Observable((subscriber) => {
    const open = new Set<Subscription>();
    let next = 0;
    let isStarting = false;
    subscriber.add(() => {
      for (const one of open) one.unsubscribe();
    });
    const start = (at: number): void => {
      // Known before there is anything in it: what is there at once may end all of them.
      const work = new Subscription();
      open.add(work);
      work.add(
        make(at).subscribe({
          next: (value) => {
            subscriber.next(value);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            open.delete(work);
            startMore();
          },
        }),
      );
    };
    const startMore = (): void => {
      if (isStarting) return;
      isStarting = true;
      while (next < count && open.size < concurrency && !subscriber.closed) {
        next += 1;
        start(next - 1);
      }
      isStarting = false;
      if (next >= count && open.size === 0) subscriber.complete();
    };
    startMore();
  });
