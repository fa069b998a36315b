import { absent, type Absent } from '../conditions/absent.js';
import { canonical } from '../conditions/canonical.js';
import type { Condition } from '../conditions/condition.js';
import { type Expression, partsOf } from '../conditions/expression.js';
import { chanceOf } from './placeholder.js';

/** Whether all that a condition asks is what is there, which is known without values. */
export const isCertain = ({ expression }: Condition): boolean => isKnown(expression);

/**
 * A condition that holds with a chance. What it asks of what is there is answered; for the rest it is drawn
 * by the luck of the values that it names. One that says the opposite of another draws the same.
 */
export const simulatedCondition = (condition: Condition, chance: number): Condition => {
  const { expression, names } = condition;
  const { text, isNegated } = canonical(expression, (name) => name);
  return {
    ...condition,
    evaluate: (valueOf) => {
      const known = decided(expression, (name) => valueOf(name) !== absent);
      if (known !== undefined) return known;
      const values = names.map(({ name }) => valueOf(name)).filter((one) => one !== absent);
      const drawn = chanceOf(text, values);
      return isNegated ? drawn >= 1 - chance : drawn < chance;
    },
  };
};

const isKnown = (of: Expression): boolean => {
  if (of.kind === 'not' || of.kind === 'and' || of.kind === 'or') return partsOf(of).every(isKnown);
  return (of.kind === 'has' && of.of.kind === 'name') || of.kind === 'literal';
};

/** What a condition comes to by what is there alone; `undefined` where that does not decide it. */
const decided = (
  of: Expression,
  isThere: (name: string) => boolean,
): boolean | Absent | undefined => {
  switch (of.kind) {
    case 'literal':
      return of.value === true;
    case 'not': {
      const value = decided(of.of, isThere);
      return typeof value === 'boolean' ? !value : value;
    }
    case 'and':
    case 'or': {
      const decisive = of.kind === 'or';
      const values = of.parts.map((part) => decided(part, isThere));
      if (values.includes(decisive)) return decisive;
      if (values.includes(absent)) return absent;
      return values.includes(undefined) ? undefined : !decisive;
    }
    case 'has':
      if (!namesIn(of).every(isThere)) return false;
      return of.of.kind === 'name' ? true : undefined;
    default:
      return namesIn(of).every(isThere) ? undefined : absent;
  }
};

const namesIn = (of: Expression): readonly string[] =>
  of.kind === 'name' ? [of.name] : partsOf(of).flatMap(namesIn);
