import { expect } from 'chai';
import fc from 'fast-check';

import { asParams, settingsIn } from '../../lib/sweep/settings.js';
import { sweptValues } from '../../lib/sweep/swept-values.js';

const forms = 'write a list `3,6,11`, a range `1..10` or `0.1..0.9 / 5`, or `log 1e-4..1e-1 / 5`';

describe('the values of a sweep', () => {
  it('are a list of what JSON says, or texts', () => {
    expect(sweptValues('3,6,11')).to.deep.equal([3, 6, 11]);
    expect(sweptValues('a, b , true,null')).to.deep.equal(['a', 'b', true, null]);
    expect(sweptValues('"3","a,b\\"",[1,2],{"x":1}')).to.deep.equal([
      '3',
      'a,b"',
      [1, 2],
      { x: 1 },
    ]);
    expect(sweptValues('1.2.3,../a.txt')).to.deep.equal(['1.2.3', '../a.txt'].slice(0, 2));
  });

  it('are a range', () => {
    expect(sweptValues('1..4')).to.deep.equal([1, 2, 3, 4]);
    expect(sweptValues('2..-1')).to.deep.equal([2, 1, 0, -1]);
    expect(sweptValues('0.1..0.5 / 5')).to.deep.equal([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(sweptValues('log 1e-4..1e-1 / 4')).to.deep.equal([0.0001, 0.001, 0.01, 0.1]);
    expect(sweptValues('0,1..3,7')).to.deep.equal([0, 1, 2, 3, 7]);
  });

  const mistakes: readonly (readonly [text: string, why: string])[] = [
    ['', 'a value is missing'],
    ['1,,2', 'a value is missing'],
    ['"a', 'a quote or a bracket is not closed'],
    ['0.1..0.5', 'it does not say how many, as between whole numbers is clear'],
    ['log 1..2', 'it does not say how many'],
    ['log 0..2 / 3', 'with `log` both ends must be above 0'],
    ['1..1000000', 'it has 1000000 values, and 10000 are the most'],
    ['1..2 / 1', 'there must be from 2 to 10000 values, not 1'],
    ['1..', 'a range goes from one number to another'],
    ['..5', 'a range goes from one number to another'],
    ['1 .. 5', 'a range goes from one number to another'],
    ['0.1..0.9 /', 'a range goes from one number to another'],
    ['log 1e-4..', 'a range goes from one number to another'],
    ['log 10', 'a range goes from one number to another'],
    ['a..b', 'a range goes from one number to another'],
  ];
  for (const [text, why] of mistakes)
    it(`are none in \`${text}\``, () => {
      expect(() => sweptValues(text)).to.throw(`\`${text}\`: ${why}; ${forms}`);
    });
});

describe('the settings of a sweep', () => {
  const space = { 'ocr.psm': [3, 6], 'extractor.rule': ['a', 'b', 'c'] };

  it('are each value with each, the last one fastest', () => {
    expect(settingsIn(space).map(({ values }) => Object.values(values).join(' '))).to.deep.equal([
      '3 a',
      '3 b',
      '3 c',
      '6 a',
      '6 b',
      '6 c',
    ]);
  });

  it('are values side by side', () => {
    const zipped = settingsIn({ 'a.x': [1, 2], 'b.y': [3, 4] }, { zip: true });
    expect(zipped).to.deep.equal([
      { index: 0, values: { 'a.x': 1, 'b.y': 3 } },
      { index: 1, values: { 'a.x': 2, 'b.y': 4 } },
    ]);
    expect(() => settingsIn(space, { zip: true })).to.throw(
      'values that are taken together must be equally many: `ocr.psm` has 2 values, `extractor.rule` has 3 values',
    );
  });

  it('are a sample, the same for a seed, of distinct ones among all', () => {
    const many = Array.from({ length: 1000 }, (_, index) => index);
    const huge = { 'a.x': many, 'a.y': many, 'a.z': many };
    const sample = settingsIn(huge, { sample: 20, seed: 7 });
    expect(sample).to.have.length(20);
    expect(settingsIn(huge, { sample: 20, seed: 7 })).to.deep.equal(sample);
    expect(settingsIn(huge, { sample: 20, seed: 8 })).to.not.deep.equal(sample);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (size, seed) => {
        const all = settingsIn(space);
        const some = settingsIn(space, { sample: size, seed });
        expect(some).to.have.length(Math.min(size, 6));
        expect(all).to.include.deep.members(some);
        expect(new Set(some.map(({ index }) => index)).size).to.equal(some.length);
      }),
    );
  });

  it('are not the same twice', () => {
    expect(() =>
      settingsIn({ 'a.x': [1, { b: 1, c: 2 }, { c: 2, b: 1 }], 'a.y': ['1', 1] }),
    ).to.throw('`a.x` has the value `{"b":1,"c":2}` twice: each setting is run once');
    expect(settingsIn({ 'a.x': [1, 1], 'a.y': [1, 2] }, { zip: true })).to.have.length(2);
    expect(() => settingsIn({ 'a.x': [1, 2, 1], 'a.y': [1, 2, 1] }, { zip: true })).to.throw(
      'the values that are taken together make settings 1 and 3 equal: each is run once',
    );
    const [one, other] = [() => 1, () => 2];
    expect(settingsIn({ 'a.x': [one, other] })).to.have.length(2);
  });

  it('are not a million, nor none', () => {
    const many = Array.from({ length: 1000 }, (_, index) => index);
    expect(() => settingsIn({ 'a.x': many, 'a.y': many })).to.throw(
      'these are 1000000 settings, and 100000 are the most: vary less, or take a sample (`--sample 100`)',
    );
    expect(() => settingsIn({})).to.throw('nothing varies: `--set ocr.psm=3,6` says what does');
    expect(() => settingsIn({ psm: [1], 'a.b': [] })).to.throw(
      '`psm` names no param: write `component.param`\n`a.b` has no values',
    );
    expect(() => settingsIn(space, { sample: 0 })).to.throw(
      'a sample must have at least one setting, not 0',
    );
  });

  it('are params to load with', () => {
    const values = { 'ocr.psm': 3, 'ocr.box.x': 1, 'read/ocr.a': 2, 'ocr.__proto__': 4 };
    expect(JSON.stringify(asParams({ values }))).to.equal(
      '{"ocr":{"psm":3,"box":{"x":1},"__proto__":4},"read/ocr":{"a":2}}',
    );
  });
});
