import { CST, Lexer } from 'yaml';

import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { quoted } from '../../diagnostics/wording.js';
import { mostDepth } from '../limits.js';
import { tooDeep } from './nesting.js';

/*
 * What can be seen from the lexer's tokens alone, before the parser runs: it keeps everything, and
 * for a few megabytes of nothing but brackets or anchors takes gigabytes. What is seen here is
 * wrong in any case, and most often the root of all that the parser would say.
 */

// What may stand in a row with nothing between is a tag, an anchor and a value; far fewer than this.
const mostInRow = 100;

/** The first thing that is wrong with a text whatever else is; `undefined` for nothing. */
export const scanTokens = (text: string): Diagnostic | undefined => {
  const scanner = new Scanner(text);
  // The lexer says that a plain scalar or a block text follows, with a mark that has no width.
  let isPlain = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (isPlain) {
      isPlain = false;
      scanner.content();
      scanner.offset += lexeme.length;
      continue;
    }
    const token = CST.tokenType(lexeme);
    const found = scanner.see(token, lexeme);
    if (found !== undefined) return found;
    if (token === 'scalar') isPlain = true;
    else if (token !== 'doc-mode' && token !== 'flow-error-end') scanner.offset += lexeme.length;
  }
  return scanner.end();
};

class Scanner {
  offset = 0;
  private readonly text: string;
  private readonly brackets: number[] = [];
  private inRow = 0;
  private indicators = 0;
  private directives = 0;
  private readonly directed = new Set<string>();
  private documents = 0;
  private hasContent = false;
  private hasEnded = false;

  constructor(text: string) {
    this.text = text;
  }

  /** A value, or what separates values: no row goes on over it. */
  content(): void {
    this.hasContent = true;
    this.inRow = 0;
    this.indicators = 0;
  }

  see(token: ReturnType<typeof CST.tokenType>, lexeme: string): Diagnostic | undefined {
    switch (token) {
      case 'byte-order-mark':
      case 'doc-mode':
      case 'space':
      case 'comment':
        return undefined;
      case 'scalar':
        return this.hasEnded ? this.secondDocument(1) : undefined;
      case 'newline':
        this.indicators = 0;
        return undefined;
      case 'flow-error-end':
        return this.end();
      case 'directive-line':
        return this.directive(lexeme);
      case 'doc-start':
        this.documents += 1;
        return this.documents > 1 || this.hasContent ? this.secondDocument(3) : undefined;
      case 'doc-end':
        this.hasEnded = this.hasContent || this.documents > 0;
        return undefined;
      default:
        if (this.hasEnded) return this.secondDocument(1);
        this.hasContent = true;
    }
    switch (token) {
      case 'flow-seq-start':
      case 'flow-map-start':
        this.content();
        this.brackets.push(this.offset);
        return this.brackets.length > mostDepth + 1
          ? tooDeep({ start: this.offset, end: this.offset + 1 })
          : undefined;
      case 'flow-seq-end':
      case 'flow-map-end':
        this.content();
        this.brackets.pop();
        return undefined;
      case 'seq-item-ind':
      case 'map-value-ind':
      case 'explicit-key-ind':
        this.indicators += 1;
        this.inRow = 0;
        return this.indicators > mostInRow
          ? tooDeep({ start: this.offset, end: this.offset + 1 })
          : undefined;
      case 'anchor':
      case 'alias':
      case 'tag':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        this.inRow += 1;
        this.indicators = 0;
        if (token.endsWith('scalar') && !isClosed(lexeme))
          return neverClosed(this.text, this.offset);
        return this.inRow > mostInRow ? this.tooMany('values in a row') : undefined;
      default:
        this.content();
        return undefined;
    }
  }

  /** A bracket that is still open where no more can follow was never closed. */
  end(): Diagnostic | undefined {
    const open = this.brackets.at(-1);
    return open === undefined ? undefined : neverClosed(this.text, open);
  }

  private directive(line: string): Diagnostic | undefined {
    this.directives += 1;
    if (this.directives > mostInRow) return this.tooMany('directives');
    const directive = /^%YAML(?=\s)|^%TAG\s+\S+/.exec(line)?.[0].replace(/\s+/, ' ');
    if (directive === undefined) return undefined;
    if (this.directed.has(directive)) {
      const place = { start: this.offset, end: this.offset + line.trimEnd().length };
      return diagnose('yaml-syntax', place, `${quoted(directive)} appears here twice`, {
        label: 'the second',
        help: ['keep one of them'],
      });
    }
    this.directed.add(directive);
    return undefined;
  }

  private tooMany(what: string): Diagnostic {
    const place = { start: this.offset, end: this.offset + 1 };
    const message = `more than ${mostInRow} ${what}, with nothing between them`;
    return diagnose('yaml-syntax', place, message, { label: 'one too many' });
  }

  private secondDocument(length: number): Diagnostic {
    const place = { start: this.offset, end: this.offset + length };
    const message = 'a file holds one YAML document, but this one has several';
    return diagnose('several-documents', place, message, {
      label: 'the second begins here',
      help: ['put each of them into a file of its own'],
    });
  }
}

// The lexer gives what it has where a quote is never closed. As lenient as the parser is: of an
// escaped quote at the very end both think that it closes.
const isClosed = (lexeme: string): boolean => lexeme.length > 1 && lexeme.endsWith(lexeme[0] ?? '');

const neverClosed = (text: string, start: number): Diagnostic => {
  const mark = text[start] ?? '';
  const close = mark === '[' ? ']' : mark === '{' ? '}' : mark;
  const what = mark === '[' || mark === '{' ? 'bracket' : 'quote';
  return diagnose('yaml-syntax', { start, end: start + 1 }, `this ${what} is never closed`, {
    label: 'opened here',
    help: [`is a \`${close}\` missing, or a line inside the ${what}s indented too little?`],
  });
};
