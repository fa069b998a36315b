import { CST, Lexer } from 'yaml';

import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';

// Controls and halves of surrogate pairs stand nowhere in YAML 1.2.
const anywhere =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\x00-\x08\x0B\x0C\x0E-\x1F]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

// These stand in quotes, where it takes all that JSON does (its `nb-json`).
const outsideQuotes = /[\x7F\x80-\x84\x86-\x9F\uFFFE\uFFFF]/;

const unprintableAt = (text: string): number | undefined => {
  const found = anywhere.exec(text);
  if (found !== null) return found.index;
  if (!outsideQuotes.test(text)) return undefined;
  let offset = 0;
  let isPlain = false;
  for (const lexeme of new Lexer().lex(text)) {
    // The lexer's marks have no width. They are controls, of which the text has none.
    const isMark = lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END || lexeme === CST.SCALAR;
    if (!isMark) {
      const isQuoted = !isPlain && /^["']/.test(lexeme);
      const found = isQuoted ? null : outsideQuotes.exec(lexeme);
      if (found !== null) return offset + found.index;
      offset += lexeme.length;
    }
    isPlain = lexeme === CST.SCALAR;
  }
  return undefined;
};

/** The first character of a text that YAML does not allow where it stands. */
export const unprintable = (text: string): Diagnostic | undefined => {
  const start = unprintableAt(text);
  if (start === undefined) return undefined;
  return diagnose(
    'unprintable-character',
    { start, end: start + 1 },
    `the character ${visible(text[start] ?? '')} is not allowed in a YAML file`,
    {
      label: 'here',
      help: [
        'in a string in double quotes write it as an escape, such as "\\u0007"',
        'is this a binary file?',
      ],
    },
  );
};
