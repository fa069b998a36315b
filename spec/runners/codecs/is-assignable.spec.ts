import { expect } from 'chai';
import * as t from 'io-ts';

import { isAssignable } from '../../../lib/runners/codecs/is-assignable.js';

const [x, z] = [t.literal('x'), t.literal('z')];
const throwing = t.refinement(t.string, () => {
  throw new Error('no');
});
const opaque = new t.Type<string>('Opaque', t.string.is, t.string.validate, t.identity);

describe('isAssignable', () => {
  for (const [taken, given, expected] of [
    [z, x, false],
    [z, z, true],
    [t.literal(1), t.literal('1'), false],
    [t.literal(1), t.literal(2), false],
    [z, t.string, true],
    [t.string, z, true],
    [t.union([x, z]), z, true],
    [t.union([x, z]), t.keyof({ a: null, b: null }), false],
    [t.keyof({ a: null, z: null }), t.union([x, z]), true],
    [t.union([x, t.number]), z, false],
    [z, t.union([x, t.number]), false],
    [z, t.union([t.string, t.number]), true],
    [t.union([x, t.null]), t.union([z, t.null]), true],
    [t.union([x, t.null]), t.union([z, t.undefined]), false],
    [t.array(x), t.array(z), false],
    [t.type({ kind: x }), t.type({ kind: z, more: t.string }), false],
    [t.refinement(t.string, (text) => text.length > 1), x, false],
    [throwing, x, true],
    [x, throwing, true],
    [opaque, t.literal(3), true],
    [t.union([opaque, x]), t.literal(3), true],
  ] as const)
    it(`says that ${taken.name} ${expected ? 'takes' : 'does not take'} ${given.name}`, () => {
      expect(isAssignable(taken, given)).to.equal(expected);
    });
});
