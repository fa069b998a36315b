import { CST, Lexer } from 'yaml';

/** Thrown at whatever is more than plain. */
export class Beyond extends Error {}

export type Token = ReturnType<typeof CST.tokenType> | 'end';

/** The tokens of a plain file, one after the other, without blanks, comments and line breaks. */
export class PlainTokens {
  protected readonly lexemes: Iterator<string>;
  protected readonly text: string;
  protected offset = 0;
  protected lineStart = 0;
  // The current token: what it is, its source, where it starts, its column from 0, and whether it
  // is the first of its line.
  protected token: Token = 'end';
  protected source = '';
  protected start = 0;
  protected column = -1;
  protected first = true;
  // Whether the next token begins a line: after a block scalar, which takes its last line break.
  protected atLineStart = false;

  constructor(text: string) {
    this.text = text;
    this.lexemes = new Lexer().lex(text)[Symbol.iterator]();
  }

  protected next(): void {
    let previous: Token = this.token;
    let first = this.atLineStart;
    this.atLineStart = false;
    for (;;) {
      const lexeme = this.lexemes.next();
      if (lexeme.done === true) {
        this.token = 'end';
        this.first = true;
        this.column = -1;
        this.start = this.text.length;
        return;
      }
      let source = lexeme.value;
      let token: Token = CST.tokenType(source);
      if (token === 'doc-mode') {
        first = true;
        continue;
      }
      if (token === 'scalar') {
        source = this.lexemes.next().value as string;
        token = 'scalar';
      }
      const start = this.offset;
      this.offset += source.length;
      switch (token) {
        case 'newline':
          this.lineStart = this.offset;
          first = true;
          break;
        case 'space':
          if (source.includes('\t') && (first || previous !== 'map-value-ind')) throw new Beyond();
          break;
        case 'comment':
          if (start > this.lineStart && !/\s/.test(this.text[start - 1] ?? '')) throw new Beyond();
          break;
        default:
          this.token = token;
          this.source = source;
          this.start = start;
          this.column = start - this.lineStart;
          this.first = first;
          if (source.includes('\n')) this.lineStart = start + source.lastIndexOf('\n') + 1;
          return;
      }
      previous = token === 'space' ? previous : token;
    }
  }

  /** Whether the current token is this, on the line of what stands before it. */
  protected follows(token: Token): boolean {
    return this.token === token && !this.first;
  }

  // A method, so that the compiler does not hold the token to be what it was before `next()`.
  protected is(token: Token): boolean {
    return this.token === token;
  }
}
