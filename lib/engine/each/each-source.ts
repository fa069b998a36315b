import { isObservable, type Observable } from 'rxjs';

import { iteratorOf } from '../../runners/async-iterator.js';
import type { Values } from '../events/event.js';
import { Fifo } from './fifo.js';
import { kindOf } from '../port-values.js';

/** Where items come from. Node.js streams of objects and web streams are async iterables. */
export type Items = Observable<Values> | AsyncIterable<Values> | Iterable<Values>;

/** What a source is told when it is opened; it calls `item` only after a `pull`, once for each. */
export interface ItemTaker {
  readonly item: (item: Values) => void;
  readonly end: () => void;
  readonly error: (error: unknown) => void;
}

/** A source that gives an item when it is asked for one: now, or later. */
export interface ItemSource {
  /** Never called again before the last call was answered. */
  readonly pull: () => void;
  /** Gives up what has not been pulled. What goes wrong at that can be told to nobody any more. */
  readonly close: () => void;
}

export const openSource = (items: Items, taker: ItemTaker): ItemSource => {
  if (isObservable(items)) return pushed(items, taker);
  // A text is iterable, but its letters are no items.
  if (typeof items === 'object' && (items as unknown) !== null) {
    if (Symbol.asyncIterator in items) return pulledLater(items, taker);
    if (Symbol.iterator in items) return pulled(items[Symbol.iterator](), taker);
  }
  throw new TypeError(
    `items must be an Observable, an array, an iterable or a stream, not ${kindOf(items)}`,
  );
};

// An Observable does not wait to be asked: what it gives before that queues, however much it is.
const pushed = (items: Observable<Values>, taker: ItemTaker): ItemSource => {
  const queue = new Fifo<Values>();
  let isAsked = false;
  let isComplete = false;
  const answer = (): void => {
    if (!isAsked || (queue.size === 0 && !isComplete)) return;
    isAsked = false;
    if (queue.size > 0) taker.item(queue.shift());
    else taker.end();
  };
  const subscription = items.subscribe({
    next: (item) => {
      queue.push(item);
      answer();
    },
    error: taker.error,
    complete: () => {
      isComplete = true;
      answer();
    },
  });
  return {
    pull: () => {
      isAsked = true;
      answer();
    },
    close: () => {
      subscription.unsubscribe();
    },
  };
};

const pulled = (iterator: Iterator<Values>, taker: ItemTaker): ItemSource => {
  let isOver = false;
  return {
    pull: () => {
      let next: IteratorResult<Values>;
      try {
        next = iterator.next();
      } catch (error) {
        isOver = true;
        taker.error(error);
        return;
      }
      if (next.done === true) {
        isOver = true;
        taker.end();
      } else taker.item(next.value);
    },
    close: () => {
      if (isOver) return;
      isOver = true;
      try {
        iterator.return?.();
      } catch {
        // As said above.
      }
    },
  };
};

const pulledLater = (items: AsyncIterable<Values>, taker: ItemTaker): ItemSource => {
  const iterator = iteratorOf(items);
  let isOver = false;
  return {
    pull: () => {
      void (async () => {
        let next: IteratorResult<Values>;
        try {
          next = await iterator.next();
        } catch (error) {
          if (isOver) return;
          isOver = true;
          taker.error(error);
          return;
        }
        if (isOver) return;
        if (next.done === true) {
          isOver = true;
          taker.end();
        } else taker.item(next.value);
      })();
    },
    close: () => {
      if (isOver) return;
      isOver = true;
      void (async () => {
        try {
          await iterator.return?.();
        } catch {
          // As said above.
        }
      })();
    },
  };
};
