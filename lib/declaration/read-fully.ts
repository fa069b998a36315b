import * as E from 'fp-ts/lib/Either.js';
import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type Document,
  type ParsedNode,
  type YAMLError,
} from 'yaml';

import type { Code } from '../diagnostics/codes.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/place.js';
import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { quoted, shorten } from '../diagnostics/visible.js';
import { Aliases, type Resolved } from './aliases.js';
import { mostAliased, mostDepth } from './limits.js';
import type { Entry, Node, ScalarValue } from './node.js';

const codes: Partial<Record<YAMLError['code'], Code>> = {
  TAB_AS_INDENT: 'tab-indentation',
  BAD_INDENT: 'bad-indentation',
  TAG_RESOLVE_FAILED: 'unknown-tag',
};

const hints: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces: YAML allows no tabs there',
  BAD_INDENT: 'lines that belong together begin in the same column, what is inside further right',
  BLOCK_AS_IMPLICIT_KEY: 'is a line indented too far, or does a text with `: ` in it lack quotes?',
  MULTILINE_IMPLICIT_KEY: 'is a colon missing after this key, or a quote at the end?',
  KEY_OVER_1024_CHARS: 'is a quote or a line break missing?',
  TAG_RESOLVE_FAILED: 'write the value plainly; a declaration needs no tags',
};

const hintFor = ({ code, message }: YAMLError): string | undefined => {
  const bracket = /end with a ([\]}])/.exec(message)?.[1];
  if (bracket !== undefined) return `is a \`${bracket}\` missing?`;
  if (message.startsWith('Missing closing')) return 'a quote that was opened above is never closed';
  return hints[code];
};

const told = (error: YAMLError): Diagnostic => {
  const message = shorten(error.message.replace(/\s+/g, ' ').replace(/\.$/, ''), 160);
  const hint = hintFor(error);
  const [start, end] = error.pos;
  return diagnose(codes[error.code] ?? 'yaml-syntax', { start, end }, message, {
    label: error.code === 'TAG_RESOLVE_FAILED' ? 'this tag' : 'here',
    help: hint === undefined ? [] : [hint],
  });
};

// One mistake often makes the parser stumble again in the same line, and a line in the wrong column
// in the next one too: the first is the one to mend.
const firstOfEachLine = (text: string, errors: readonly YAMLError[]): readonly YAMLError[] => {
  const endOfLine = (from: number): number => {
    const newline = text.indexOf('\n', from);
    return newline < 0 ? Infinity : newline + 1;
  };
  let lineEnd = -1;
  let badIndentUntil = -1;
  return [...errors]
    .sort((a, b) => a.pos[0] - b.pos[0])
    .filter(({ code, pos: [start] }) => {
      if (start < lineEnd || (code === 'BAD_INDENT' && start < badIndentUntil)) return false;
      lineEnd = endOfLine(start);
      if (code === 'BAD_INDENT') badIndentUntil = endOfLine(lineEnd);
      return true;
    });
};

/** Where nesting first exceeds the limit: composing a document is recursive, parsing it is not. */
const tooDeepAt = (document: CST.Document): CST.Token | undefined => {
  const stack: { token: CST.Token | null | undefined; depth: number }[] = [
    { token: document.value, depth: 0 },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (token === null || token === undefined || !('items' in token)) continue;
    if (depth > mostDepth) return token;
    for (let index = token.items.length - 1; index >= 0; index -= 1) {
      const item = token.items[index];
      if (item?.value !== undefined) stack.push({ token: item.value, depth: depth + 1 });
      if (item?.key !== undefined) stack.push({ token: item.key, depth: depth + 1 });
    }
  }
  return undefined;
};

const tooDeep = (place: Span): Diagnostic =>
  diagnose('too-deep', place, `lists and maps are nested deeper than ${mostDepth} levels`, {
    label: `level ${mostDepth + 1} begins here`,
  });

/** The tree of one composed document, with aliases resolved and problems told. */
class Converter {
  readonly diagnostics: Diagnostic[] = [];
  private readonly text: string;
  private readonly aliases = new Aliases();

  constructor(text: string) {
    this.text = text;
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
        return diagnose(
          problem,
          place,
          `no anchor ${quoted(`&${name}`)} stands before this alias`,
          {
            label: 'alias of nothing',
            help: [
              ...didYouMean(new Suggester().nearest(name, this.aliases.names).map((n) => `*${n}`)),
              `a text that begins with \`*\` needs quotes: ${quoted(`"*${name}"`)}`,
            ],
          },
        );
      case 'recursive-alias':
        return diagnose(problem, place, `${quoted(`*${name}`)} stands for what it is a part of`, {
          label: 'inside its own anchor',
          help: ['write out what is meant, or name another anchor'],
        });
      case 'alias-expansion':
        return diagnose(
          problem,
          place,
          `the aliases of this file stand for more than ${mostAliased.toLocaleString('en')} values`,
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
  const tokens = Array.from(new Parser().parse(text));
  for (const token of tokens) {
    const deep = token.type === 'document' ? tooDeepAt(token) : undefined;
    if (deep !== undefined) return rejected(tooDeep({ start: deep.offset, end: deep.offset + 1 }));
  }
  const documents: Document.Parsed[] = Array.from(new Composer(options).compose(tokens));
  const [document, second] = documents;
  if (document === undefined || (document.contents === null && document.errors.length === 0))
    return rejected(emptyFile);
  const errors = documents.flatMap((one) => [...one.errors, ...one.warnings]);
  if (errors.length > 0) return rejected(...firstOfEachLine(text, errors).map(told));
  if (second !== undefined)
    return rejected(
      diagnose(
        'several-documents',
        { start: second.range[0], end: second.range[0] + 3 },
        'a file declares one pipeline, but this one has several YAML documents',
        { label: 'the second begins here', help: ['put each pipeline into a file of its own'] },
      ),
    );
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== '1.2')
    return rejected(
      diagnose('yaml-syntax', { start: 0, end: 1 }, `YAML 1.2 is read, not YAML ${version}`, {
        help: [
          'take the `%YAML` line out; mind that `yes`, `no`, `on`, `off` are texts in YAML 1.2',
        ],
      }),
    );
  const converter = new Converter(text);
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
