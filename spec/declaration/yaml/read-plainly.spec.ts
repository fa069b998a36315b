import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';

import { decodeText } from '../../../lib/declaration/yaml/parse.js';
import { readFully } from '../../../lib/declaration/yaml/read-fully.js';
import { readPlainly } from '../../../lib/declaration/yaml/read-plainly.js';
import { write } from '../../declaration-pieces.js';
import { randomDeclaration, randomStyle } from '../../random-declarations.js';
import { edited, smallYaml } from '../../random-yaml.js';
import { itIsSkippedWithout, sharedData } from '../../shared-data.js';

const declarations = fc
  .tuple(randomDeclaration({ odd: true }), randomStyle)
  .map(([{ root }, style]) => write(root, style).text);

const loneSurrogate = /\p{Cs}/u;

// Characters that `parse` refuses, or takes for line feeds, before it reads.
const isReadable = (text: string): boolean =>
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  !/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/.test(text) &&
  !loneSurrogate.test(text) &&
  !/\r(?!\n)/.test(text);

/** Whether the text was plain. */
const expectSameTree = (text: string): boolean => {
  const plain = readPlainly(text);
  if (plain === undefined) return false;
  const whole = readFully(text);
  // Chai's comparison takes a hundred times as long, and is only needed to show a difference.
  if (!isDeepStrictEqual(whole, E.right(plain))) expect(whole).to.deep.equal(E.right(plain));
  return true;
};

const numRuns = 1_000;

const data = sharedData();
// Larger ones hold more of the same, and take `readFully` seconds.
const mostBytes = 500_000;
const yamlFiles = (data: string): readonly string[] =>
  readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => data + name)
    .filter((path) => statSync(path).size < mostBytes);

describe('readPlainly', () => {
  it('reads every sound declaration, and as readFully does', () => {
    fc.assert(
      fc.property(declarations, (text) => {
        expect(expectSameTree(text)).to.equal(true);
      }),
      { numRuns: numRuns / 4 },
    );
  });

  it('gives up on an edited declaration, or reads it as readFully does', () => {
    fc.assert(
      fc.property(edited(declarations).filter(isReadable), (text) => void expectSameTree(text)),
      { numRuns: numRuns / 2 },
    );
  });

  it('gives up on a small document, or reads it as readFully does', () => {
    let plain = 0;
    fc.assert(
      fc.property(smallYaml.filter(isReadable), (text) => {
        if (expectSameTree(text)) plain += 1;
      }),
      { numRuns: 4 * numRuns },
    );
    expect(plain).to.be.greaterThan(numRuns / 10);
  });

  for (const text of [
    '',
    '# a note\n',
    '- |\n  x\n',
    'two\n lines: x\n',
    'a: !!str 1\n',
    '? a\n: b\n',
    '%YAML 1.2\n---\na: b\n',
    'a: b\n---\nc: d\n',
    'a: b\n...\n',
    'a:\n\t- b\n',
    'a: *b\n',
    'a: &b [*b]\n',
    'a: [b\n',
    'a: b: c\n',
    'a: "b" c\n',
    '&a{ b: c }\n',
    '{ a:, b: c }\n',
  ])
    it(`gives up on ${JSON.stringify(text)}`, () => {
      expect(readPlainly(text)).to.equal(undefined);
    });

  for (const text of [
    'a: b\n',
    'a: b\r\nc: d\r\n',
    '--- # a note\na: b',
    'a:\n- b\n-   c: d\n    e: [f, { g: "h" }, ]\n- - i\n',
    "a: 'it''s'\nb: \"\\u0041\\n\"\n",
    'a: &b { c: 1 }\nd: *b\n',
    'a:\nb: ~\nc: 0x1F\nd: -.INF\ne: 1e3\nf: TRUE\n-g: :h\n',
    'a:\t1 # b\n',
    'a: | # b\n  x\n\n  y\nc: >-\n    z\n   # d\ne: |+\n  f\n\n',
    'a:\n  two\n  lines\nb: "c\n\n  d"\ne: f\n  g # h\n',
    '__proto__: { __proto__: 1 }\n',
  ])
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(expectSameTree(text)).to.equal(true);
    });

  it('reads long texts as readFully does, of which yaml sees others', () => {
    const words = 'a \\u00e9\\n"'.repeat(10_000).replaceAll('"', '\\"\'');
    const folded = `${words}\n\n  ${words}`;
    expect(
      expectSameTree(`a: "${words}"\nb: ["${words}", { c: "${words}" }]\nd: "${folded}"\n`),
    ).to.equal(true);
    const tree = readFully(`"${words}"`);
    expect(E.isRight(tree) && tree.right).to.include({
      value: 'a \u00e9\n"\''.repeat(10_000),
    });
    expect(E.isLeft(readFully(`a: "${words}\\q"\n`))).to.equal(true);
    expect(E.isLeft(readFully(`"${folded}": a\n`))).to.equal(true);
  });

  if (data === undefined) itIsSkippedWithout('');
  else
    it('gives up on a file of the shared data, or reads it as readFully does', () => {
      let plain = 0;
      for (const path of yamlFiles(data)) {
        const { text, diagnostics } = decodeText(readFileSync(path));
        if (diagnostics.length === 0 && expectSameTree(text)) plain += 1;
      }
      expect(plain).to.be.greaterThan(0);
    });
});
