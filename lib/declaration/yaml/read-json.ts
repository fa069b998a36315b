import * as E from 'fp-ts/lib/Either.js';

import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import { mostDepth } from '../limits.js';
import { type Entry, type Node, quotedText, type Scalar } from '../node.js';
import { tooDeep } from './nesting.js';

/** Thrown at the first thing that is wrong: what stands behind it follows from it. */
class Wrong extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class JsonReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): Node | undefined {
    this.space();
    if (this.at === this.text.length) return undefined;
    const node = this.value(0);
    this.space();
    if (this.at < this.text.length)
      this.wrong('there is more text after the value', 'the value has ended');
    return node;
  }

  private value(depth: number): Node {
    const start = this.at;
    switch (this.text[start]) {
      case '[':
      case '{':
        if (depth > mostDepth) throw new Wrong(tooDeep({ start, end: start + 1 }));
        return this.text[start] === '[' ? this.list(depth) : this.map(depth);
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  private list(depth: number): Node {
    const start = this.at;
    const items: Node[] = [];
    while (this.isMore(']', start, items.length)) items.push(this.value(depth + 1));
    return { kind: 'sequence', items, place: { start, end: this.at } };
  }

  private map(depth: number): Node {
    const start = this.at;
    const entries: Entry[] = [];
    while (this.isMore('}', start, entries.length)) {
      if (this.text[this.at] !== '"')
        this.wrong('a key must be a string in double quotes', 'expected `"`');
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') this.wrong('a key has no colon after it', 'expected `:`');
      this.at += 1;
      this.space();
      entries.push({ key, value: this.value(depth + 1) });
    }
    return { kind: 'mapping', entries, place: { start, end: this.at } };
  }

  /** Steps to the next thing between brackets, or behind the closing one. */
  private isMore(close: string, open: number, count: number): boolean {
    if (count === 0) this.at += 1;
    this.space();
    const comma = this.at;
    const isComma = this.text[comma] === ',';
    if (isComma && count > 0) {
      this.at += 1;
      this.space();
    }
    const next = this.text[this.at];
    if (next === undefined) this.neverClosed('bracket', open);
    if (next === close) {
      if (isComma) this.wrong('there is a comma after the last value', 'remove it', comma);
      this.at += 1;
      return false;
    }
    if (count > 0 && !isComma)
      this.wrong('a comma is missing between two values', `expected \`,\` or \`${close}\``);
    return true;
  }

  private string(): Scalar<string> {
    const start = this.at;
    let hasEscapes = false;
    let at = start + 1;
    for (; this.text[at] !== '"'; at += 1) {
      const character = this.text[at];
      if (character === undefined) this.neverClosed('quote', start);
      if (character < ' ') this.control(at, character, start);
      if (character !== '\\') continue;
      escape.lastIndex = at;
      if (!escape.test(this.text)) this.badEscape(at);
      hasEscapes = true;
      at = escape.lastIndex - 1;
    }
    this.at = at + 1;
    const value = hasEscapes
      ? (JSON.parse(this.text.slice(start, this.at)) as string)
      : this.text.slice(start + 1, at);
    return quotedText(value, { start, end: this.at });
  }

  private word(): Node {
    const start = this.at;
    const rest = /[^\s,:[\]{}"]*/y;
    rest.lastIndex = start;
    const word = rest.exec(this.text)?.[0] ?? '';
    const place = { start, end: start + Math.max(word.length, 1) };
    this.at = place.end;
    const known = words.get(word);
    if (known !== undefined) return { kind: 'scalar', value: known, place };
    if (number.test(word)) return { kind: 'scalar', value: Number(word), place };
    this.at = start;
    if (start === this.text.length) return this.wrong('a value is missing', 'the text ends here');
    if (word === '') return this.wrong('a value is missing', 'expected a value');
    if (/^(?:#|\/\/|\/\*)/.test(word)) return this.wrong('JSON has no comments', 'here');
    throw new Wrong(
      diagnose('json-syntax', place, `${quoted(word)} is not a JSON value`, {
        label: 'expected a value',
        help: /^[-+.\d]/.test(word) ? [] : ['a string must be in double quotes'],
      }),
    );
  }

  private space(): void {
    for (;;) {
      const character = this.text[this.at];
      if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t')
        return;
      this.at += 1;
    }
  }

  private wrong(message: string, label: string, start = this.at): never {
    const end = Math.min(start + 1, this.text.length);
    throw new Wrong(diagnose('json-syntax', { start, end }, message, { label }));
  }

  private neverClosed(what: 'bracket' | 'quote', start: number): never {
    this.wrong(`this ${what} is never closed`, 'opened here', start);
  }

  private control(at: number, character: string, open: number): never {
    if (character === '\n' || character === '\r')
      throw new Wrong(
        diagnose(
          'json-syntax',
          { start: open, end: open + 1 },
          'this quote is not closed on its line',
          { label: 'opened here', help: ['a line break in a string is written `\\n`'] },
        ),
      );
    const written = `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    throw new Wrong(
      diagnose(
        'json-syntax',
        { start: at, end: at + 1 },
        `the character ${visible(character)} is not allowed in a JSON string`,
        { label: 'here', help: [`write it as \`${character === '\t' ? '\\t' : written}\``] },
      ),
    );
  }

  private badEscape(start: number): never {
    const place = { start, end: Math.min(start + 2, this.text.length) };
    throw new Wrong(
      diagnose('json-syntax', place, 'this is not an escape of JSON', {
        label: 'here',
        help: ['a backslash itself is written `\\\\`'],
      }),
    );
  }
}

/** The tree of a JSON text, `undefined` for one without a value; or the first mistake in it. */
export const readJson = (text: string): E.Either<readonly Diagnostic[], Node | undefined> => {
  try {
    return E.right(new JsonReader(text).read());
  } catch (error) {
    if (error instanceof Wrong) return E.left([error.diagnostic]);
    throw error;
  }
};
