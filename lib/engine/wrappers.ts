import {
  asyncScheduler,
  Observable,
  type SchedulerLike,
  Subscription,
  takeLast,
  timeout,
} from 'rxjs';

import type { RetryPolicy } from '../declaration/policies.js';
import type { Runner, RunnerContext } from '../runners/runner.js';
import { Attempt } from './attempt.js';
import { FinalError } from './failure.js';
import type { Values } from './event.js';
import { outcome } from './outcome.js';
import type { Slots } from './slots.js';
import type { Trampoline } from './trampoline.js';

/** Makes a runner of another: it may call it later, again, elsewhere, or not at all. */
export type Wrapper = (runner: Runner) => Runner;

// The engine makes no other contexts; a user's wrapper may have put its own around one.
const attemptOf = (context: RunnerContext): Attempt => {
  if (context instanceof Attempt) return context;
  throw new TypeError("a wrapper of the engine was given a context that is not the engine's");
};

/** What an attempt fails with whose time is up. */
export class AttemptTimeoutError extends Error {
  override readonly name = 'AttemptTimeoutError';

  constructor(milliseconds: number) {
    super(`it took longer than ${milliseconds / 1000} s`);
  }
}

/** Each attempt may take this many milliseconds, from its start, not counting waits for a slot. */
export const withTimeout =
  (milliseconds: number, scheduler: SchedulerLike = asyncScheduler): Wrapper =>
  (runner) => ({
    ...runner,
    run: (inputs, context) =>
      outcome(runner, inputs, context).pipe(
        takeLast(1),
        timeout({
          first: milliseconds,
          scheduler,
          with: () =>
            new Observable<never>((subscriber) => {
              subscriber.error(new AttemptTimeoutError(milliseconds));
            }),
        }),
      ),
  });

// What a timer can wait: one that is to wait longer would fire at once.
const mostMilliseconds = 2 ** 31 - 1;

/** The wait before the attempt after `attempt`, in milliseconds; `random` is from 0 to 1. */
export const retryDelay = (policy: RetryPolicy, attempt: number, random: number): number => {
  const factor = Math.min(policy.backoff ** (attempt - 1), Number.MAX_VALUE);
  const delay = Math.min(policy.delay * factor, policy.maxDelay ?? Infinity, mostMilliseconds);
  // Jitter only shortens: `maxDelay` holds, and crowds are spread all the same.
  return delay * (1 - policy.jitter * random);
};

/** A failed attempt is made again, as the policy says, unless its failure was a `FinalError`. */
export const withRetry =
  (policy: RetryPolicy, scheduler: SchedulerLike = asyncScheduler): Wrapper =>
  (runner) => ({
    ...runner,
    run: (inputs, context) =>
      new Observable((subscriber) => {
        const all = new Subscription();
        const start = (attempt: Attempt): void => {
          const inner = outcome(runner, inputs, attempt).subscribe({
            next: (values) => {
              subscriber.next(values);
            },
            complete: () => {
              subscriber.complete();
            },
            error: (error: unknown) => {
              if (error instanceof FinalError || attempt.attempt > policy.attempts) {
                subscriber.error(error);
                return;
              }
              const delay = retryDelay(policy, attempt.attempt, attempt.random());
              attempt.watch.retrying(attempt.attempt, error, delay);
              all.add(
                scheduler.schedule(() => {
                  start(attempt.again());
                }, delay),
              );
            },
          });
          all.add(inner);
        };
        start(attemptOf(context));
        return all;
      }),
  });

/** Each attempt takes a slot, and gives it back when it ends or is stopped. */
export const withSlot =
  (
    slots: Slots,
    resources: Parameters<Slots['claim']>[0]['resources'],
    trampoline: Trampoline,
  ): Wrapper =>
  (runner) => ({
    ...runner,
    run: (inputs, context) =>
      new Observable((subscriber) => {
        const at = { isGranted: false, isStarted: false };
        const claim: { giveBack?: () => void } = {};
        const giveBack = (): void => claim.giveBack?.();
        claim.giveBack = slots.claim({
          resources,
          grant: () => {
            at.isGranted = true;
            // On the trampoline: a synchronous runner gives its slot back at once, and the next
            // would be started inside of it.
            trampoline.add(() => {
              if (subscriber.closed) return;
              at.isStarted = true;
              outcome(runner, inputs, context).subscribe(subscriber);
              // Behind all else that ends with the attempt: what it held must be free by then.
              subscriber.add(giveBack);
            });
          },
        });
        // It has come and gone already.
        if (subscriber.closed) giveBack();
        else if (!at.isGranted) attemptOf(context).watch.waiting();
        return () => {
          if (!at.isStarted) giveBack();
        };
      }),
  });

/**
 * Tells when each attempt starts, and ends its context when it has ended or is stopped. Of an
 * Observable that gives several values the last one counts, and only if it completes: a failed
 * attempt leaves nothing behind for the next. What leaves out an output has failed like any other.
 */
export const watched: Wrapper = (runner) => ({
  ...runner,
  run: (inputs, context) =>
    new Observable((subscriber) => {
      const attempt = attemptOf(context);
      let last: { readonly values: Values } | undefined;
      let isOver = false;
      subscriber.add(() => {
        attempt.end(!isOver);
      });
      attempt.watch.started(attempt.attempt, inputs);
      // A sink may have stopped the run just now.
      if (attempt.watch.isStopped()) return;
      subscriber.add(
        outcome(runner, inputs, attempt).subscribe({
          next: (values) => {
            last = { values };
          },
          error: (error: unknown) => {
            isOver = !(error instanceof AttemptTimeoutError);
            subscriber.error(error);
          },
          complete: () => {
            isOver = true;
            let outputs: Values;
            try {
              outputs = attempt.watch.outputs(last);
            } catch (error) {
              subscriber.error(error);
              return;
            }
            subscriber.next(outputs);
            subscriber.complete();
          },
        }),
      );
    }),
});
