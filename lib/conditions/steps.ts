import type { Span } from '../diagnostics/place.js';
import { ConditionError } from './condition-error.js';

const mostSteps = 1_000_000;

/**
 * Counts what an evaluation does for each element of the data, which may be very many, by how much is asked of
 * each: what it does beside that is bounded by its text. Being at the end of it decides nothing, so it is thrown.
 */
export class Steps {
  private left = mostSteps;
  private readonly whole: Span;

  constructor(whole: Span) {
    this.whole = whole;
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0)
      throw new ConditionError('the condition takes more than 1,000,000 steps', this.whole, [
        'a step is one element of a list for each 32 characters of the condition on it, or 64 characters of a string that is read',
      ]);
  }

  /** For an element of which so many characters of the condition ask something. */
  spendElement(asking: number): void {
    this.spend(1 + (asking >> 5));
  }

  /** For looking at the characters of a string. */
  spendText(length: number): void {
    if (length > 63) this.spend(length >> 6);
  }
}
