import { expect } from 'chai';

import { randomOf } from '../../lib/engine/attempts/seeds.js';
import { drawn, type Duration } from '../../lib/simulation/duration.js';

const many = 20_000;

// As the attempts of one task in many runs draw them.
const draws = (duration: Duration, purpose = 'ocr 1'): readonly number[] =>
  Array.from({ length: many }, (_, seed) => drawn(duration, randomOf(seed, purpose)));

const figures = (all: readonly number[]): { readonly mean: number; readonly deviation: number } => {
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
  const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / all.length;
  return { mean, deviation: Math.sqrt(variance) };
};

describe('a duration', () => {
  const cases: readonly (readonly [string, Duration, number, number])[] = [
    ['a number', 1500, 1500, 0],
    ['uniform', { uniform: [1000, 3000] }, 2000, 2000 / Math.sqrt(12)],
    ['normal', { normal: { mean: 4000, deviation: 500 } }, 4000, 500],
    ['lognormal', { lognormal: { mean: 4000, deviation: 2000 } }, 4000, 2000],
    ['exponential', { exponential: { mean: 700 } }, 700, 700],
    ['samples', { samples: [100, 200, 600] }, 300, Math.sqrt(140_000 / 3)],
  ];
  for (const [name, duration, mean, deviation] of cases)
    it(`that is ${name} has its mean and its deviation`, () => {
      const found = figures(draws(duration));
      expect(found.mean).to.be.closeTo(mean, mean * 0.03);
      expect(found.deviation).to.be.closeTo(deviation, deviation * 0.06);
    });

  it('is never below nothing', () => {
    expect(Math.min(...draws({ normal: { mean: 10, deviation: 100 } }))).to.equal(0);
    expect(Math.min(...draws({ lognormal: { mean: 10, deviation: 100 } }))).to.be.above(0);
  });

  it('of one attempt says nothing about that of the next', () => {
    const [first, second] = ['ocr 1', 'ocr 2'].map((purpose) =>
      draws({ uniform: [0, 1] }, purpose),
    ) as [readonly number[], readonly number[]];
    const both = first.filter((one, index) => one < 0.1 && (second[index] ?? 1) < 0.1);
    // A hundredth of them, and no more than five deviations away from that.
    expect(both.length / many).to.be.closeTo(0.01, 5 * Math.sqrt(0.01 / many));
  });
});
