import * as E from 'fp-ts/lib/Either.js';

import type { Absent } from './absent.js';
import type { ConditionFault } from './condition-fault.js';
import { Converter } from './convert.js';
import { evaluate } from './evaluate.js';
import type { Expression } from './expression.js';
import { masked } from './masked.js';
import type { NamedIn, Resolve } from './names.js';
import { parseSyntax } from './syntax.js';

export { ConditionError } from './condition-error.js';
export type { ConditionFault } from './condition-fault.js';
export type { NamedIn, Resolve, Unresolved } from './names.js';

/** An expression in CEL that decides about a task: a small and safe part of CEL. */
export interface Condition {
  readonly text: string;
  /** Each name once, in the order of their first use. */
  readonly names: readonly NamedIn[];
  readonly expression: Expression;
  /** Where a part of the text stands, as it is printed. */
  readonly where?: (start: number, end: number) => string;
  /**
   * What it comes to with the values of its names, of which some may be `absent`. Throws a
   * `ConditionError` where that is nothing. Uses no more than the own fields of plain data.
   */
  readonly evaluate: (valueOf: (name: string) => unknown) => boolean | Absent;
}

const mostCharacters = 10_000;

/** Reads a condition. What it holds beside what conditions may hold is told, each with its place. */
export const parseCondition = (
  text: string,
  resolve: Resolve,
): E.Either<readonly ConditionFault[], Condition> => {
  if (text.length > mostCharacters)
    return whole(text, 'the condition has more than 10,000 characters');
  if (text.trim() === '') return whole(text, 'the condition is empty');
  const plain = masked(text);
  if ('message' in plain) return E.left([plain]);
  const tree = parseSyntax(text, plain);
  if ('message' in tree) return E.left([tree]);
  const converter = new Converter(text, plain, resolve);
  const expression = converter.convert(tree);
  if (converter.faults.length > 0) return E.left(converter.faults);
  return E.right({
    text,
    names: converter.names,
    expression,
    evaluate: (valueOf) => evaluate(text, expression, valueOf),
  });
};

const whole = (text: string, message: string): E.Either<readonly ConditionFault[], never> =>
  E.left([{ message, start: 0, end: text.length, help: [], suggestions: [] }]);
