import { expect } from 'chai';
import fc from 'fast-check';

import { inexactInJson, inexactText, whyInexact } from '../../lib/declaration/exact-number.js';

describe('numbers that JavaScript changes', () => {
  for (const literal of [
    '9007199254740992',
    '1152921504606846976',
    '-9007199254740992',
    '0.1234567890123456789',
    '1e308',
    '0x1FFFFFFFFFFFFF',
    '00000000000000000001',
  ])
    it(`are not \`${literal}\``, () => {
      expect(whyInexact(literal)).to.equal(undefined);
    });

  for (const [literal, why] of [
    ['9007199254740993', 'digits'],
    ['-12345678901234567890', 'digits'],
    ['0x3FFFFFFFFFFFFF1', 'digits'],
    ['1e309', 'range'],
    ['123e4567', 'range'],
    ['-1E+400', 'range'],
  ] as const)
    it(`are \`${literal}\``, () => {
      expect(whyInexact(literal)).to.equal(why);
    });

  it('are whole numbers that differ from what they are read as, and no others', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (whole) => {
        expect(whyInexact(String(whole)) === 'digits').to.equal(BigInt(Number(whole)) !== whole);
      }),
    );
  });

  it('are found in JSON, not in its strings', () => {
    expect(inexactInJson('{"a": "9007199254740993", "b": [1, 9007199254740993]}')).to.equal(
      '9007199254740993',
    );
    expect(inexactInJson('{"a\\"9007199254740993": "\\\\", "b": 0.12345678901234567}')).to.equal(
      undefined,
    );
  });

  it('are found behind strings of megabytes', () => {
    const long = JSON.stringify('e123\\\\"'.repeat(2 ** 21));
    expect(inexactInJson(`[${long}, 1]`)).to.equal(undefined);
    expect(inexactInJson(`[${long}, 123e4567]`)).to.equal('123e4567');
  });

  it('are told by what becomes of them', () => {
    expect(inexactText('9007199254740993')).to.equal(
      'the number `9007199254740993` has more digits than a number can hold (beyond 2^53)',
    );
    expect(inexactText('123e4567')).to.equal(
      'the number `123e4567` is too large for a number (at most about 1.8e308)',
    );
  });
});
