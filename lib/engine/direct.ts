import { Observable, type Observer, type Subscriber, type Unsubscribable } from 'rxjs';

import type { Values } from './event.js';

/**
 * An Observable that the engine also listens to without a `Subscriber` in between, which costs more
 * than all else in the call of a runner. It keeps an Observable's contract by itself but for one
 * point: it may still call who has unsubscribed, who must not heed it.
 */
export abstract class Direct extends Observable<Values> {
  constructor() {
    super(subscribed);
  }

  abstract listen(to: Observer<Values>): Unsubscribable | undefined;
}

// One function for all: RxJS calls it as a method.
function subscribed(this: Observable<Values>, subscriber: Subscriber<Values>) {
  return this instanceof Direct ? this.listen(subscriber) : undefined;
}
