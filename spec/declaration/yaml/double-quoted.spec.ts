import { expect } from 'chai';
import fc from 'fast-check';
import { CST } from 'yaml';

import { doubleQuoted } from '../../../lib/declaration/yaml/double-quoted.js';

/** What `yaml` makes of it; `undefined` where it finds a fault. */
const expected = (source: string): string | undefined => {
  const faults: string[] = [];
  const token = { type: 'double-quoted-scalar', offset: 0, indent: 0, source } as const;
  const { value } = CST.resolveAsScalar(token, true, (_, code) => {
    faults.push(code);
  });
  return faults.length === 0 ? value : undefined;
};

describe('doubleQuoted', () => {
  it('reads a scalar as `yaml` does', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ' ',
        '  ',
        '\t',
        '\n',
        '\n',
        '\r\n',
        '\n\n',
        '\\',
        '\\\\',
        '\\ ',
        '\\\t',
        '\\n',
        '\\"',
      ],
      ...[
        '\\x41',
        '\\x4',
        '\\u00e9',
        '\\ud83d',
        '\\U0001f600',
        '\\U00110000',
        '\\q',
        '\\/',
        '\\0',
        '1',
      ],
    );
    let sound = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        // Of an escaped quote at the very end `yaml` thinks that it closes.
        const source = `"${pieces.join('')}."`;
        const value = expected(source);
        if (value !== undefined) sound += 1;
        expect(doubleQuoted(source)).to.equal(value);
      }),
      { numRuns: 10_000 },
    );
    expect(sound).to.be.greaterThan(1_000);
  });

  it('reads a long run of blanks, or of escapes, in one pass', () => {
    const blanks = ' '.repeat(1_000_000);
    expect(doubleQuoted(`"a${blanks}b"`)).to.equal(`a${blanks}b`);
    expect(doubleQuoted(`"${'\\n'.repeat(1_000_000)}"`)).to.equal('\n'.repeat(1_000_000));
  });
});
