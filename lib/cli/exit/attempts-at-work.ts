import { AsyncLocalStorage } from 'node:async_hooks';

import { Observable } from 'rxjs';

import { visible } from '../../diagnostics/visible.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { outcome } from '../../engine/attempts/runner-call.js';
import type { Wrapper } from '../../engine/wrappers/wrapper.js';
import { FinalError } from '../../runners/final-error.js';
import type { RunnerContext } from '../../runners/runner.js';
import { errorPlace } from './error-place.js';
import type { OutsideFailure } from './outside-failure.js';

/** An attempt of a runner, which has ended or is at work. */
export interface AttemptAtWork {
  /** Its task, and what it was for. */
  readonly name: string;
  readonly fail: (error: Error) => void;
}

/**
 * The attempts at work, so that what their runners let fall outside of their promises fails them and
 * nothing else. Which one it was is told by the async context of what was thrown; a timer and a promise
 * have that of whoever made them.
 */
export class AttemptsAtWork {
  private readonly context = new AsyncLocalStorage<AttemptAtWork>();
  private readonly all = new Set<AttemptAtWork>();
  private readonly nameOf: (context: RunnerContext) => string;

  constructor(nameOf: (context: RunnerContext) => string) {
    this.nameOf = nameOf;
  }

  /** To be wrapped around every runner. */
  readonly wrapper: Wrapper = (runner) => ({
    ...runner,
    run: (inputs, context) =>
      new Observable((subscriber) => {
        const attempt: AttemptAtWork = {
          name: this.nameOf(context),
          fail: (error) => {
            subscriber.error(error);
          },
        };
        this.all.add(attempt);
        subscriber.add(() => this.all.delete(attempt));
        const inner = this.context.run(attempt, () =>
          outcome(runner, inputs, context).subscribe({
            next: (values) => {
              subscriber.next(values);
            },
            error: (error: unknown) => {
              subscriber.error(error);
            },
            complete: () => {
              subscriber.complete();
            },
          }),
        );
        // Whoever stops it may be at work on another.
        return () => {
          this.context.run(attempt, () => {
            inner.unsubscribe();
          });
        };
      }),
  });

  /** Which attempt, be it at work or not, has let something fall; `undefined` where that is not known. */
  atFault(failure: OutsideFailure): AttemptAtWork | undefined {
    return failure.kind === 'error' ? this.context.getStore() : undefined;
  }

  /** The one whose runner computes just now; `undefined` where that is not known. */
  get computing(): string | undefined {
    const [only] = this.all.size === 1 ? this.all : [];
    return (this.context.getStore() ?? only)?.name;
  }

  /** Fails one attempt as it would fail by itself. Gives whether it was at work. */
  failOne(attempt: AttemptAtWork, failure: OutsideFailure): boolean {
    if (!this.all.has(attempt)) return false;
    const error = new Error(saidOf(failure, 'outside of its promise'));
    // Where it was thrown, not where it was heard of.
    if (failure.kind === 'error' && failure.error instanceof Error)
      Object.defineProperty(error, 'stack', { value: failure.error.stack, configurable: true });
    attempt.fail(error);
    return true;
  }

  /** Fails all that are at work, for good. Gives whether there were any. */
  failAll(failure: OutsideFailure): boolean {
    const all = [...this.all];
    const error = new FinalError(saidOf(failure, 'outside of any task, while it was at work'));
    for (const attempt of all) attempt.fail(error);
    return all.length > 0;
  }
}

const saidOf = (failure: OutsideFailure, where: string): string => {
  if (failure.kind === 'idle')
    return 'nothing is left to run: it waits for something that never happens';
  const { error } = failure;
  const place = errorPlace(error);
  return `an error ${where}: ${visible(messageOf(error))}${place === undefined ? '' : ` (at ${visible(place)})`}`;
};
