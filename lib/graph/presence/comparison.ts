import type { other } from './subjects.js';
import { type Literal, missing, type Sample } from './subjects.js';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** How a sample compares with a literal, by the rules of conditions; `undefined` where that fails. */
export const compared = (by: Comparison, sample: Sample, literal: Literal): boolean | undefined => {
  if (sample === missing) return undefined;
  if (by === '==' || by === '!=') {
    const equal = isEqual(sample, literal);
    return equal === undefined ? undefined : equal === (by === '==');
  }
  if (typeof sample !== 'number' || typeof literal !== 'number') return undefined;
  switch (by) {
    case '<':
      return sample < literal;
    case '<=':
      return sample <= literal;
    case '>':
      return sample > literal;
    case '>=':
      return sample >= literal;
  }
};

/** Whether a sample is in a list of literals: what cannot be compared counts where none is equal. */
export const isOneOf = (sample: Sample, literals: readonly Literal[]): boolean | undefined => {
  if (sample === missing) return undefined;
  const all = literals.map((literal) => isEqual(sample, literal));
  if (all.includes(true)) return true;
  return all.includes(undefined) ? undefined : false;
};

const isEqual = (sample: Literal | typeof other, literal: Literal): boolean | undefined => {
  if (sample === null || literal === null) return sample === literal;
  return typeof sample === typeof literal ? sample === literal : undefined;
};
