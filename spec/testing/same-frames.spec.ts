import { AssertionError } from 'node:assert';

import { expect } from 'chai';

import { sameFrames } from '../../lib/testing/same-frames.js';

const frames = (value: unknown): unknown => [
  { frame: 3, notification: { kind: 'N', value, error: undefined } },
];

const told = (actual: unknown, expected: unknown): string => {
  try {
    sameFrames(frames(actual), frames(expected));
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  return '';
};

describe('the comparison of frames', () => {
  it('tells a difference however deep it is', () => {
    const deep = (value: number): unknown =>
      Array.from({ length: 12 }).reduce((inner) => ({ in: inner }), value);
    expect(told({ a: { b: { c: { d: 1 } } } }, { a: { b: { c: { d: 2 } } } })).to.equal(
      `expected:
  3 ms: {
    a: { b: { c: { d: 2 } } }
  }
actual:
  3 ms: {
    a: { b: { c: { d: 1 } } }
  }
`,
    );
    expect(told(deep(1), deep(2))).to.match(/in: 2[^]*actual:[^]*in: 1/);
  });

  it('tells a difference however far behind it is', () => {
    const long = (last: string): string => 'x'.repeat(20_000) + last;
    expect(told(long('1'), long('2'))).to.match(/x2'\n[^]*x1'\n/);
    const list = (last: number): readonly number[] => [...Array<number>(200).fill(0), last];
    expect(told(list(1), list(2))).to.match(/0, 2\n[^]*0, 1\n/);
  });

  it('leaves out most of what is long where the difference is seen without', () => {
    expect(told('x'.repeat(20_000), 'y')).to.have.length.below(11_000);
  });
});
