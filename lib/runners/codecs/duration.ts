import * as t from 'io-ts';

import { durationForms, millisecondsOf, mostMilliseconds } from '../../declaration/duration.js';

/**
 * A codec of params: a duration as pipeline files write it (`500ms`, `30s`, `5m`, `1h`, or a number
 * of seconds) in milliseconds, from 0 to 24 days.
 */
export const duration: t.Type<number, unknown> = new t.Type<number, unknown>(
  'duration',
  t.number.is.bind(t.number),
  (value, context) => {
    const milliseconds =
      typeof value === 'string' || typeof value === 'number' ? millisecondsOf(value) : NaN;
    return milliseconds >= 0 && milliseconds <= mostMilliseconds
      ? t.success(milliseconds)
      : t.failure(value, context, milliseconds > mostMilliseconds ? tooLong : durationForms);
  },
  t.identity,
);

const tooLong = 'a duration can be at most 24 days';
