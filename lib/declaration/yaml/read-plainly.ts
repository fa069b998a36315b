import { CST } from 'yaml';

import { Aliases } from './aliases.js';
import { mostDepth } from '../limits.js';
import {
  type Entry,
  type Mapping,
  type Node,
  quotedText,
  type Scalar,
  type Sequence,
} from '../node.js';
import { plainValue, resolved } from './plain-scalar.js';
import { Beyond, PlainTokens } from './plain-tokens.js';

/*
 * `yaml` builds a concrete syntax tree, then a document: for 50,000 components 4 s and half a
 * gigabyte, most of it for what only an editor needs. Its lexer alone takes an eighth of that. So
 * the tree that we need is built straight from the lexer's tokens wherever the file is plain:
 * block lists and maps, flow collections, scalars, block texts, comments, anchors and aliases. At
 * anything else, and at the least irregularity, this reader gives up and `readFully` reads the
 * file with all of `yaml`: it alone decides what is an error. The property to keep is that where
 * this reader gives a tree, `readFully` gives the same one and finds no fault.
 */

class PlainReader extends PlainTokens {
  private readonly aliases = new Aliases();

  read(): Node {
    this.next();
    if (this.token === 'doc-start') {
      this.next();
      if (!this.first) throw new Beyond();
    }
    const node = this.block(-1, 0);
    if (this.token !== 'end') throw new Beyond();
    return node;
  }

  /** A node that begins at the current token, within a collection at the column `parent`. */
  private block(parent: number, depth: number): Node {
    if (depth > mostDepth) throw new Beyond();
    const { column } = this;
    switch (this.token) {
      case 'seq-item-ind':
        return this.blockSequence(column, depth);
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar': {
        const quotedKey = this.token !== 'scalar';
        const scalar = this.scalar(true);
        if (this.follows('map-value-ind'))
          return this.blockMapping(column, scalar, quotedKey, depth);
        return this.ended(scalar);
      }
      default:
        return this.ended(this.inline(parent, depth));
    }
  }

  private blockSequence(column: number, depth: number): Sequence {
    if (depth > mostDepth) throw new Beyond();
    let items: Node[] | undefined;
    const start = this.start;
    for (;;) {
      const dash = { start: this.start, end: this.start + 1 };
      this.next();
      const item: Node =
        this.first && this.column <= column
          ? { kind: 'scalar', value: null, place: dash }
          : this.block(column, depth + 1);
      items = append(items, item);
      if (!this.first || this.column > column) throw new Beyond();
      if (this.column < column || !this.is('seq-item-ind'))
        return { kind: 'sequence', items: exact(items), place: { start, end: endOf(item) } };
    }
  }

  private blockMapping(
    column: number,
    firstKey: Scalar,
    firstQuoted: boolean,
    depth: number,
  ): Mapping {
    if (depth > mostDepth) throw new Beyond();
    let entries: Entry[] | undefined;
    let key = firstKey;
    let quoted = firstQuoted;
    for (;;) {
      // The current token is the key's colon.
      if (this.start - startOf(key) > 1000) throw new Beyond();
      if (quoted && /\S/.test(this.text[this.start + 1] ?? ' ')) throw new Beyond();
      this.next();
      const value = this.blockValue(column, key, depth + 1);
      entries = append(entries, { key, value });
      if (!this.first || this.column > column) throw new Beyond();
      if (this.column < column) {
        const end = endOf(value);
        return {
          kind: 'mapping',
          entries: exact(entries),
          place: { start: startOf(firstKey), end },
        };
      }
      // A list in a key's own column ends where the next key begins, so none can begin here.
      quoted = !this.is('scalar');
      key = this.scalar();
      if (!this.follows('map-value-ind')) throw new Beyond();
    }
  }

  private blockValue(column: number, key: Scalar, depth: number): Node {
    if (!this.first) {
      const value = this.inline(column, depth, true);
      return this.ended(value);
    }
    if (this.column > column) return this.block(column, depth);
    if (this.column === column && this.is('seq-item-ind')) return this.blockSequence(column, depth);
    return { kind: 'scalar', value: null, place: key.place };
  }

  /** A node that can stand on the line of its key: a scalar, a flow collection, an alias. */
  private inline(parent: number, depth: number, isMapValue = false): Node {
    switch (this.token) {
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        return this.scalar(isMapValue);
      case 'block-scalar-header':
        if (isMapValue) return this.blockScalar(parent);
        throw new Beyond();
      case 'flow-seq-start':
      case 'flow-map-start':
        return this.flow(parent, depth);
      case 'alias':
        return this.alias(depth);
      case 'anchor':
        return this.anchored(parent, depth, isMapValue);
      default:
        throw new Beyond();
    }
  }

  private anchored(parent: number, depth: number, isMapValue: boolean): Node {
    const name = this.source.slice(1);
    const after = this.text[this.start + this.source.length] ?? ' ';
    if (name === '' || name.endsWith(':') || /\S/.test(after)) throw new Beyond();
    this.aliases.open(name);
    this.next();
    // A list may stand in the column of the key whose value it is.
    const isListAtParent = isMapValue && this.column === parent && this.is('seq-item-ind');
    if (this.is('anchor') || this.is('alias')) throw new Beyond();
    if (this.first && this.column <= parent && !isListAtParent) throw new Beyond();
    const node = this.first ? this.block(parent, depth) : this.inline(parent, depth);
    this.aliases.close(name, node);
    return node;
  }

  private alias(depth: number): Node {
    const name = this.source.slice(1);
    const resolved = this.aliases.resolve(name, depth);
    if (name.endsWith(':') || !('node' in resolved)) throw new Beyond();
    this.next();
    return resolved.node;
  }

  private flow(parent: number, depth: number): Node {
    if (depth > mostDepth) throw new Beyond();
    const start = this.start;
    const isMapping = this.is('flow-map-start');
    const close = isMapping ? 'flow-map-end' : 'flow-seq-end';
    let items: Node[] | undefined;
    let entries: Entry[] | undefined;
    this.nextInFlow(parent);
    while (!this.is(close)) {
      if (isMapping) entries = append(entries, this.flowEntry(parent, depth + 1));
      else items = append(items, this.flowNode(parent, depth + 1));
      if (this.is('comma')) this.nextInFlow(parent);
      else if (!this.is(close)) throw new Beyond();
    }
    const place = { start, end: this.start + 1 };
    this.next();
    return isMapping
      ? { kind: 'mapping', entries: exact(entries), place }
      : { kind: 'sequence', items: exact(items), place };
  }

  private flowEntry(parent: number, depth: number): Entry {
    const key = this.scalar();
    if (this.first && this.column <= parent) throw new Beyond();
    if (!this.is('map-value-ind'))
      return { key, value: { kind: 'scalar', value: null, place: key.place } };
    if (this.first || this.start - startOf(key) > 1000) throw new Beyond();
    this.nextInFlow(parent);
    if (this.is('comma') || this.is('flow-map-end'))
      return { key, value: { kind: 'scalar', value: null, place: key.place } };
    return { key, value: this.flowNode(parent, depth) };
  }

  private flowNode(parent: number, depth: number): Node {
    if (this.is('anchor')) throw new Beyond();
    const node = this.inline(parent, depth);
    if (this.first && this.column <= parent) throw new Beyond();
    return node;
  }

  private nextInFlow(parent: number): void {
    this.next();
    if (this.first && this.column <= parent) throw new Beyond();
  }

  /** A scalar of one line; of several only where it may be folded, which no key may. */
  private scalar(mayFold = false): Scalar {
    const { source, start, token } = this;
    const place = { start, end: start + source.length };
    const isFolded = source.includes('\n');
    if (isFolded && !mayFold) throw new Beyond();
    let scalar: Scalar;
    if (token === 'scalar') {
      if (source === '' || /^[\t,%|>@`]/.test(source)) throw new Beyond();
      const value = plainValue(
        isFolded ? resolved({ type: token, offset: start, indent: 0, source }) : source,
      );
      scalar = { kind: 'scalar', value, place };
    } else if (token === 'single-quoted-scalar' || token === 'double-quoted-scalar')
      scalar = quotedText(resolved({ type: token, offset: start, indent: 0, source }), place);
    else throw new Beyond();
    this.next();
    if (isFolded && this.follows('map-value-ind')) throw new Beyond();
    return scalar;
  }

  /** A text under `|` or `>`, the value of a key in the column `parent`. */
  private blockScalar(parent: number): Scalar {
    const { start } = this;
    const props: CST.Token[] = [
      { type: 'block-scalar-header', offset: start, indent: parent, source: this.source },
    ];
    for (;;) {
      const lexeme = this.lexemes.next();
      if (lexeme.done === true) throw new Beyond();
      const token = CST.tokenType(lexeme.value);
      if (token === 'scalar') break;
      if (token !== 'space' && token !== 'comment' && token !== 'newline') throw new Beyond();
      props.push({ type: token, offset: this.offset, indent: parent, source: lexeme.value });
      this.offset += lexeme.value.length;
    }
    const source = this.lexemes.next().value as string;
    this.offset += source.length;
    const value = resolved({ type: 'block-scalar', offset: start, indent: parent, props, source });
    const place = { start, end: this.offset };
    this.lineStart = this.offset;
    this.atLineStart = source.endsWith('\n');
    this.next();
    return { kind: 'scalar', value, place };
  }

  private ended<N extends Node>(node: N): N {
    if (!this.first) throw new Beyond();
    return node;
  }
}

// An array that has grown holds room for 16 more: in a tree of many small ones that would be most of
// it. One that is made with its only item holds no more than that.
const append = <T>(all: T[] | undefined, item: T): T[] => {
  if (all === undefined) return [item];
  all.push(item);
  return all;
};

const exact = <T>(all: readonly T[] = []): readonly T[] => (all.length > 1 ? all.slice() : all);

// The places in a tree read from text are spans.
const startOf = ({ place }: Node): number => ('start' in place ? place.start : 0);
const endOf = ({ place }: Node): number => ('end' in place ? place.end : 0);

/** The tree of a plain file; `undefined` where the file is more than plain, or wrong. */
export const readPlainly = (text: string): Node | undefined => {
  try {
    return new PlainReader(text).read();
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
};
