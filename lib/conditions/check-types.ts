import type { Span } from '../diagnostics/place.js';
import {
  cannotCompare,
  cannotTake,
  type Complaint,
  noBoolean,
  noFields,
  noKey,
  type Operand,
} from './complaints.js';
import type { Condition } from './condition.js';
import type { ConditionFault } from './condition-fault.js';
import { type Expression, partsOf } from './expression.js';
import { hasOrder, type Kind, kindOf } from './values.js';

/** What is known of a value before it is there. */
export type KnownType = 'number' | 'string' | 'boolean' | 'list' | undefined;

/**
 * What can only fail, whatever the values are: operations on types that they do not take, and a condition
 * that never is true or false. `typeOf` gives what is known of the names.
 */
export const checkTypes = (
  { text, expression }: Condition,
  typeOf: (name: string) => KnownType,
): readonly ConditionFault[] => {
  const check = new TypeCheck(text, typeOf);
  const kind = check.kind(expression);
  if (kind !== undefined && kind !== 'boolean')
    check.report(expression, noBoolean(text, { expression, kind }));
  return check.faults;
};

type Known = Kind | undefined;
type Binary = Expression & { readonly kind: 'binary' };

class TypeCheck {
  readonly faults: ConditionFault[] = [];
  private readonly text: string;
  private readonly typeOf: (name: string) => KnownType;

  constructor(text: string, typeOf: (name: string) => KnownType) {
    this.text = text;
    this.typeOf = typeOf;
  }

  // Help is for values of which the type is not known: here it is declared.
  report({ start, end }: Span, { message }: Complaint): void {
    this.faults.push({ message, start, end, help: [], suggestions: [] });
  }

  kind(expression: Expression): Known {
    switch (expression.kind) {
      case 'literal':
        return kindOf(expression.value);
      case 'name':
        return this.typeOf(expression.name);
      case 'variable':
        return undefined;
      case 'field': {
        const kind = this.kind(expression.of);
        if (kind !== undefined && kind !== 'object')
          this.report(
            expression,
            noFields(this.text, { expression: expression.of, kind }, expression.field),
          );
        return undefined;
      }
      case 'has':
        return 'boolean';
      case 'not':
        this.take('!', expression.of, ['boolean']);
        return 'boolean';
      case 'minus':
        return this.number('-', [expression.of], ['number']);
      case 'size':
        return this.number('size', [expression.of], ['list', 'string', 'object']);
      case 'and':
      case 'or':
        for (const part of expression.parts)
          this.take(expression.kind === 'and' ? '&&' : '||', part, ['boolean']);
        return 'boolean';
      case 'all':
      case 'exists': {
        this.take(expression.kind, expression.over, ['list']);
        const { holds } = expression;
        const kind = this.kind(holds);
        if (kind !== undefined && kind !== 'boolean')
          this.report(
            holds,
            noBoolean(
              this.text,
              { expression: holds, kind },
              `the condition in \`${expression.kind}\``,
            ),
          );
        return 'boolean';
      }
      case 'binary':
        return this.binary(expression);
      case 'list':
      case 'element':
        for (const part of partsOf(expression)) this.kind(part);
        return expression.kind === 'list' ? 'list' : undefined;
    }
  }

  private binary(expression: Binary): Known {
    const { operator, left, right } = expression;
    switch (operator) {
      case '+':
      case '-':
      case '*':
      case '/':
        return this.number(operator, [left, right], ['number']);
      case '==':
      case '!=': {
        const [one, other] = [this.operand(left), this.operand(right)];
        if (one && other && one.kind !== other.kind && one.kind !== 'null' && other.kind !== 'null')
          this.report(expression, cannotCompare(this.text, one, other));
        return 'boolean';
      }
      case 'in':
        this.isIn(expression);
        return 'boolean';
      default: {
        const one = this.take(operator, left, ['number', 'string']);
        const other = this.take(operator, right, ['number', 'string']);
        if (one && other && hasOrder(one.kind) && hasOrder(other.kind) && one.kind !== other.kind)
          this.report(expression, cannotCompare(this.text, one, other));
        return 'boolean';
      }
    }
  }

  // What cannot be computed is taken for no number: of `x + "a" == "aa"` it is enough to complain once.
  private number(
    operator: Parameters<typeof cannotTake>[1],
    operands: readonly Expression[],
    kinds: readonly Kind[],
  ): Known {
    const before = this.faults.length;
    for (const operand of operands) this.take(operator, operand, kinds);
    return this.faults.length === before ? 'number' : undefined;
  }

  private isIn(expression: Binary): void {
    const { left, right } = expression;
    const one = this.operand(left);
    const other = this.take('in', right, ['list', 'object']);
    if (one && other?.kind === 'object' && one.kind !== 'string')
      this.report(left, noKey(this.text, one));
    if (one === undefined || one.kind === 'null' || right.kind !== 'list') return;
    const items = right.items.map((item) => new TypeCheck(this.text, this.typeOf).operand(item));
    const [first] = items;
    if (first && items.every((item) => item && item.kind !== one.kind && item.kind !== 'null'))
      this.report(expression, cannotCompare(this.text, one, first));
  }

  private take(
    operator: Parameters<typeof cannotTake>[1],
    expression: Expression,
    kinds: readonly Kind[],
  ): Operand | undefined {
    const operand = this.operand(expression);
    if (operand !== undefined && !kinds.includes(operand.kind))
      this.report(expression, cannotTake(this.text, operator, operand));
    return operand;
  }

  private operand(expression: Expression): Operand | undefined {
    const kind = this.kind(expression);
    return kind && { expression, kind };
  }
}
