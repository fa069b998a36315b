import { quoteCondition } from '../quote-condition.js';
import type { YAMLError } from 'yaml';

import type { Code } from '../../diagnostics/codes.js';
import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { shorten } from '../../diagnostics/wording.js';

const codes: Partial<Record<YAMLError['code'], Code>> = {
  TAB_AS_INDENT: 'tab-indentation',
  BAD_INDENT: 'bad-indentation',
  TAG_RESOLVE_FAILED: 'unknown-tag',
};

const hints: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces: YAML allows no tabs there',
  BAD_INDENT: 'lines that belong together begin in the same column, what is inside further right',
  BLOCK_IN_FLOW: 'is a comma missing between two entries of `{ … }` or `[ … ]`?',
  BLOCK_AS_IMPLICIT_KEY: 'is a line indented too far, or does a text with `: ` in it lack quotes?',
  KEY_OVER_1024_CHARS: 'is a quote or a line break missing?',
  TAG_RESOLVE_FAILED: 'write the value plainly; a declaration needs no tags',
};

// Of codes that stand for other mistakes too.
const colonMissing = /^Implicit (?:map )?keys need/;

const hintOf = ({ code, message }: YAMLError): string | undefined =>
  colonMissing.test(message)
    ? 'is a colon missing after this key, or the space after its colon?'
    : hints[code];

// What YAML reads itself in a condition that is not in quotes: `!x`, `"a" == x`, `x in ["a"]`.
const inCondition = /(?:^|[\s{,-])(?:when|until):\s[^\n]*$/;

const isInCondition = (text: string, { pos: [start] }: YAMLError): boolean =>
  inCondition.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start + 1));

const told = (error: YAMLError, text: string): Diagnostic => {
  const [start, end] = error.pos;
  const message = shorten(error.message.replace(/\s+/g, ' ').replace(/\.$/, ''), 160);
  const hint = isInCondition(text, error) ? quoteCondition : hintOf(error);
  return diagnose(codes[error.code] ?? 'yaml-syntax', { start, end }, message, {
    label: error.code === 'TAG_RESOLVE_FAILED' ? 'this tag' : 'here',
    help: hint === undefined ? [] : [hint],
  });
};

// Spaces that look like one and are none to YAML: U+00A0 from a web page or a word processor.
const strangeIndent = /^[ \t]*([\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000\uFEFF])/m;

const strangeSpace = (text: string): Diagnostic | undefined => {
  const match = strangeIndent.exec(text);
  if (match === null) return undefined;
  const start = match.index + match[0].length - 1;
  const code = (match[1]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return diagnose(
    'bad-indentation',
    { start, end: start + 1 },
    `the character U+${code} in this indentation is not a space, though it looks like one`,
    { label: 'here', help: ['type a space instead'] },
  );
};

// From these the parser recovers in the line itself. After any other it has lost its way, and what
// it says further on is said of innocent lines.
const local: ReadonlySet<YAMLError['code']> = new Set([
  'BAD_ALIAS',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'BLOCK_AS_IMPLICIT_KEY',
  'KEY_OVER_1024_CHARS',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
  'TAG_RESOLVE_FAILED',
  'UNEXPECTED_TOKEN',
]);

/** The errors that do not follow from an earlier one, at most one to a line. */
const ownErrors = (text: string, errors: readonly YAMLError[]): readonly YAMLError[] => {
  const own: YAMLError[] = [];
  let lineEnd = -1;
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const isLocal = local.has(error.code);
    if (error.pos[0] >= lineEnd && (isLocal || own.length === 0)) own.push(error);
    if (!isLocal) break;
    const newline = text.indexOf('\n', error.pos[0]);
    lineEnd = newline < 0 ? Infinity : newline + 1;
  }
  return own;
};

/** What is wrong with a text as YAML, as the parser sees it and as far as it does not follow. */
export const tellErrors = (errors: readonly YAMLError[], text: string): readonly Diagnostic[] => {
  const strange = strangeSpace(text);
  if (strange !== undefined) return [strange];
  return ownErrors(text, errors).map((error) => told(error, text));
};
