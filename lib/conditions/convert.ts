import type { ASTNode } from '@marcbachmann/cel-js';

import type { Span } from '../diagnostics/place.js';
import { quoted } from '../diagnostics/wording.js';
import type { ConditionFault } from './condition-fault.js';
import { type BinaryOperator, type Expression, isPath, type Path } from './expression.js';
import { type Masked, mostDepth, tooDeep } from './masked.js';
import { type NamedIn, Names, type Resolve } from './names.js';
import { exactly } from './values.js';

const allowed =
  'a condition is made of names and their fields, numbers, strings, `true`, `false`, `null`, lists, comparisons, `&&`, `||`, `!`, `in`, `+ - * /`, and `has`, `size`, `all` and `exists`';

const binary: Record<string, BinaryOperator> = Object.fromEntries(
  (['==', '!=', 'in', '<', '<=', '>', '>=', '+', '-', '*', '/'] as const).map((one) => [one, one]),
);

type Step = { readonly end: number } & ({ readonly field: string } | { readonly index: ASTNode });

/** Takes of a tree of cel-js what a condition may hold, and reports each part that it may not. */
export class Converter {
  readonly faults: ConditionFault[] = [];
  private readonly used: Names;
  private readonly text: string;
  private readonly masked: Masked;
  private readonly variables: string[] = [];
  private depth = 0;
  private isAsking = false;

  constructor(text: string, masked: Masked, resolve: Resolve) {
    this.text = text;
    this.masked = masked;
    this.used = new Names(text, resolve, (fault) => this.faults.push(fault));
  }

  get names(): readonly NamedIn[] {
    return this.used.all;
  }

  convert(node: ASTNode): Expression {
    if (this.depth > mostDepth) {
      // Once: below it there may be thousands.
      if (!this.faults.some(({ message }) => message === tooDeep(node).message))
        this.faults.push(tooDeep(node));
      return nothing(node);
    }
    this.depth += 1;
    const expression = this.converted(node);
    this.depth -= 1;
    return expression;
  }

  private converted(node: ASTNode): Expression {
    const { start, end } = node;
    switch (node.op) {
      case 'value':
        return this.literal(node, node.args);
      case 'id':
      case '.':
      case '[]':
        return this.path(node);
      case 'list':
        return { kind: 'list', items: node.args.map((item) => this.convert(item)), start, end };
      case '!_':
        return { kind: 'not', of: this.convert(node.args), start, end };
      case '-_':
        return { kind: 'minus', of: this.convert(node.args), start, end };
      case '&&':
      case '||': {
        const parts = chain(node).map((part) => this.convert(part));
        return { kind: node.op === '&&' ? 'and' : 'or', parts, start, end };
      }
      case 'call':
        return this.call(node, node.args[0], node.args[1]);
      case 'rcall':
        return this.method(node, node.args[0], node.args[1], node.args[2]);
      case '?:':
        return this.refuse(node, 'a choice by `? :`', [
          '`c ? a : b` can be written `c && a || !c && b`',
        ]);
      case '%':
        return this.refuse(node, '`%`');
      case 'map':
        return this.refuse(node, 'a map');
      case '.?':
      case '[?]':
        return this.refuse(node, 'an optional field');
      default: {
        const operator = binary[node.op];
        if (operator === undefined) return this.refuse(node, quoted(node.op));
        const left = this.convert(node.args[0]);
        const right = this.convert(node.args[1]);
        // `1 < x < 3`, which would compare true or false with 3.
        if (isOrder(operator) && left.kind === 'binary' && isOrder(left.operator))
          this.fault(node, 'a comparison cannot be compared again', [
            'two comparisons are joined by `&&`, as in `1 < x && x < 3`',
          ]);
        return { kind: 'binary', operator, left, right, start, end };
      }
    }
  }

  private literal(node: ASTNode, value: unknown): Expression {
    const { start, end } = node;
    if (typeof value === 'bigint') {
      const number = exactly(value);
      if (number === undefined)
        this.fault(node, `${quoted(this.textOf(node))} has more digits than a number can hold`);
      return { kind: 'literal', value: number ?? 0, start, end };
    }
    if (
      value === null ||
      typeof value === 'boolean' ||
      typeof value === 'number' ||
      typeof value === 'string'
    )
      return { kind: 'literal', value, start, end };
    return ArrayBuffer.isView(value)
      ? this.refuse(node, 'a literal of bytes')
      : this.refuse(node, 'a number with `u`', ['numbers are written plainly, such as `1`']);
  }

  private path(whole: ASTNode): Expression {
    const steps: Step[] = [];
    let root = whole;
    for (; root.op === '.' || root.op === '[]'; root = root.args[0]) {
      const { end } = root;
      if (root.op === '.') steps.push({ field: this.nameAt(root.pos, root.args[1]), end });
      else {
        const [, index] = root.args;
        const key = index.op === 'value' && typeof index.args === 'string' ? index.args : undefined;
        steps.push(key === undefined ? { index, end } : { field: key, end });
      }
    }
    steps.reverse();
    if (root.op !== 'id') {
      const before = this.faults.length;
      const of = this.convert(root);
      if (isPath(of)) return this.fields(of, steps);
      if (this.faults.length === before)
        this.fault(whole, 'only a name can be followed by a field or an element', [allowed]);
      return nothing(whole);
    }
    const name = this.nameAt(root.start, root.args);
    const { start, end } = root;
    if (this.variables.includes(name))
      return this.fields({ kind: 'variable', name, start, end }, steps);
    const parts = [{ name, end }];
    for (const step of steps) {
      if (!('field' in step)) break;
      parts.push({ name: step.field, end: step.end });
    }
    const isQuoted = this.masked.names.has(start);
    const used = this.used.use({ start, parts, isQuoted }, this.isAsking);
    if (used === undefined) return nothing(whole);
    return this.fields(
      { kind: 'name', name: used.name, isInput: used.parts === 1, start, end: used.end },
      steps.slice(used.parts - 1),
    );
  }

  private fields(root: Expression & Path, steps: readonly Step[]): Expression & Path {
    const { start } = root;
    let of = root;
    for (const step of steps) {
      const { end } = step;
      of =
        'field' in step
          ? { kind: 'field', of, field: step.field, start, end }
          : { kind: 'element', of, index: this.index(step.index), start, end };
    }
    return of;
  }

  private index(node: ASTNode): Expression {
    if (!this.isAsking || node.op === 'value') return this.convert(node);
    this.fault(node, 'inside `has` an element is selected by a number', ['as in `has(a.list[0])`']);
    return nothing(node);
  }

  private call(node: ASTNode, name: string, args: readonly ASTNode[]): Expression {
    const { start, end } = node;
    const [only] = args;
    if (name !== 'has' && name !== 'size')
      return this.refuse(
        { start, end: start + name.length },
        `the function ${this.word(start, name)}`,
      );
    if (only === undefined || args.length > 1) {
      this.fault(node, `\`${name}\` takes one value`, [`as in \`${name}(ocr.text)\``]);
      return nothing(node);
    }
    if (name === 'size') return { kind: 'size', of: this.convert(only), start, end };
    const before = this.faults.length;
    this.isAsking = true;
    const of = this.convert(only);
    this.isAsking = false;
    if (isPath(of) && of.kind !== 'variable') return { kind: 'has', of, start, end };
    if (this.faults.length === before)
      this.fault(
        only,
        of.kind === 'variable'
          ? `${quoted(of.name)} is always present`
          : '`has` takes a name or a field of it',
        ['as in `has(ocr.text)`'],
      );
    return nothing(node);
  }

  private method(
    node: ASTNode,
    name: string,
    receiver: ASTNode,
    args: readonly ASTNode[],
  ): Expression {
    const { start, end } = node;
    const at = this.text.indexOf(name, receiver.end);
    const place = at < 0 ? node : { start: at, end: at + name.length };
    if (name !== 'size' && name !== 'all' && name !== 'exists')
      return this.refuse(place, `the method ${this.word(place.start, name)}`);
    if (name === 'size') {
      if (args.length > 0) this.fault(place, '`size` of a value takes no arguments');
      return { kind: 'size', of: this.convert(receiver), start, end };
    }
    const [variable, holds] = args;
    if (variable?.op !== 'id' || holds === undefined || args.length > 2) {
      this.fault(place, `\`${name}\` takes the name of a variable and a condition`, [
        `as in \`list.${name}(x, x > 1)\``,
      ]);
      return nothing(node);
    }
    const over = this.convert(receiver);
    const named = this.nameAt(variable.start, variable.args);
    this.variables.push(named);
    const inner = this.convert(holds);
    this.variables.pop();
    return { kind: name, over, variable: named, holds: inner, start, end };
  }

  private nameAt(start: number, name: string): string {
    return this.masked.names.get(start) ?? name;
  }

  private word(start: number, name: string): string {
    return quoted(this.nameAt(start, name));
  }

  private textOf({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  private refuse(span: Span, what: string, help: readonly string[] = []): Expression {
    this.fault(span, `${what} is not allowed in a condition`, [...help, allowed]);
    return nothing(span);
  }

  private fault(
    { start, end }: Span,
    message: string,
    help: readonly string[] = [],
    suggestions: readonly string[] = [],
  ): void {
    this.faults.push({ message, start, end, help, suggestions });
  }
}

// Stands where there is a fault, so that what lies beside it is looked at too.
const nothing = ({ start, end }: Span): Expression => ({
  kind: 'literal',
  value: null,
  start,
  end,
});

const chain = (node: ASTNode & { readonly op: '&&' | '||' }): ASTNode[] => {
  const parts: ASTNode[] = [];
  let left: ASTNode = node;
  while (left.op === node.op) {
    const [next, right]: [ASTNode, ASTNode] = left.args;
    parts.push(right);
    left = next;
  }
  return [...parts, left].reverse();
};

const isOrder = (operator: BinaryOperator): boolean => ['<', '<=', '>', '>='].includes(operator);
