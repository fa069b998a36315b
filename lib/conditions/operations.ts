import type { Span } from '../diagnostics/place.js';
import { quoted } from '../diagnostics/wording.js';
import {
  cannotCompare,
  cannotTake,
  type Complaint,
  noFields,
  noKey,
  type Operand,
} from './complaints.js';
import { equal } from './equal.js';
import type { Arithmetic, Expression, Order, Path } from './expression.js';
import { Failure, type Outcome } from './outcome.js';
import type { Steps } from './steps.js';
import { elementOf, fieldOf, hasOrder, isList, keysOf, kindOf, kindOfText } from './values.js';

type Binary = Expression & { readonly kind: 'binary' };

// Both of one kind.
type Ordered = number | string;

export const operand = (expression: Expression | undefined, value: unknown): Operand => ({
  expression,
  kind: kindOf(value),
  text: kindOfText(value),
});

/** What each operator makes of values. All numbers are doubles, whole or not. */
export class Operations {
  private readonly text: string;
  private readonly steps: Steps;

  constructor(text: string, steps: Steps) {
    this.text = text;
    this.steps = steps;
  }

  binary(expression: Binary, left: unknown, right: unknown): Outcome {
    const { operator } = expression;
    switch (operator) {
      case '==':
      case '!=': {
        const outcome = this.equal(expression, left, right, expression.left, expression.right);
        return typeof outcome === 'boolean' ? outcome === (operator === '==') : outcome;
      }
      case 'in':
        return this.isIn(expression, left, right);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.order(expression, operator, left, right);
      default:
        return this.compute(expression, operator, left, right);
    }
  }

  not(expression: Expression, value: unknown): Outcome {
    return typeof value === 'boolean' ? !value : this.cannotTake('!', expression, value);
  }

  minus(expression: Expression, value: unknown): Outcome {
    return typeof value === 'number' ? -value : this.cannotTake('-', expression, value);
  }

  size(expression: Expression, value: unknown): Outcome {
    if (isList(value)) return value.length;
    if (typeof value === 'string') {
      this.steps.spendText(value.length);
      return characters(value);
    }
    return kindOf(value) === 'object'
      ? keysOf(value as Record<string, unknown>).length
      : this.cannotTake('size', expression, value);
  }

  /** A field of an object, or an element of a list. */
  part(path: Expression & Path & { readonly of: Expression }, of: unknown, key: unknown): Outcome {
    const found =
      typeof key === 'string'
        ? fieldOf(of, key)
        : typeof key === 'number' && isList(of)
          ? elementOf(of, key)
          : undefined;
    return found === undefined ? new Failure(path, () => this.missing(path, of, key)) : found;
  }

  cannotTake(
    operator: Parameters<typeof cannotTake>[1],
    expression: Expression,
    value: unknown,
  ): Failure {
    return new Failure(expression, () =>
      cannotTake(this.text, operator, operand(expression, value)),
    );
  }

  private equal(
    span: Span,
    left: unknown,
    right: unknown,
    leftPart: Expression | undefined,
    rightPart: Expression | undefined,
  ): boolean | Failure {
    const outcome = equal(left, right, this.steps);
    if (typeof outcome === 'boolean') return outcome;
    return new Failure(span, () => {
      if (outcome === 'too deep')
        return { message: 'cannot compare values that are nested so deeply', help: [] };
      // What lies inside the values has no name in the text.
      const isWhole = Object.is(outcome.left, left) && Object.is(outcome.right, right);
      return cannotCompare(
        this.text,
        operand(isWhole ? leftPart : undefined, outcome.left),
        operand(isWhole ? rightPart : undefined, outcome.right),
      );
    });
  }

  // As an `exists`: what cannot be compared counts only where nothing is equal.
  private isIn(expression: Binary, left: unknown, right: unknown): Outcome {
    const { left: leftPart, right: rightPart } = expression;
    if (isList(right)) {
      const items = rightPart.kind === 'list' ? rightPart.items : [];
      let rest: Outcome = false;
      for (let index = 0; index < right.length; index += 1) {
        this.steps.spend(1);
        const element = elementOf(right, index);
        const outcome = this.equal(expression, left, element, leftPart, items[index]);
        if (outcome === true) return true;
        if (rest === false) rest = outcome;
      }
      return rest;
    }
    if (kindOf(right) !== 'object') return this.cannotTake('in', rightPart, right);
    return typeof left === 'string'
      ? fieldOf(right, left) !== undefined
      : new Failure(leftPart, () => noKey(this.text, operand(leftPart, left)));
  }

  private order(expression: Binary, operator: Order, left: unknown, right: unknown): Outcome {
    const [kind, other] = [kindOf(left), kindOf(right)];
    if (!hasOrder(kind)) return this.cannotTake(operator, expression.left, left);
    if (!hasOrder(other)) return this.cannotTake(operator, expression.right, right);
    if (kind === other) return this.inOrder<Ordered>(operator, left as Ordered, right as Ordered);
    return new Failure(expression, () =>
      cannotCompare(this.text, operand(expression.left, left), operand(expression.right, right)),
    );
  }

  private inOrder<Of extends Ordered>(operator: Order, left: Of, right: Of): boolean {
    if (typeof left === 'string') {
      this.steps.spendText(left.length);
      return this.inOrder(operator, orderOf(left, right as string), 0);
    }
    switch (operator) {
      case '<':
        return left < right;
      case '<=':
        return left <= right;
      case '>':
        return left > right;
      case '>=':
        return left >= right;
    }
  }

  private compute(
    expression: Binary,
    operator: Arithmetic,
    left: unknown,
    right: unknown,
  ): Outcome {
    if (typeof left !== 'number') return this.cannotTake(operator, expression.left, left);
    if (typeof right !== 'number') return this.cannotTake(operator, expression.right, right);
    switch (operator) {
      case '+':
        return left + right;
      case '-':
        return left - right;
      case '*':
        return left * right;
      case '/':
        // As with CEL's whole numbers: infinity and NaN would pass through every comparison unnoticed.
        if (right !== 0) return left / right;
        return new Failure(expression, () => ({ message: 'division by zero', help: [] }));
    }
  }

  private missing(
    path: Expression & Path & { readonly of: Expression },
    of: unknown,
    key: unknown,
  ): Complaint {
    if (typeof key === 'string') return noFields(this.text, operand(path.of, of), key);
    const list = quoted(this.text.slice(path.of.start, path.of.end));
    if (!isList(of))
      return { message: `${list} is ${kindOfText(of)} and has no elements`, help: [] };
    return {
      message:
        typeof key === 'number'
          ? `${list} has no element ${key}: it has ${of.length}`
          : `an element of ${list} is selected by a number, not by ${kindOfText(key)}`,
      help: [],
    };
  }
}

// As CEL counts them: an emoji is one, though JavaScript takes it for two.
const characters = (text: string): number => {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1;
  return count;
};

/** Which of two strings comes first, as CEL has it: by code points. JavaScript has emojis before U+E000. */
const orderOf = (left: string, right: string): number => {
  const most = Math.min(left.length, right.length);
  let at = 0;
  while (at < most && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  return at === most
    ? left.length - right.length
    : placeOf(left.charCodeAt(at)) - placeOf(right.charCodeAt(at));
};

// A half of a pair stands for a code point beyond all that are not of two halves.
const placeOf = (unit: number): number =>
  unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
