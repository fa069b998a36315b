import { absent } from './absent.js';
import type { Condition } from './condition.js';
import { ConditionError } from './condition-error.js';
import { evaluate } from './evaluate.js';
import { type Expression, partsOf } from './expression.js';
import { printed } from './printed.js';

/** Whether a thing will be there, as far as that is known before. */
export type Presence = 'always' | 'maybe' | 'never';

/** What a condition may come to; that it may fail is not looked at. */
export interface Possible {
  readonly canBeTrue: boolean;
  readonly canBeFalse: boolean;
  readonly canBeAbsent: boolean;
}

/**
 * What a condition may come to, given which of its names are there. Its atoms are taken as independent:
 * `assume` decides some of them, so that two conditions over the same atoms can be held against each other.
 * It may allow what never happens, but leaves out nothing that does.
 */
export const possible = (
  { text, expression }: Condition,
  known: (name: string) => Presence,
  assume: (atom: string) => boolean | undefined = () => undefined,
): Possible => {
  const walk = (part: Expression): Possible => {
    switch (part.kind) {
      case 'not': {
        const { canBeTrue, canBeFalse, canBeAbsent } = walk(part.of);
        return { canBeTrue: canBeFalse, canBeFalse: canBeTrue, canBeAbsent };
      }
      case 'and':
      case 'or': {
        const parts = part.parts.map(walk);
        const decisive = part.kind === 'and' ? 'canBeFalse' : 'canBeTrue';
        const other = part.kind === 'and' ? 'canBeTrue' : 'canBeFalse';
        const canDecide = parts.some((one) => one[decisive]);
        const canNot = parts.every((one) => one[other]);
        return {
          canBeTrue: part.kind === 'and' ? canNot : canDecide,
          canBeFalse: part.kind === 'and' ? canDecide : canNot,
          canBeAbsent:
            parts.some(({ canBeAbsent }) => canBeAbsent) &&
            parts.every((one) => one[other] || one.canBeAbsent),
        };
      }
      default:
        return ofAtom(text, part, known, assume);
    }
  };
  return walk(expression);
};

/** What the conditions of a pipeline may have in common, by which `possible` is told to assume things. */
export const atomsOf = ({ text, expression }: Condition): readonly string[] => {
  const found = new Set<string>();
  const walk = (part: Expression): void => {
    if (part.kind === 'not' || part.kind === 'and' || part.kind === 'or')
      partsOf(part).forEach(walk);
    else if (folded(text, part) === undefined) found.add(atom(part).key);
  };
  walk(expression);
  return [...found];
};

const ofAtom = (
  text: string,
  part: Expression,
  known: (name: string) => Presence,
  assume: (atom: string) => boolean | undefined,
): Possible => {
  const constant = folded(text, part);
  if (constant !== undefined)
    return { canBeTrue: constant, canBeFalse: !constant, canBeAbsent: false };
  const { key, isNegated } = atom(part);
  const assumed = assume(key);
  const can = {
    canBeTrue: assumed !== isNegated,
    canBeFalse: assumed === undefined || assumed === isNegated,
  };
  if (part.kind === 'has') {
    const [name = ''] = namesIn(part.of);
    const presence = name === '' ? 'maybe' : known(name);
    return {
      canBeTrue: presence !== 'never' && can.canBeTrue,
      canBeFalse: !(presence === 'always' && part.of.kind === 'name') && can.canBeFalse,
      canBeAbsent: false,
    };
  }
  if (needed(part).some((name) => known(name) === 'never'))
    return { canBeTrue: false, canBeFalse: false, canBeAbsent: true };
  return { ...can, canBeAbsent: namesIn(part).some((name) => known(name) !== 'always') };
};

// What names nothing is decided already, unless it fails, which `checkTypes` tells.
const folded = (text: string, part: Expression): boolean | undefined => {
  if (namesIn(part).length > 0 || part.kind === 'has') return undefined;
  try {
    const outcome = evaluate(text, part, () => absent);
    return outcome === absent ? undefined : outcome;
  } catch (error) {
    if (error instanceof ConditionError) return undefined;
    throw error;
  }
};

/**
 * An atom by its text, where `a > b` is `b < a`, `a >= b` is `!(a < b)` and `a != b` is `!(a == b)`: what
 * one of them fails with, so does the other.
 */
const atom = (part: Expression): { key: string; isNegated: boolean } => {
  if (part.kind !== 'binary') return { key: printed(part), isNegated: false };
  const [left, right] = [printed(part.left), printed(part.right)];
  switch (part.operator) {
    case '==':
    case '!=':
      return { key: [left, right].sort().join(' == '), isNegated: part.operator === '!=' };
    case '<':
    case '>=':
      return { key: `${left} < ${right}`, isNegated: part.operator === '>=' };
    case '>':
    case '<=':
      return { key: `${right} < ${left}`, isNegated: part.operator === '<=' };
    default:
      return { key: printed(part), isNegated: false };
  }
};

const namesIn = (part: Expression): readonly string[] =>
  part.kind === 'name' ? [part.name] : partsOf(part).flatMap(namesIn);

// Without which it is absent for certain: nothing beside them decides it.
const needed = (part: Expression): readonly string[] => {
  switch (part.kind) {
    case 'name':
      return [part.name];
    case 'has':
    case 'and':
    case 'or':
      return [];
    case 'all':
    case 'exists':
      return needed(part.over);
    default:
      return partsOf(part).flatMap(needed);
  }
};
