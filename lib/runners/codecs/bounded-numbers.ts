import * as t from 'io-ts';

const bounded = (
  name: string,
  isRight: (value: number) => boolean,
  expected: string,
): t.Type<number> => {
  return new t.Type(
    name,
    t.number.is.bind(t.number),
    (value, context) =>
      typeof value === 'number' && isRight(value)
        ? t.success(value)
        : t.failure(value, context, `write ${expected}`),
    t.identity,
  );
};

/** A codec of whole numbers from `least` on. */
export const wholeNumber = (least: number): t.Type<number> =>
  bounded(
    'whole number',
    (value) => Number.isSafeInteger(value) && value >= least,
    `a whole number, ${least} or more`,
  );

/** A codec of numbers within bounds, both included. */
export const numberWithin = (least: number, most: number): t.Type<number> =>
  bounded(
    'number',
    (value) => value >= least && value <= most,
    `a number from ${least} to ${most}`,
  );
