import { createRequire } from 'node:module';

import type * as Cel from '@marcbachmann/cel-js';

import { quoted } from '../diagnostics/wording.js';
import type { ConditionFault } from './condition-fault.js';
import { type Masked, mostDepth, tooDeep } from './masked.js';

const require = createRequire(import.meta.url);

// It takes half as long to load as RxJS, and most pipelines have no conditions.
const loaded = () => {
  const { Environment, ParseError } = require('@marcbachmann/cel-js') as typeof Cel;
  // No more than the parser is taken of it: see evaluate.ts for why.
  const environment = new Environment({
    limits: { maxDepth: mostDepth, maxListElements: 10_000, maxCallArguments: 100 },
  });
  return { environment, ParseError };
};

let cel: ReturnType<typeof loaded> | undefined;

/** The tree of a condition's text as cel-js reads it, or what is wrong in it. */
export const parseSyntax = (text: string, masked: Masked): Cel.ASTNode | ConditionFault => {
  cel ??= loaded();
  try {
    return cel.environment.parse(masked.text).ast;
  } catch (error) {
    if (error instanceof cel.ParseError) return syntaxFault(text, error);
    throw error;
  }
};

const syntaxFault = (text: string, error: Cel.ParseError): ConditionFault => {
  const { start, end } = error.range ?? { start: 0, end: text.length };
  const found = text.slice(start, end);
  const fault = (message: string, help: readonly string[] = []): ConditionFault => ({
    message,
    start,
    end,
    help,
    suggestions: [],
  });
  switch (error.code) {
    case 'limit_exceeded':
      return error.summary.includes('maxDepth')
        ? tooDeep({ start, end })
        : fault('the condition has too many parts');
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return fault('the string that begins here does not end');
    case 'newline_in_string':
      return fault('a string must end on the line where it begins');
    case 'invalid_number':
    case 'invalid_integer':
    case 'invalid_hex_integer':
    case 'invalid_exponent':
      return fault('this is not a number');
    case 'reserved_identifier':
      return fault(`${quoted(found)} is a reserved word of CEL`, [inBackquotes(found)]);
    case 'invalid_macro_argument':
      return fault('the first argument is the name of a variable', [
        'as in `list.exists(x, x > 1)`',
      ]);
    case 'expected_token':
    case 'unexpected_token':
    case 'unexpected_character':
      return fault(
        unexpected(error, found),
        found === 'in' ? [inBackquotes(found)] : otherLanguages(text, start, found),
      );
    default:
      return /escape|surrogate/.test(error.code)
        ? fault(`${quoted(found)} is not a valid escape in a string`)
        : fault('this is not a condition');
  }
};

const inBackquotes = (word: string): string =>
  `to use it as a name, write it in backquotes: \`${word}\``;

const signs: Record<string, string> = {
  RPAREN: 'a `)`',
  RBRACKET: 'a `]`',
  RBRACE: 'a `}`',
  COLON: 'a `:`',
  IDENTIFIER: 'the name of a field',
};

const unexpected = (error: Cel.ParseError, found: string): string => {
  const sign = /^Expected (\w+)/.exec(error.summary)?.[1];
  const wanted = error.code === 'unexpected_token' ? 'a value' : sign && signs[sign];
  if (found === '')
    return wanted === undefined
      ? 'the condition is not complete'
      : `the condition ends, but ${wanted} is expected`;
  return wanted === undefined
    ? `${quoted(found)} is not allowed here`
    : `expected ${wanted}, not ${quoted(found)}`;
};

const inCel: Record<string, string> = {
  and: '`&&`',
  or: '`||`',
  not: '`!`',
  is: '`==`',
  '&': '`&&`',
  '|': '`||`',
  '=': '`==`, and `!=` for "not equal"',
  '<>': '`!=`',
};

const otherLanguages = (text: string, start: number, found: string): string[] => {
  const before = /(\w+|<)\s*$/.exec(text.slice(0, start))?.[1] ?? '';
  const word = [before === '<' ? `<${found}` : found, before].find((one) =>
    Object.hasOwn(inCel, one),
  );
  if (word !== undefined) return [`in CEL, \`${word}\` is written ${inCel[word] ?? ''}`];
  return /^[“”„‘’]$/.test(found) ? ['a string is written in `"` or `\'`'] : [];
};
