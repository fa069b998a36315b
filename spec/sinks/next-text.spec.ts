import { expect } from 'chai';

import { nextText } from '../../lib/sinks/next-text.js';

describe('when another attempt follows', () => {
  const cases: readonly (readonly [number | undefined, string])[] = [
    [undefined, '; the other one continues'],
    [0, '; the next follows at once'],
    [17.182860695139645, '; the next in 0.0172 s'],
    [2500, '; the next in 2.5 s'],
    [60_000, '; the next in 60 s'],
    [123_456, '; the next in 123 s'],
  ];
  for (const [wait, text] of cases)
    it(`is told in three digits at most: ${wait}`, () => {
      expect(nextText(wait)).to.equal(text);
    });
});
