import { expect } from 'chai';

import { outcomeOf } from './names.js';

class Score {
  readonly value = 1;
}

describe('values that no JSON holds', () => {
  const takes = (what: string): string => `\`>\` takes numbers or strings, not \`a.x\` (${what})`;
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, 'undefined'],
    [NaN, 'NaN'],
    [2n ** 64n + 1n, 'a BigInt beyond 2^53'],
    [2n ** 5000n, 'a BigInt beyond 2^53'],
    [new Date(0), 'a Date'],
    [new Score(), 'an object of a class'],
    [new Map(), 'an object of a class'],
    [new DataView(new ArrayBuffer(1)), 'an object of a class'],
    [Symbol('x'), 'a symbol'],
    [() => 1, 'a function'],
    [new Number(1), 'an object of a class'],
  ];
  for (const [value, what] of cases)
    it(`tells ${what}`, () => {
      expect(outcomeOf('a.x > 1', { 'a.x': value })).to.deep.equal(['a.x', takes(what)]);
      expect(outcomeOf('a.x == 1', { 'a.x': value })).to.deep.equal([
        'a.x == 1',
        `cannot compare \`a.x\` (${what}) with \`1\` (a number)`,
      ]);
      expect(outcomeOf('has(a.x)', { 'a.x': value })).to.equal(true);
    });

  it('takes packed numbers as lists and exact whole ones as numbers', () => {
    expect(outcomeOf('a.x.exists(c, c > 0.5)', { 'a.x': new Float32Array([0, 1]) })).to.equal(true);
    expect(
      outcomeOf('size(a.x) == 2 && a.x == [0, 1]', { 'a.x': new Uint8Array([0, 1]) }),
    ).to.equal(true);
    expect(outcomeOf('a.x[0] + 1 == 6', { 'a.x': new BigInt64Array([5n]) })).to.equal(true);
    expect(outcomeOf('a.x == 5 && a.x > 4.5', { 'a.x': 5n })).to.equal(true);
    expect(outcomeOf('a.x > 1', { 'a.x': Infinity })).to.equal(true);
  });

  it('takes a field that is undefined for one that is not there', () => {
    const value = { 'a.x': { f: undefined, g: 1 }, 'b.x': { g: 1 } };
    expect(outcomeOf('has(a.x.f) || "f" in a.x', value)).to.equal(false);
    expect(outcomeOf('a.x == b.x && size(a.x) == 1', value)).to.equal(true);
    expect(outcomeOf('a.x.f == null', value)).to.deep.equal(['a.x.f', '`a.x` has no field `f`']);
    const list: unknown[] = [1];
    list[2] = 2;
    const hole = { 'a.x': list };
    expect(outcomeOf('a.x[1] == 1', hole)).to.deep.equal([
      'a.x[1]',
      '`a.x` has no element 1: it has 3',
    ]);
  });

  it('sees nothing that is inherited', () => {
    const polluted = Object.create({ f: 1 }) as object;
    for (const field of ['constructor', 'toString', '`__proto__`', '`hasOwnProperty`', 'valueOf']) {
      const name = field.replaceAll('`', '');
      for (const value of [{}, Object.create(null) as unknown])
        expect(outcomeOf(`a.x.${field} == null`, { 'a.x': value }), field).to.deep.equal([
          `a.x.${field}`,
          `\`a.x\` has no field \`${name}\``,
        ]);
      expect(outcomeOf(`a.x["${name}"] == null`, { 'a.x': {} })).to.be.an('array');
      expect(outcomeOf(`has(a.x["${name}"])`, { 'a.x': {} })).to.equal(false);
      expect(outcomeOf(`"${name}" in a.x`, { 'a.x': {} })).to.equal(false);
    }
    expect(outcomeOf('a.x.length == 1', { 'a.x': [1] })).to.deep.equal([
      'a.x.length',
      '`a.x` is a list and has no field `length`',
    ]);
    expect(outcomeOf('a.x.length == 1', { 'a.x': 'a' })).to.deep.equal([
      'a.x.length',
      '`a.x` is a string and has no field `length`',
    ]);
    expect(outcomeOf('has(a.x.f)', { 'a.x': polluted })).to.equal(false);
    expect(outcomeOf('a.x.value == 1', { 'a.x': new Score() })).to.deep.equal([
      'a.x.value',
      '`a.x` is an object of a class and has no field `value`',
    ]);
    const own = JSON.parse('{ "__proto__": 1, "constructor": 2 }') as unknown;
    expect(outcomeOf('a.x.`__proto__` == 1 && a.x.constructor == 2', { 'a.x': own })).to.equal(
      true,
    );
  });
});
