import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';

import { mayBeInexact } from '../../../lib/declaration/exact-number.js';
import { readData } from '../../../lib/declaration/read-data.js';
import { formatOf } from '../../../lib/declaration/yaml/parse.js';
import { readJson } from '../../../lib/declaration/yaml/read-json.js';
import { formatDiagnostics } from '../../../lib/diagnostics/format.js';
import { Source } from '../../../lib/diagnostics/source.js';
import { expectDiagnostics } from '../../expect-diagnostics.js';

const told = (text: string): string => {
  const data = readData(text, 'json');
  return E.isRight(data) ? 'nothing' : formatDiagnostics(new Source('f.json', text), data.left);
};

/** The first line of what is told, and the place. */
const briefly = (text: string): readonly string[] => told(text).split('\n').slice(0, 2);

const isSound = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('readJson', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify({ value }, undefined, indent);
        fc.pre(!mayBeInexact(text));
        expect(readData(text, 'json')).to.deep.equal(E.right(JSON.parse(text)));
      }),
    );
  });

  it('takes and refuses what JSON.parse does', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '1', '-', '0', '.5', 'e3', 'true', 'null'],
      ...['\\', '\\n', '\\u0041', '\\x', '\n', '\r', '\t', ' ', '\u007f', '\u0007', '\u00a0', '#'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = `[${pieces.join('')}]`;
        expect(E.isRight(readJson(text))).to.equal(isSound(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes characters and keys that YAML does not', () => {
    const value = { '<<': { a: 1 }, __proto__x: '\u007f\u0085\u0080\ufffe\u2028' };
    expect(readData(JSON.stringify(value), 'json')).to.deep.equal(E.right(value));
  });

  it('reads a declaration', () =>
    expectDiagnostics(
      '{ "pipeline": { "name": "a\u0080", "inputs": [], "outputs": ["b.x"],\n"components": { "b": { "runner": "R", "inputs": [], "output": ["x"] } } } }',
      [
        'error[unknown-key]: `b` has no key `output`',
        ' --> p.json:2:53',
        '  |',
        '2 | "components": { "b": { "runner": "R", "inputs": [], "output": ["x"] } } } }',
        '  |                                                     ^^^^^^^^ unknown key',
        '  = did you mean `outputs`?',
      ],
      { name: 'p.json', format: 'json' },
    ));

  it('tells what is wrong, and where', () => {
    expect(told('{\n  "a": [1, 2,]\n}')).to.equal(
      `error[json-syntax]: there is a comma after the last value
 --> f.json:2:13
  |
2 |   "a": [1, 2,]
  |             ^ remove it`,
    );
    expect(told('{ "a": \'b\' }')).to.equal(
      `error[json-syntax]: \`'b'\` is not a JSON value
 --> f.json:1:8
  |
1 | { "a": 'b' }
  |        ^^^ expected a value
  = a string must be in double quotes`,
    );
    expect(told('["a\tb"]')).to.equal(
      `error[json-syntax]: the character \\x09 is not allowed in a JSON string
 --> f.json:1:4
  |
1 | ["a    b"]
  |    ^^^^ here
  = write it as \`\\t\``,
    );
    expect(told('["a\nb"]')).to.equal(
      `error[json-syntax]: this quote is not closed on its line
 --> f.json:1:2
  |
1 | ["a
  |  ^ opened here
  = a line break in a string is written \`\\n\``,
    );
    expect(told('["a\\b\\c"]')).to.equal(
      `error[json-syntax]: this is not an escape of JSON
 --> f.json:1:6
  |
1 | ["a\\b\\c"]
  |      ^^ here
  = a backslash itself is written \`\\\\\``,
    );
  });

  for (const [text, message, place] of [
    ['{"a" 1}', 'a key has no colon after it', '1:6'],
    ['{a: 1}', 'a key must be a string in double quotes', '1:2'],
    ['{"a": 1 "b": 2}', 'a comma is missing between two values', '1:9'],
    ['[1\n[2', 'a comma is missing between two values', '2:1'],
    ['[1,\n[2', 'this bracket is never closed', '2:1'],
    ['["a]', 'this quote is never closed', '1:2'],
    ['{"a": }', 'a value is missing', '1:7'],
    ['{"a":', 'a value is missing', '1:6'],
    ['[,]', 'a value is missing', '1:2'],
    ['[1] [2]', 'there is more text after the value', '1:5'],
    ['[] # a note', 'there is more text after the value', '1:4'],
    ['[1, // a note\n2]', 'JSON has no comments', '1:5'],
    ['[01]', '`01` is not a JSON value', '1:2'],
    ['[.5]', '`.5` is not a JSON value', '1:2'],
    ['[NaN]', '`NaN` is not a JSON value', '1:2'],
  ] as const)
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(briefly(text)).to.deep.equal([
        `error[json-syntax]: ${message}`,
        ` --> f.json:${place}`,
      ]);
    });

  it('tells duplicate keys, inexact numbers and too deep nesting as of YAML', () => {
    expect(briefly('{"a": 1,\n"a": 2}')).to.deep.equal([
      'error[duplicate-key]: the key `a` appears here twice',
      ' --> f.json:2:1',
    ]);
    expect(briefly('[12345678901234567890]')).to.deep.equal([
      'error[inexact-number]: the number `12345678901234567890` has more digits than a number can hold (beyond 2^53)',
      ' --> f.json:1:2',
    ]);
    expect(briefly('['.repeat(102))).to.deep.equal([
      'error[too-deep]: lists and maps are nested deeper than 100 levels',
      ' --> f.json:1:102',
    ]);
    expect(told(' \n')).to.match(/^error\[empty-file]: this file is empty/);
  });

  it('is for files whose name ends in .json', () => {
    expect(['a.json', 'b/A.JSON', 'json', 'a.json.yaml', '-'].map(formatOf)).to.deep.equal([
      ...['json', 'json', 'yaml', 'yaml', 'yaml'],
    ]);
  });
});
