import jsTokens, { type Token } from 'js-tokens';

/** A token that counts, or the mark of a line break that decides what is meant. */
export type CodeToken = Pick<Token, 'type' | 'value'>;

const lineBreak: CodeToken = { type: 'LineTerminatorSequence', value: '\n' };

// Behind these words and before these signs a line break may end a statement, where without it one goes on.
const endingWords = new Set(
  'abstract accessor asserts async await break continue declare global infer interface is keyof let module namespace of override readonly return throw type unique using yield'.split(
    ' ',
  ),
);
const endingSigns = new Set(['++', '--', '!', '=>', 'as', 'satisfies']);

const spaces = new Set<Token['type']>(['WhiteSpace', 'SingleLineComment', 'HashbangComment']);

/**
 * What of a text of JavaScript or TypeScript decides what it does: not its comments, spaces and line breaks,
 * nor the kind of its quotes, a comma before a closing bracket or a semicolon before a brace. Other semicolons
 * and parentheses count, for without a parser it cannot be told where they say nothing. `undefined` for what cannot be read.
 */
export const codeTokens = (text: string): readonly CodeToken[] | undefined => {
  const tokens: CodeToken[] = [];
  let isBroken = false;
  for (const token of jsTokens(text)) {
    const { type, value } = token;
    if (type === 'Invalid' || ('closed' in token && !token.closed)) return undefined;
    if (type === 'LineTerminatorSequence') isBroken = true;
    else if (type === 'MultiLineComment') isBroken ||= /[\n\r\u2028\u2029]/.test(value);
    else if (!spaces.has(type)) {
      const last = tokens.at(-1);
      if (isBroken && last !== undefined && mayEnd(last, value)) tokens.push(lineBreak);
      isBroken = false;
      if (isClosing(token) && isSpare(tokens, value)) tokens.pop();
      tokens.push(...meant(token));
    }
  }
  return tokens;
};

const mayEnd = (last: CodeToken, next: string): boolean =>
  endingWords.has(last.value) ||
  (endingSigns.has(next) && (last.type !== 'Punctuator' || /^[)\]}]$/.test(last.value)));

const isClosing = ({ type, value }: CodeToken): boolean =>
  type === 'Punctuator' && (value === ')' || value === ']' || value === '}');

// `[,]` is a list of one hole, and `[a,,]` has one at its end.
const isSpare = (tokens: readonly CodeToken[], closing: string): boolean => {
  const [before, last] = tokens.slice(-2);
  if (before === undefined || last?.type !== 'Punctuator') return false;
  if (closing === '}' && last.value === ';') return true;
  return last.value === ',' && !(before.type === 'Punctuator' && /^[,[({]$/.test(before.value));
};

const meant = ({ type, value }: CodeToken): readonly CodeToken[] => {
  if (type === 'StringLiteral') return [{ type, value: doubleQuoted(value) }];
  // The ends of two lists of types are not told from a shift of bits.
  if (type === 'Punctuator' && /^>+$/.test(value))
    return Array.from(value, (sign): CodeToken => ({ type, value: sign }));
  return [{ type, value }];
};

// Escapes stand in pairs: behind an escaped backslash a quote is not escaped.
const doubleQuoted = (literal: string): string => {
  const content = literal.slice(1, -1);
  return `"${content.replace(/\\([\s\S])|"/g, (pair, escaped?: string) =>
    escaped === "'" ? "'" : escaped === undefined ? '\\"' : pair,
  )}"`;
};
