import { type Observable, type Observer, Subscription } from 'rxjs';

/**
 * Listens to an Observable of foreign code: the one place that deals with what its teardown throws,
 * which is told to `teardownFailed`, and changes nothing in how it ended or for others.
 *
 * It is told how the Observable ended when all that this held has been torn down: what it stood for
 * is free by then. RxJS takes it for one of its subscribers, since it has their methods: a subscriber
 * of RxJS drops what a teardown throws of an Observable that has ended before `subscribe` returned.
 */
export class Listening<T> extends Subscription implements Observer<T> {
  private readonly observer: Observer<T>;
  private readonly teardownFailed: (error: unknown) => void;
  private end: (() => void) | undefined;
  private isSubscribing = true;

  private constructor(observer: Observer<T>, teardownFailed: (error: unknown) => void) {
    super();
    this.observer = observer;
    this.teardownFailed = teardownFailed;
  }

  static to<T>(
    source: Observable<T>,
    observer: Observer<T>,
    teardownFailed: (error: unknown) => void,
  ): Subscription {
    const listening = new Listening(observer, teardownFailed);
    try {
      listening.add(source.subscribe(listening));
    } catch (error) {
      if (listening.closed) teardownFailed(error);
      else listening.error(error);
    }
    listening.isSubscribing = false;
    listening.end?.();
    return listening;
  }

  next(value: T): void {
    if (!this.closed) this.observer.next(value);
  }

  error(error: unknown): void {
    if (!this.closed)
      this.settle(() => {
        this.observer.error(error);
      });
    // Operators make an error of what a teardown throws that they add too late.
    else if (this.isSubscribing && this.end !== undefined) this.teardownFailed(error);
  }

  complete(): void {
    if (!this.closed)
      this.settle(() => {
        this.observer.complete();
      });
  }

  override unsubscribe(): void {
    try {
      super.unsubscribe();
    } catch (error) {
      this.teardownFailed(error);
    }
  }

  private settle(end: () => void): void {
    this.end = end;
    this.unsubscribe();
    if (!this.isSubscribing) end();
  }
}
