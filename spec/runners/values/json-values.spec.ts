import { expect } from 'chai';
import fc from 'fast-check';

import { FinalError } from '../../../lib/runners/final-error.js';
import { fromJson, toJson } from '../../../lib/runners/values/json-values.js';

const bytes = fc.uint8Array({ maxLength: 20 });
const finite = { noNaN: true, noDefaultInfinity: true, noInteger: false } as const;

// What JSON alone carries, and binary values; -0 becomes 0 there.
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.string({ unit: 'binary' }),
    fc.double(finite).map((number) => number + 0 || 0),
    bytes,
    fc.int16Array({ maxLength: 5 }),
    fc.float32Array({ maxLength: 5 }),
    fc.bigUint64Array({ maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', '__proto__', 'constructor', 'type', ''), tie('value')),
  ),
})).value;

const refusal = (given: unknown): string => {
  try {
    toJson({ x: given });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('values in JSON', () => {
  it('come back equal to what went in', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(fromJson(toJson({ given }))).to.deep.equal({ given });
      }),
      // Written with the least digits that stand for it, which are not its own.
      { examples: [[{ a: -33777665388664390 }]] },
    );
  });

  it('are those that a program in another language can read and write', () => {
    expect(toJson({ a: new Uint8Array([0, 1, 255]), b: Float32Array.of(0.5) })).to.equal(
      '{"a":{"$bytes":"AAH/"},"b":{"$bytes":"AAAAPw==","type":"float32"}}',
    );
    expect(fromJson('{"a": {"type": "uint8", "\\u0024bytes": "AAH/"}}')).to.deep.equal({
      a: new Uint8Array([0, 1, 255]),
    });
  });

  it('may be many megabytes', () => {
    const image = new Uint8Array(16_000_000).fill(9);
    expect(Buffer.compare(fromJson(toJson(image)) as Uint8Array, image)).to.equal(0);
  });

  it('hold a part of a buffer without the rest', () => {
    const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    expect(fromJson(toJson({ part, buffer: part.buffer.slice(2) }))).to.deep.equal({
      part: new Uint8Array([2, 3]),
      buffer: new Uint8Array([3, 4]),
    });
  });

  it('leave out what is undefined in an object', () => {
    expect(toJson({ a: undefined, b: { c: undefined } })).to.equal('{"b":{}}');
  });

  const circle: Record<string, unknown> = {};
  circle['again'] = [circle];
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  const refusals: readonly (readonly [string, unknown, string])[] = [
    ['NaN', [NaN], 'JSON cannot carry `x.0`: it is NaN; give `null` or a string'],
    ['a bigint', 1n, 'JSON cannot carry `x`: it is a bigint; give a number or a string'],
    [
      'a hole',
      new Array(1),
      'JSON cannot carry `x.0`: it is undefined; give `null`, or leave it out',
    ],
    ['a function', { f: refusal }, 'JSON cannot carry `x.f`: it is a function; give plain data'],
    ['a date', new Date(0), 'JSON cannot carry `x`: it is a Date; give plain data'],
    [
      'a circle',
      circle,
      'JSON cannot carry `x.again.0`: it is part of itself; remove the circular reference',
    ],
    [
      'the key of binary values',
      { $bytes: 1 },
      'JSON cannot carry `x`: it is an object with a key `$bytes`; that key is for binary values',
    ],
    ['great depth', deep, 'the inputs are too deep or too large for JSON'],
  ];
  for (const [what, given, message] of refusals)
    it(`are not ${what}`, () => {
      expect(refusal(given)).to.equal(message);
    });

  it('are not read from what is too deep, which would take more stack than there is', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(fromJson(nested(1000))).to.be.an('array');
    // What stands in a string is no level.
    expect(fromJson(`"\\"${nested(2000)}"`)).to.be.a('string');
    expect(() => fromJson(nested(1001))).to.throw(
      FinalError,
      'the JSON is more than 1,000 levels deep: write it as text, or split it into parts',
    );
  });

  for (const [text, message] of [
    ['{"$bytes": 1}', 'a binary value is malformed: write'],
    ['{"$bytes": "a"}', 'a binary value is malformed: write'],
    ['{"$bytes": "", "more": 1}', 'a binary value is malformed: write'],
    [
      '{"$bytes": "", "type": "float16"}',
      'a binary value has an unknown type: the types are `uint8`, `int8`',
    ],
    ['{"$bytes": "AAAA", "type": "int16"}', '3 bytes are not a whole number of `int16` values'],
  ] as const)
    it(`are not read from ${text}`, () => {
      expect(() => fromJson(text)).to.throw(SyntaxError, message);
    });
});
