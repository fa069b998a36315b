import { type Absent, absent } from './absent.js';
import { noBoolean } from './complaints.js';
import { ConditionError } from './condition-error.js';
import type { Expression, Path } from './expression.js';
import { operand, Operations } from './operations.js';
import { decided, Failure, noValue, type Outcome } from './outcome.js';
import { Steps } from './steps.js';
import { elementOf, fieldOf, isList, plainly } from './values.js';

/**
 * Evaluates by our own rules, on the tree of cel-js but not with its evaluator. There a JavaScript number
 * is a `double` and `1` an `int`, between which most operators are missing; typed arrays and `undefined`
 * stop it; nothing bounds its work; and it knows nothing of absent values.
 */
export const evaluate = (
  text: string,
  expression: Expression,
  valueOf: (name: string) => unknown,
): boolean | Absent => {
  const outcome = new Evaluation(text, valueOf).outcome(expression, undefined);
  if (outcome === absent || typeof outcome === 'boolean') return outcome;
  const { span, complaint } =
    outcome instanceof Failure
      ? outcome
      : new Failure(expression, () => noBoolean(text, operand(expression, outcome)));
  const { message, help } = complaint();
  throw new ConditionError(message, span, help);
};

/** The variables of `all` and `exists`, the innermost first. */
interface Scope {
  readonly variable: string;
  readonly value: unknown;
  readonly outer: Scope | undefined;
}

type Quantified = Expression & { readonly kind: 'all' | 'exists' };

class Evaluation {
  private readonly text: string;
  private readonly valueOf: (name: string) => unknown;
  private readonly steps: Steps;
  private readonly operations: Operations;

  constructor(text: string, valueOf: (name: string) => unknown) {
    this.text = text;
    this.valueOf = valueOf;
    this.steps = new Steps({ start: 0, end: text.length });
    this.operations = new Operations(text, this.steps);
  }

  outcome(expression: Expression, scope: Scope | undefined): Outcome {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'list': {
        const items = expression.items.map((item) => this.outcome(item, scope));
        return items.reduce<Outcome>((none, item) => noValue(none, item), undefined) ?? items;
      }
      case 'name':
        return plainly(this.valueOf(expression.name));
      case 'variable':
        return valueIn(scope, expression.name);
      case 'field': {
        const of = this.outcome(expression.of, scope);
        return noValue(of) ?? this.operations.part(expression, of, expression.field);
      }
      case 'element': {
        const of = this.outcome(expression.of, scope);
        const key = this.outcome(expression.index, scope);
        return noValue(of, key) ?? this.operations.part(expression, of, key);
      }
      case 'not':
      case 'minus':
      case 'size': {
        const of = this.outcome(expression.of, scope);
        return noValue(of) ?? this.operations[expression.kind](expression.of, of);
      }
      case 'and':
      case 'or':
        return decided(expression.kind === 'or', this.sides(expression, scope));
      case 'binary': {
        const left = this.outcome(expression.left, scope);
        const right = this.outcome(expression.right, scope);
        return noValue(left, right) ?? this.operations.binary(expression, left, right);
      }
      case 'has':
        return this.has(expression.of, scope);
      case 'all':
      case 'exists': {
        const over = this.outcome(expression.over, scope);
        return (
          noValue(over) ??
          decided(expression.kind === 'exists', this.answers(expression, over, scope))
        );
      }
    }
  }

  private *sides(
    { kind, parts }: { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] },
    scope: Scope | undefined,
  ): Iterable<Outcome> {
    for (const part of parts) {
      const value = this.outcome(part, scope);
      yield typeof value === 'boolean'
        ? value
        : (noValue(value) ?? this.operations.cannotTake(kind === 'and' ? '&&' : '||', part, value));
    }
  }

  private *answers(
    { kind, over, variable, holds }: Quantified,
    list: unknown,
    outer: Scope | undefined,
  ): Iterable<Outcome> {
    if (!isList(list)) {
      yield this.operations.cannotTake(kind, over, list);
      return;
    }
    for (let index = 0; index < list.length; index += 1) {
      this.steps.spendElement(holds.end - holds.start);
      const value = this.outcome(holds, { variable, value: elementOf(list, index), outer });
      yield typeof value === 'boolean'
        ? value
        : (noValue(value) ??
          new Failure(holds, () =>
            noBoolean(this.text, operand(holds, value), `the condition in \`${kind}\``),
          ));
    }
  }

  private has(path: Expression & Path, scope: Scope | undefined): boolean {
    if (path.kind === 'name') return this.valueOf(path.name) !== absent;
    return this.found(path, scope) !== undefined;
  }

  // `undefined` for what is not there, however far up that is.
  private found(path: Expression & Path, scope: Scope | undefined): unknown {
    switch (path.kind) {
      case 'name': {
        const value = this.valueOf(path.name);
        return value === absent ? undefined : value;
      }
      case 'variable':
        return valueIn(scope, path.name);
      case 'field':
        return fieldOf(this.found(path.of, scope), path.field);
      case 'element': {
        const list = this.found(path.of, scope);
        const { index } = path;
        return isList(list) && index.kind === 'literal' && typeof index.value === 'number'
          ? elementOf(list, index.value)
          : undefined;
      }
    }
  }
}

const valueIn = (scope: Scope | undefined, variable: string): unknown => {
  let at = scope;
  while (at !== undefined && at.variable !== variable) at = at.outer;
  return at?.value;
};
