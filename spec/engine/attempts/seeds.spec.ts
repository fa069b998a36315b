import { expect } from 'chai';

import { randomOf } from '../../../lib/engine/attempts/seeds.js';

const count = 2000;

/** Of two that have nothing to do with each other about 0. */
const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one) / all.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const sum = (of: (x: number, y: number) => number): number =>
    xs.reduce((all, x, at) => all + of(x - mx, (ys[at] ?? 0) - my), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
};

describe('random numbers of a seed and a purpose', () => {
  const purposes: Readonly<Record<string, (n: number) => () => number>> = {
    'attempts of a task': (n) => randomOf(7, `read ${n}`),
    'elements of a list': (n) => randomOf(7, `read[${n}] 1`),
    seeds: (n) => randomOf(n, 'read 1'),
    tasks: (n) => randomOf(7, `task${n} 1`),
  };

  for (const [name, of] of Object.entries(purposes))
    it(`have nothing to do with those of neighbours: ${name}`, () => {
      const drawn = Array.from({ length: count }, (_, n) => {
        const random = of(n);
        return [random(), random()] as const;
      });
      const first = drawn.map(([one]) => one);
      for (const apart of [1, 2, 4, 8, 16, 256])
        expect(
          Math.abs(correlation(first.slice(apart), first.slice(0, -apart))),
          `${apart} apart`,
        ).to.be.below(0.08);
      expect(
        Math.abs(
          correlation(
            first,
            drawn.map(([, two]) => two),
          ),
        ),
      ).to.be.below(0.08);
      // Each tenth is hit as often as any other.
      const hits = Array.from(
        { length: 10 },
        (_, tenth) => first.filter((one) => Math.floor(one * 10) === tenth).length,
      );
      expect(Math.min(...hits)).to.be.above(140);
      expect(Math.max(...hits)).to.be.below(260);
      // Ten in a row that all fall into one half are as rare as with coins: about one in 512.
      const halves = first.map((one) => one < 0.5);
      const runs = halves.filter(
        (half, at) => at >= 9 && halves.slice(at - 9, at + 1).every((one) => one === half),
      );
      expect(runs.length).to.be.below(20);
    });

  it('are the same for the same', () => {
    expect(randomOf(1, 'a')()).to.equal(randomOf(1, 'a')());
    expect(randomOf(1, 'a')()).not.to.equal(randomOf(2, 'a')());
    expect(randomOf(1, 'a')()).not.to.equal(randomOf(1, 'b')());
  });
});
