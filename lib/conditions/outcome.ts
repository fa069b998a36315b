import type { Span } from '../diagnostics/place.js';
import { absent } from './absent.js';
import type { Complaint } from './complaints.js';

/** An operation that could not be done. What to say of it is put together only if it is told. */
export class Failure {
  readonly span: Span;
  readonly complaint: () => Complaint;

  constructor(span: Span, complaint: () => Complaint) {
    this.span = span;
    this.complaint = complaint;
  }
}

/**
 * What an expression came to: a value, `absent` or a `Failure`. A failure is handed on as data, since CEL
 * lets one side decide `&&` and `||` whatever became of the other, in either order. Absent counts before a
 * failure: nothing is to be told of an operation that was not to be done.
 */
export type Outcome = unknown;

/** Why nothing can be done with outcomes: `absent` or a failure; `undefined` where they are values. */
export const noValue = (left: Outcome, right?: Outcome): Outcome => {
  if (left === absent || right === absent) return absent;
  if (left instanceof Failure) return left;
  return right instanceof Failure ? right : undefined;
};

/** What the first outcome that is `decisive` decides, or all that are not. */
export const decided = (decisive: boolean, outcomes: Iterable<Outcome>): Outcome => {
  let rest: Outcome = !decisive;
  for (const outcome of outcomes) {
    if (outcome === decisive) return decisive;
    if (outcome === absent) rest = absent;
    else if (outcome instanceof Failure && rest === !decisive) rest = outcome;
  }
  return rest;
};
