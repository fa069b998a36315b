import { defer, EMPTY, merge, type Observable, Subject, take, takeUntil } from 'rxjs';

import type { Batch, WatchableLog } from './readable-run.js';

const beat = new TextEncoder().encode(':\n\n');

/**
 * The events of a run from after `sequence`, as the body of an answer: each piece is made when the one
 * before has been taken. `beats$` is the pulse of all that watch: it keeps connections alive, and one
 * whose reader has taken nothing from one beat to `patience` beats later is cut off. It may come again
 * with the id of the last event it has.
 */
export const watch = (
  log: WatchableLog,
  sequence: number,
  beats$: Observable<unknown>,
  closed: () => void,
  patience = 4,
): ReadableStream<Uint8Array> => {
  const end$ = new Subject<void>();
  let at = sequence;
  let waits = 0;
  const close = (): void => {
    if (end$.closed) return;
    end$.next();
    end$.unsubscribe();
    closed();
  };
  const news$ = defer(() => (log.isOver ? EMPTY : merge(log.changed$, beats$)));
  let news = 0;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        // For as long as this watches, so that what changes while it reads is heard too.
        log.changed$.pipe(takeUntil(end$)).subscribe(() => {
          news += 1;
        });
        beats$.pipe(takeUntil(end$)).subscribe(() => {
          waits += 1;
          if (waits <= patience) return;
          close();
          controller.error(new Error('the reader is too slow'));
        });
      },
      pull: async (controller) => {
        waits = 0;
        const heard = news;
        const isSent = async (): Promise<boolean> => {
          let batch: Batch | undefined;
          try {
            batch = await log.after(at);
          } catch (error) {
            close();
            throw error;
          }
          if (end$.closed) return true;
          if (batch === undefined) return false;
          at = batch.last;
          controller.enqueue(batch.bytes);
          return true;
        };
        if (await isSent()) return;
        if (news === heard && !log.isOver)
          await new Promise<void>((resolve) => {
            news$.pipe(take(1), takeUntil(end$)).subscribe({
              next: () => {
                waits = 0;
              },
              complete: resolve,
            });
          });
        if (await isSent()) return;
        if (log.isOver) {
          close();
          controller.close();
        } else controller.enqueue(beat);
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
};
