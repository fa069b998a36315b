import { expect } from 'chai';

import { shownValue, shownValues } from '../../../lib/sinks/values/shown-value.js';

describe('a value in a line of a log', () => {
  it('is what JSON says of it, or is named by its kind', () => {
    const values: readonly (readonly [unknown, string])[] = [
      [new Date('2024-02-29T12:00:00Z'), '2024-02-29T12:00:00.000Z'],
      [new Date(NaN), 'null'],
      [new URL('http://localhost/a'), 'http://localhost/a'],
      [new Map([['a', 1]]), '<Map of 1 entry>'],
      [new Set([1, 2]), '<Set of 2 values>'],
      [/a+/g, '/a+/g'],
      [new TypeError('no\x1b text'), 'TypeError: no\\x1b text'],
      [Buffer.from('abc'), '<Buffer of 3 bytes>'],
      [undefined, 'undefined'],
      [
        { at: new Date(0), all: [new Map()] },
        '{at: 1970-01-01T00:00:00.000Z, all: [<Map of 0 entries>]}',
      ],
    ];
    for (const [value, text] of values) expect(shownValue(value)).to.equal(text);
  });

  it('is one of at most twenty in a line', () => {
    const many = (count: number): Record<string, number> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, at]));
    const twenty = Array.from({ length: 20 }, (_, at) => `n${at}=${at}`).join(', ');
    expect(shownValues(many(20))).to.equal(twenty);
    expect(shownValues(many(10_000))).to.equal(`${twenty} and 9,980 more`);
  });

  it('is unreadable where it says that it is itself', () => {
    const itself = { toJSON: (): unknown => itself };
    expect(shownValues({ itself })).to.equal('itself=<unreadable>');
  });
});
