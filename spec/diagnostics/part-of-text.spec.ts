import { expect } from 'chai';
import fc from 'fast-check';
import { Document, parseDocument, type Scalar, visit } from 'yaml';

import { partOfText } from '../../lib/diagnostics/part-of-text.js';
import { isSpan } from '../../lib/diagnostics/place.js';
import { Source } from '../../lib/diagnostics/source.js';

/** The value of `when` in a file, and how it says the place of a part of it. */
const read = (text: string) => {
  const node = parseDocument(text).get('when', true) as Scalar<string>;
  const [start = 0, end = 0] = node.range ?? [];
  const { value } = node;
  return {
    value,
    part: (from: number, to: number): string => {
      const place = partOfText(
        new Source('p.yaml', text),
        { value, place: { start, end } },
        from,
        to,
      );
      return isSpan(place) ? text.slice(place.start, place.end) : 'none';
    },
  };
};

/** How the first of these words in the value is spelled. */
const spelled = (text: string, word: string): string => {
  const { value, part } = read(text);
  const at = value.indexOf(word);
  expect(at, value).to.be.at.least(0);
  return part(at, at + word.length);
};

describe('a part of a text', () => {
  for (const [how, text, word, spelling] of [
    ['plain', 'when: x > 1 && zz', 'zz', 'zz'],
    ['over several lines', 'when: x > 1 &&\n  zz ||\n\n    y', 'zz ||', 'zz ||'],
    ['in single quotes', "when: 'a == ''b'' && zz'", 'zz', 'zz'],
    ['in single quotes', "when: 'a == ''b'' && zz'", "'b'", "''b''"],
    ['in double quotes', 'when: "a == \\"b\\" && zz"', 'zz', 'zz'],
    ['with escapes', 'when: "a == \\"\\u00e9\\x41\\U0001F600\\n\\" && z\\x7a"', 'zz', 'z\\x7a'],
    [
      'with escapes',
      'when: "a == \\"\\u00e9\\x41\\U0001F600\\n\\" && z\\x7a"',
      '😀',
      '\\U0001F600',
    ],
    ['with a line that goes on', 'when: "a && \\\n   zz"', 'zz', 'zz'],
    ['as it stands', 'when: |\n  x > 1 &&\n    zz\n  && y\n', 'zz', 'zz'],
    ['folded', 'when: >- # why\n  x > 1 &&\n  zz\n', 'zz', 'zz'],
    ['with breaks of Windows', 'when: |\r\n  x &&\r\n  zz\r\n', 'zz', 'zz'],
    ['with an anchor', 'when: &a x > 1 && zz', 'zz', 'zz'],
  ] as const)
    it(`is found where it is spelled ${how}: ${word}`, () => {
      expect(spelled(text, word).trim()).to.equal(spelling.trim());
    });

  it('is empty where the text ends', () => {
    const { value, part } = read('when: >-\n  x &&\n  y\n');
    expect(part(value.length, value.length)).to.equal('');
  });

  it('is the whole where its spelling does not fit', () => {
    const source = new Source('p.yaml', 'when: abc');
    const place = { start: 6, end: 9 };
    expect(partOfText(source, { value: 'xyz', place }, 0, 1)).to.equal(place);
  });

  it('is found in whatever way YAML writes it', () => {
    const words = fc.array(
      fc.constantFrom('a', 'b', "'", '"', '\\', '&&', '\n', ' ', '\t', 'é', '😀', ':', '#'),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const styles = [
      'PLAIN',
      'QUOTE_SINGLE',
      'QUOTE_DOUBLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    ] as const;
    fc.assert(
      fc.property(
        words,
        fc.constantFrom(...styles),
        fc.constantFrom(4, 20, 80),
        (parts, type, lineWidth) => {
          const document = new Document({ when: `${parts.join('')}Z!Z` });
          visit(document, {
            Scalar: (key, node) => {
              if (key === 'value') node.type = type;
            },
          });
          const text = document.toString({ lineWidth, minContentWidth: 0 });
          // A colon and a break is written as what is not read again.
          const again: unknown = parseDocument(text).get('when');
          fc.pre(typeof again === 'string' && again.includes('Z!Z'));
          const found = spelled(text, 'Z!Z');
          // Double quotes let a line end within a word.
          expect(found.replace(/\\\n */g, '')).to.equal('Z!Z');
        },
      ),
      { numRuns: 300 },
    );
  });
});
