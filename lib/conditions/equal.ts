import { mostDepth } from './masked.js';
import type { Steps } from './steps.js';
import { elementOf, fieldOf, keysOf, kindOf, type List } from './values.js';

/** Two values of which it makes no sense to ask whether they are equal; parts of those compared. */
export class Incomparable {
  readonly left: unknown;
  readonly right: unknown;

  constructor(left: unknown, right: unknown) {
    this.left = left;
    this.right = right;
  }
}

/**
 * Whether two values are equal. Everything can be compared with `null`, and otherwise only what is of one
 * kind: a string never is the number that it looks like, and saying "not equal" would hide that.
 */
export const equal = (
  left: unknown,
  right: unknown,
  steps: Steps,
  depth = 0,
): boolean | Incomparable | 'too deep' => {
  const kind = kindOf(left);
  const other = kindOf(right);
  if (kind === 'other' || other === 'other') return new Incomparable(left, right);
  if (kind === 'null' || other === 'null') return left === right;
  if (kind !== other) return new Incomparable(left, right);
  if (depth > mostDepth) return 'too deep';
  switch (kind) {
    case 'list':
      return equalLists(left as List, right as List, steps, depth);
    case 'object':
      return equalObjects(left as Fields, right as Fields, steps, depth);
    case 'string':
      steps.spendText(Math.min((left as string).length, (right as string).length));
      return left === right;
    default:
      return left === right;
  }
};

type Fields = Readonly<Record<string, unknown>>;

const equalLists = (left: List, right: List, steps: Steps, depth: number) => {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    steps.spend(1);
    const found = equal(elementOf(left, index), elementOf(right, index), steps, depth + 1);
    if (found !== true) return found;
  }
  return true;
};

const equalObjects = (left: Fields, right: Fields, steps: Steps, depth: number) => {
  const keys = keysOf(left);
  steps.spend(keys.length);
  if (keys.length !== keysOf(right).length) return false;
  for (const key of keys) {
    const other = fieldOf(right, key);
    if (other === undefined) return false;
    const found = equal(fieldOf(left, key), other, steps, depth + 1);
    if (found !== true) return found;
  }
  return true;
};
