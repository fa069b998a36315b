import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { duration } from './duration.js';

/** The bounds of a duration that is left to chance, both included, in milliseconds. */
export type DurationRange = readonly [least: number, most: number];

/** A codec of params: a duration, or a list of the shortest and the longest that it may be. */
export const durationRange: t.Type<DurationRange, unknown> = new t.Type<DurationRange, unknown>(
  'duration or [duration, duration]',
  (value): value is DurationRange =>
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'number'),
  (value, context) => {
    const bounds: readonly unknown[] = Array.isArray(value) ? value : [value, value];
    if (bounds.length !== 2) return t.failure(value, context, 'write one duration, or two');
    const read = bounds.map((bound) => duration.validate(bound, context));
    const wrong = read.find(E.isLeft);
    if (wrong !== undefined) return wrong;
    const [least = 0, most = 0] = read.map((bound) => (bound as E.Right<number>).right);
    return least <= most
      ? t.success([least, most])
      : t.failure(value, context, 'write the shorter duration first');
  },
  t.identity,
);

/** A duration in whole milliseconds by a random number from 0 to 1. */
export const within = ([least, most]: DurationRange, random: () => number): number =>
  least === most ? least : Math.round(least + (most - least) * random());
