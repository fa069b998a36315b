import * as E from 'fp-ts/lib/Either.js';
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type Document,
  type ParsedNode,
} from 'yaml';

import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/place.js';
import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import { quoted } from '../../diagnostics/wording.js';
import { Aliases, type Resolved } from './aliases.js';
import { mostAliased } from '../limits.js';
import { tooDeep, tooDeepAt } from './nesting.js';
import { type Entry, type Node, quotedText, type ScalarValue } from '../node.js';
import { takeLongTexts } from './long-texts.js';
import { scanTokens } from './scan-tokens.js';
import { tellErrors } from './yaml-errors.js';

/** The tree of one composed document, with aliases resolved and problems told. */
class Converter {
  readonly diagnostics: Diagnostic[] = [];
  private readonly text: string;
  private readonly longTexts: ReadonlyMap<number, string>;
  private readonly aliases = new Aliases();
  private readonly suggester = new Suggester();

  constructor(text: string, longTexts: ReadonlyMap<number, string>) {
    this.text = text;
    this.longTexts = longTexts;
  }

  /** `key` is what an absent value is shown at. */
  convert(node: ParsedNode | null, key: Span, depth: number): Node {
    if (node === null) return { kind: 'scalar', value: null, place: key };
    const place = { start: node.range[0], end: node.range[1] };
    if (isAlias(node)) return this.alias(node.source, place, depth);
    const { anchor } = node;
    if (anchor !== undefined) this.aliases.open(anchor);
    const converted = this.content(node, key, place, depth);
    if (anchor !== undefined) this.aliases.close(anchor, converted);
    return converted;
  }

  private content(
    node: Exclude<ParsedNode, { type: 'ALIAS' }>,
    key: Span,
    place: Span,
    depth: number,
  ): Node {
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        this.convert(item, this.dash(item, place, node.flow), depth + 1),
      );
      const last = items.at(-1)?.place;
      const end = node.flow !== true && last !== undefined && 'end' in last ? last.end : place.end;
      return { kind: 'sequence', items, place: { start: place.start, end } };
    }
    if (isMap(node)) {
      const entries = node.items.map((pair): Entry => {
        const key = this.convert(pair.key, place, depth + 1);
        const keyPlace = 'start' in key.place ? key.place : place;
        return { key, value: this.convert(pair.value, keyPlace, depth + 1) };
      });
      const last = entries.at(-1)?.value.place;
      const end = node.flow !== true && last !== undefined && 'end' in last ? last.end : place.end;
      return { kind: 'mapping', entries, place: { start: place.start, end } };
    }
    if (!isScalar(node)) return { kind: 'scalar', value: null, place };
    if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')
      return quotedText(this.longTexts.get(place.start) ?? (node.value as string), place);
    const isAbsent = place.start === place.end && node.value === null;
    return {
      kind: 'scalar',
      value: node.value as ScalarValue,
      place: isAbsent ? key : place,
    };
  }

  // The dash of an absent item, so that there is something to mark.
  private dash(item: ParsedNode, list: Span, isFlow: boolean | undefined): Span {
    const isAbsent = item.range[0] === item.range[1] && isFlow !== true;
    const at = isAbsent ? this.text.lastIndexOf('-', item.range[0] - 1) : -1;
    return at < list.start ? list : { start: at, end: at + 1 };
  }

  private alias(name: string, place: Span, depth: number): Node {
    const resolved = this.aliases.resolve(name, depth);
    if ('node' in resolved) return resolved.node;
    this.diagnostics.push(this.problem(resolved.problem, name, place));
    return { kind: 'scalar', value: null, place };
  }

  private problem(
    problem: Extract<Resolved, { problem: string }>['problem'],
    name: string,
    place: Span,
  ): Diagnostic {
    switch (problem) {
      case 'unknown-alias':
        return diagnose(problem, place, `no anchor ${quoted(`&${name}`)} comes before this alias`, {
          label: 'unknown anchor',
          help: [
            ...didYouMean(this.suggester.nearest(name, this.aliases.names).map((n) => `*${n}`)),
            `a string that begins with \`*\` needs quotes: ${quoted(`"*${name}"`)}`,
          ],
        });
      case 'recursive-alias':
        return diagnose(
          problem,
          place,
          `${quoted(`*${name}`)} refers to a value that contains it`,
          {
            label: 'inside its own anchor',
            help: ['write out what is meant, or name another anchor'],
          },
        );
      case 'alias-expansion':
        return diagnose(
          problem,
          place,
          `the aliases of this file expand to more than ${mostAliased.toLocaleString('en')} values`,
          { label: 'too many with this one', help: ['write out what is meant'] },
        );
      case 'too-deep':
        return tooDeep(place);
    }
  }
}

const options = {
  version: '1.2',
  schema: 'core',
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

const rejected = (...diagnostics: readonly Diagnostic[]): E.Either<readonly Diagnostic[], never> =>
  E.left(diagnostics);

/** The tree of any YAML file, or all that is wrong with it as YAML. */
export const readFully = (text: string): E.Either<readonly Diagnostic[], Node> => {
  const found = scanTokens(text);
  if (found !== undefined) return rejected(found);
  const tokens = Array.from(new Parser().parse(text));
  const longTexts = new Map<number, string>();
  for (const token of tokens) {
    if (token.type !== 'document') continue;
    const deep = tooDeepAt(token);
    if (deep !== undefined) return rejected(tooDeep({ start: deep.offset, end: deep.offset + 1 }));
    for (const [start, value] of takeLongTexts(token)) longTexts.set(start, value);
  }
  const documents: Document.Parsed[] = Array.from(new Composer(options).compose(tokens));
  const [document] = documents;
  if (document === undefined || (document.contents === null && document.errors.length === 0))
    return rejected(emptyFile);
  const errors = documents.flatMap((one) => [...one.errors, ...one.warnings]);
  if (errors.length > 0) return E.left(tellErrors(errors, text));
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== '1.2')
    return rejected(
      diagnose(
        'yaml-syntax',
        { start: 0, end: 1 },
        `YAML ${version} is not supported, only YAML 1.2`,
        {
          help: [
            'remove the `%YAML` line; note that `yes`, `no`, `on`, `off` are strings in YAML 1.2',
          ],
        },
      ),
    );
  const converter = new Converter(text, longTexts);
  const contents = document.contents;
  const root = converter.convert(contents, { start: 0, end: 0 }, 0);
  const { diagnostics } = converter;
  return diagnostics.length === 0 ? E.right(root) : E.left(diagnostics.filter(isOwn));
};

// Where aliases run out of bounds, every later one does: the first is told. Others are each a
// mistake of their own.
const isOwn = ({ code }: Diagnostic, index: number, all: readonly Diagnostic[]): boolean =>
  code === 'unknown-alias' ||
  code === 'recursive-alias' ||
  all.findIndex((other) => other.code === code) === index;

export const emptyFile = diagnose('empty-file', { start: 0, end: 0 }, 'this file is empty', {
  help: ['a declaration begins with `pipeline:`'],
});
