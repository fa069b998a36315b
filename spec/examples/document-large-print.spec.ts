import { expect } from 'chai';

import {
  largeAmong,
  type PlacedLine,
  withLargePrint,
} from '../../examples/document-extraction/ocr/paddle/large-print.js';
import type { Slanted } from '../../examples/document-extraction/ocr/paddle/slanted.js';

const at = (left: number, top: number, width: number, height: number): Slanted => ({
  box: { left, top, width, height },
  slope: 0,
});

const said = (text: string, slanted: Slanted, confidence = 1): PlacedLine => ({
  slanted,
  line: { words: text.split(' ').map((word) => ({ text: word, box: slanted.box, confidence })) },
});

const texts = (lines: readonly { readonly words: readonly { readonly text: string }[] }[]) =>
  lines.map(({ words }) => words.map(({ text }) => text).join(' '));

describe('large print', () => {
  // A logo in two pieces, above lines of the body.
  const [first, second] = [at(100, 20, 90, 60), at(300, 10, 100, 70)];
  const body = [100, 150, 200, 250].map((top) => at(50, top, 500, 40));
  const logo = at(90, 0, 320, 100);

  it('is what is twice as high as the lines of the body, where those were found in pieces', () => {
    expect(largeAmong([logo], [first, second, ...body])).to.deep.equal([logo]);
    expect(largeAmong([at(90, 0, 320, 75)], [first, second, ...body])).to.deep.equal([]);
  });

  it('is not what was found whole, nor a part of a line or two', () => {
    const whole = at(92, 5, 310, 80);
    const part = at(100, 95, 120, 90);
    expect(largeAmong([logo, part], [whole, ...body])).to.deep.equal([]);
  });

  it('stands for its pieces where it says more', () => {
    const lines = [said('Lam', first), said('orner', second), said('NO 5', at(50, 100, 500, 40))];
    expect(texts(withLargePrint(lines, [said('Lamp Corner', logo)]))).to.deep.equal([
      'Lamp Corner',
      'NO 5',
    ]);
  });

  it('leaves its pieces where it says as much, or is not surely read', () => {
    const lines = [said('Lamp', first), said('Corner', second)];
    for (const large of [said('Lamp Corner 21', logo), said('Lamp of Corner', logo, 0.7)])
      expect(texts(withLargePrint(lines, [large]))).to.deep.equal(['Lamp', 'Corner']);
  });
});
