import { expect } from 'chai';

import { longText } from '../../lib/diagnostics/wording.js';

describe('how long, in words', () => {
  for (const [milliseconds, text] of [
    [0, '0 s'],
    [0.5, '0.5 ms'],
    [20, '20 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [90_000, '90 s'],
    [300_000, '5 min'],
    [5_400_000, '90 min'],
    [7_200_000, '2 h'],
  ] as const)
    it(`is ${text} of ${milliseconds} milliseconds`, () => {
      expect(longText(milliseconds)).to.equal(text);
    });
});
