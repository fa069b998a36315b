import { quoted } from '../diagnostics/wording.js';
import { type Expression, isPath } from './expression.js';
import { type Kind, kindText } from './values.js';

/** A part of a condition and what it was found to be. */
export interface Operand {
  /** Without one it is a piece of a value, which the text does not name. */
  readonly expression?: Expression | undefined;
  readonly kind: Kind;
  /** The kind in words, where there is more to say than its name. */
  readonly text?: string;
}

/** What is wrong with an operation, whether that is known beforehand or found when it is done. */
export interface Complaint {
  readonly message: string;
  readonly help: readonly string[];
}

/** What can be named shortly: a path or a literal, as the user wrote it. */
export const named = (text: string, expression: Expression): string | undefined =>
  isPath(expression) || expression.kind === 'literal'
    ? quoted(text.slice(expression.start, expression.end))
    : undefined;

const worded = (text: string, { expression, kind, text: words }: Operand): string => {
  const name = expression && named(text, expression);
  const what = words ?? kindText(kind);
  return name === undefined || name === quoted(what) ? what : `${name} (${what})`;
};

// What stands on a command line is a string, and nobody who compares it with a number thinks of that.
const typeHelp = ({ expression, kind }: Operand, wanted: Kind): string[] =>
  kind === 'string' &&
  expression?.kind === 'name' &&
  expression.isInput &&
  (wanted === 'number' || wanted === 'boolean')
    ? [
        `declare the input's type, as in \`${expression.name}: { type: ${wanted} }\`: without one, what the command line gives is a string`,
      ]
    : [];

export const cannotCompare = (text: string, left: Operand, right: Operand): Complaint => ({
  message: `cannot compare ${worded(text, left)} with ${worded(text, right)}`,
  help: [...typeHelp(left, right.kind), ...typeHelp(right, left.kind)],
});

/** What an operator takes, and the kind that an operand should have had if it is one alone. */
const takes = {
  '+': ['numbers', 'number'],
  '-': ['numbers', 'number'],
  '*': ['numbers', 'number'],
  '/': ['numbers', 'number'],
  '!': ['true or false', 'boolean'],
  '&&': ['true or false', 'boolean'],
  '||': ['true or false', 'boolean'],
  '<': ['numbers or strings', 'number'],
  '<=': ['numbers or strings', 'number'],
  '>': ['numbers or strings', 'number'],
  '>=': ['numbers or strings', 'number'],
  in: ['a list or an object', 'list'],
  size: ['a list, a string or an object', 'list'],
  all: ['a list', 'list'],
  exists: ['a list', 'list'],
} as const;

export const cannotTake = (
  text: string,
  operator: keyof typeof takes,
  operand: Operand,
): Complaint => {
  const [what, kind] = takes[operator];
  return {
    message: `\`${operator}\` takes ${what}, not ${worded(text, operand)}`,
    help: typeHelp(operand, kind),
  };
};

export const noKey = (text: string, operand: Operand): Complaint => ({
  message: `\`in\` looks in an object for a string, not for ${worded(text, operand)}`,
  help: [],
});

/** Of the whole condition, or of what is asked about each element. */
export const noBoolean = (text: string, operand: Operand, by = 'the condition'): Complaint => ({
  message: `${by} gives ${worded(text, operand)}, not true or false`,
  help: typeHelp(operand, 'boolean'),
});

export const noFields = (
  text: string,
  { expression, text: words, kind }: Operand,
  field: string,
): Complaint => {
  const name = expression ? quoted(text.slice(expression.start, expression.end)) : 'the value';
  return {
    message:
      kind === 'object'
        ? `${name} has no field ${quoted(field)}`
        : `${name} is ${words ?? kindText(kind)} and has no field ${quoted(field)}`,
    help: [],
  };
};
