import { isUtf8 } from 'node:buffer';

import * as E from 'fp-ts/lib/Either.js';

import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { mostBytes } from '../limits.js';
import type { Node } from '../node.js';
import { inexactNumbers } from './inexact-numbers.js';
import { emptyFile, readFully } from './read-fully.js';
import { readJson } from './read-json.js';
import { readPlainly } from './read-plainly.js';
import { unprintable } from './unprintable.js';

// To YAML a carriage return by itself ends a line too; `yaml` knows only those before a line feed.
const loneReturn = /\r(?!\n)/g;

/** By whose rules a text is read. */
export type Format = 'yaml' | 'json';

/** What a file is by the ending of its name. */
export const formatOf = (path: string): Format => (/\.json$/i.test(path) ? 'json' : 'yaml');

const rejected = (diagnostic: Diagnostic): E.Either<readonly Diagnostic[], never> =>
  E.left([diagnostic]);

/** The tree of a text, or what is wrong with it as YAML or JSON. */
export const parse = (
  text: string,
  format: Format = 'yaml',
): E.Either<readonly Diagnostic[], Node> => {
  if (text.length > mostBytes) return rejected(tooLarge());
  const tree = format === 'json' ? readJson(text) : readYaml(text);
  if (E.isLeft(tree)) return tree;
  const root = tree.right;
  if (root === undefined || (root.kind === 'scalar' && root.value === null))
    return rejected(emptyFile);
  const inexact = inexactNumbers(root, text);
  return inexact.length > 0 ? E.left(inexact) : E.right(root);
};

const readYaml = (text: string): E.Either<readonly Diagnostic[], Node> => {
  const control = unprintable(text);
  if (control !== undefined) return rejected(control);
  const lines = text.replace(loneReturn, '\n');
  const plain = readPlainly(lines);
  return plain === undefined ? readFully(lines) : E.right(plain);
};

const tooLarge = (): Diagnostic =>
  diagnose(
    'file-too-large',
    { start: 0, end: 0 },
    `this file is larger than the limit of ${mostBytes.toLocaleString('en')} bytes`,
    { help: ['split the pipeline into several files'] },
  );

const marks: readonly (readonly [string, readonly number[]])[] = [
  ['UTF-32', [0xff, 0xfe, 0, 0]],
  ['UTF-32', [0, 0, 0xfe, 0xff]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

/**
 * The text of a file's bytes, without a byte order mark. Only UTF-8 is read; of other bytes the
 * text is as near as can be shown, for the diagnostic that says so.
 */
export const decodeText = (
  bytes: Uint8Array,
): { text: string; diagnostics: readonly Diagnostic[] } => {
  if (bytes.length > mostBytes) return { text: '', diagnostics: [tooLarge()] };
  const mark = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (mark !== undefined)
    return {
      text: '',
      diagnostics: [
        diagnose(
          'not-utf8',
          { start: 0, end: 0 },
          `this file is ${mark[0]}, but only UTF-8 is supported`,
          {
            help: ['save it as UTF-8'],
          },
        ),
      ],
    };
  const text = new TextDecoder('utf-8').decode(bytes);
  if (isUtf8(bytes)) return { text, diagnostics: [] };
  const { start, byte } = firstReplaced(bytes, text);
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  return {
    text,
    diagnostics: [
      diagnose('not-utf8', { start, end: start + 1 }, `the byte ${hex} is not UTF-8`, {
        label: 'here',
        help: ['save the file as UTF-8'],
      }),
    ],
  };
};

// A decoder puts U+FFFD where bytes are wrong; the first that was not in the file as such is it.
const firstReplaced = (bytes: Uint8Array, text: string): { start: number; byte: number } => {
  let offset = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let from = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    from = at;
    const isGenuine =
      bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!isGenuine) return { start: at, byte: bytes[offset] ?? 0 };
  }
  return { start: 0, byte: bytes[0] ?? 0 };
};
