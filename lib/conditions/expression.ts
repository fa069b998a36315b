import type { Span } from '../diagnostics/place.js';

export type Order = '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/';
export type BinaryOperator = '==' | '!=' | 'in' | Order | Arithmetic;

/** What a condition is made of, and nothing else; each part with its place in the text. */
export type Expression = Span &
  (
    | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | Path
    | { readonly kind: 'not' | 'minus' | 'size'; readonly of: Expression }
    // Of any number of parts: a long chain of alternatives is not deep.
    | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'has'; readonly of: Expression & Path }
    | {
        readonly kind: 'all' | 'exists';
        readonly over: Expression;
        readonly variable: string;
        readonly holds: Expression;
      }
  );

export type Path =
  | { readonly kind: 'name'; readonly name: string; readonly isInput: boolean }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expression & Path; readonly field: string }
  | { readonly kind: 'element'; readonly of: Expression & Path; readonly index: Expression };

export const isPath = (expression: Expression): expression is Expression & Path =>
  expression.kind === 'name' ||
  expression.kind === 'variable' ||
  expression.kind === 'field' ||
  expression.kind === 'element';

/** The parts of an expression, in the order of the text. */
export const partsOf = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case 'literal':
    case 'name':
    case 'variable':
      return [];
    case 'list':
      return expression.items;
    case 'field':
    case 'not':
    case 'minus':
    case 'size':
    case 'has':
      return [expression.of];
    case 'element':
      return [expression.of, expression.index];
    case 'and':
    case 'or':
      return expression.parts;
    case 'binary':
      return [expression.left, expression.right];
    case 'all':
    case 'exists':
      return [expression.over, expression.holds];
  }
};
