import * as E from 'fp-ts/lib/Either.js';
import {
  combineLatest,
  defaultIfEmpty,
  defer,
  first,
  map,
  Observable,
  pipe,
  reduce,
  type Subscription,
  takeWhile,
} from 'rxjs';

import { absent } from '../../conditions/absent.js';
import type { Condition } from '../../conditions/condition.js';
import type { Choice } from '../../graph/graph.js';
import { FinalError } from '../../runners/final-error.js';
import type { Settled } from '../consumables.js';
import type { Values } from '../events/event.js';
import type { Failure } from '../failure.js';
import { failureOf } from '../port-values.js';
import { conditionFailure } from './condition-failure.js';
import { Omission } from './omission.js';

export const isAbsent = (settled: Settled): settled is E.Left<Omission> =>
  E.isLeft(settled) && settled.left instanceof Omission;

export const isFailure = (settled: Settled): settled is E.Left<Failure> =>
  E.isLeft(settled) && !(settled.left instanceof Omission);

// Where none is there, it is with the first of them that the absence began.
const firstThere = pipe(
  takeWhile(isAbsent, true),
  reduce<Settled, Settled>((none, one) => (isAbsent(one) ? none : one)),
);

/** An output of what a task gave: of a pipeline of its own it may be absent. */
export const outputOf = (values: Values, name: string, task: string): Settled => {
  const value = values[name];
  return value !== undefined || Object.hasOwn(values, name)
    ? E.right(value)
    : E.left(new Omission(task));
};

/**
 * A choice over what it is chosen from, which emit once and complete: one operator each. Emits once,
 * as soon as it is decided, and completes. With `isEager` a failure among those of which all are wanted
 * is told at once; without it when all have settled, so that of several it is always the same.
 */
export const chosen = (
  choice: Choice,
  sources: readonly Observable<Settled>[],
  isEager: boolean,
): Observable<Settled> => {
  switch (choice.kind) {
    case 'first':
      return inTurn(sources).pipe(firstThere);
    case 'race':
      return together(sources).pipe(
        map(([one]) => one),
        firstThere,
      );
    case 'maybe':
      return inTurn(sources).pipe(map((one) => (isAbsent(one) ? E.right(null) : one)));
    case 'when':
      // One that names nothing is asked all the same.
      return combineLatest(sources).pipe(
        defaultIfEmpty([]),
        map((settled) => asked(choice, settled)),
      );
    case 'all':
      return allOf(choice, sources, isEager);
  }
};

/**
 * One behind the other. RxJS's `concat` subscribes to each inside the one before where they have completed
 * already: of thousands the stack overflows.
 */
const inTurn = (sources: readonly Observable<Settled>[]): Observable<Settled> =>
  new Observable((subscriber) => {
    let at = 0;
    let isWalking = false;
    const walk = (): void => {
      if (isWalking) return;
      isWalking = true;
      let isComplete = true;
      while (isComplete && at < sources.length && !subscriber.closed) {
        isComplete = false;
        const source = sources[at] as Observable<Settled>;
        at += 1;
        subscriber.add(
          source.subscribe({
            next: (one) => {
              subscriber.next(one);
            },
            complete: () => {
              isComplete = true;
              walk();
            },
          }),
        );
      }
      isWalking = false;
      if (isComplete) subscriber.complete();
    };
    walk();
  });

/**
 * All at once, each with its place. RxJS's `merge` looks each that completes up among all others: of tens
 * of thousands that takes seconds.
 */
const together = (
  sources: readonly Observable<Settled>[],
): Observable<readonly [settled: Settled, at: number]> =>
  new Observable((subscriber) => {
    const subscriptions: Subscription[] = [];
    let open = sources.length;
    subscriber.add(() => {
      for (const one of subscriptions) one.unsubscribe();
    });
    for (let at = 0; at < sources.length && !subscriber.closed; at += 1)
      subscriptions.push(
        (sources[at] as Observable<Settled>).subscribe({
          next: (one) => {
            subscriber.next([one, at]);
          },
          complete: () => {
            open -= 1;
            if (open === 0) subscriber.complete();
          },
        }),
      );
    // One that decides it at once has ended the others before it was itself among them.
    if (subscriber.closed) subscriptions.at(-1)?.unsubscribe();
    else if (open === 0) subscriber.complete();
  });

/** A list of those that are there, in their order: when all have settled, or when there are enough. */
const allOf = (
  { atLeast, owner, of }: Choice,
  sources: readonly Observable<Settled>[],
  isEager: boolean,
): Observable<Settled> =>
  defer(() => {
    const settled: (Settled | undefined)[] = sources.map(() => undefined);
    let left = sources.length;
    let there = 0;
    const settle = (one: Settled, at: number): Settled | undefined => {
      settled[at] = one;
      left -= 1;
      if (E.isRight(one)) there += 1;
      const isEnough = atLeast === undefined ? left === 0 : there >= atLeast;
      if (isFailure(one) && (isEager || atLeast !== undefined)) return one;
      if (left > 0 && !isEnough) return undefined;
      const failed = settled.find((other) => other !== undefined && isFailure(other));
      if (failed !== undefined) return failed;
      if (!isEnough) return E.left(tooFew(owner, of.length, there, atLeast ?? 0));
      return E.right(settled.flatMap((other) => (other && E.isRight(other) ? [other.right] : [])));
    };
    return together(sources).pipe(
      map(([one, at]) => settle(one, at)),
      first((decided) => decided !== undefined),
    );
  });

const tooFew = (owner: string, of: number, there: number, atLeast: number): Failure =>
  failureOf(
    owner,
    1,
    new FinalError(`got only ${there} of ${of} values: \`atLeast\` requires ${atLeast}`),
  );

/** A condition, once all that it names has settled: there where it holds, absent where it does not. */
const asked = ({ of, condition, owner }: Choice, settled: readonly Settled[]): Settled => {
  const failed = settled.find(isFailure);
  if (failed !== undefined) return failed;
  const open = condition as Condition;
  const places = new Map(open.names.map(({ name }, at) => [name, at]));
  try {
    const holds = open.evaluate((name) => {
      const one = settled[places.get(name) ?? of.length];
      return one !== undefined && E.isRight(one) ? one.right : absent;
    });
    if (holds === true) return E.right(true);
    const origin = holds === absent ? settled.find(isAbsent)?.left.origin : undefined;
    return E.left(new Omission(origin ?? owner));
  } catch (error) {
    return E.left(failureOf(owner, 1, conditionFailure(open, error)));
  }
};
