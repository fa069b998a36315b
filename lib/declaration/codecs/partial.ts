import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import type { Fault } from './codec.js';

// Validation goes on after a fault, so that everything is told in one go. A collection whose
// parts failed is failed; what could be read of it is kept aside for `partial`.
const partials = new WeakMap<t.Errors, unknown>();

/** Success, or failure with what could be read in spite of the faults. */
export const result = <A>(faults: Fault[], value: A): t.Validation<A> => {
  if (faults.length === 0) return t.success(value);
  partials.set(faults, value);
  return E.left(faults);
};

/** What could be read of a collection in spite of faults; `undefined` where nothing could. */
export const partial = <A>(validation: t.Validation<A>): A | undefined =>
  E.isRight(validation) ? validation.right : (partials.get(validation.left) as A | undefined);

/** The same, its faults gathered. */
export const collect = <A>(validation: t.Validation<A>, faults: Fault[]): A | undefined => {
  if (E.isLeft(validation)) for (const error of validation.left) faults.push(error as Fault);
  return partial(validation);
};
