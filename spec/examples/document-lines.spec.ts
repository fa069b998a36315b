import { expect } from 'chai';

import { slantedOf, straightened } from '../../examples/document-extraction/ocr/paddle/slanted.js';

const [width, height] = [200, 60];

/** The pixels of a bar of print, 8 high, that falls by a slope from the left to the right. */
const bar = (slope: number, from = 20, to = 180): number[] => {
  const pixels: number[] = [];
  for (let x = from; x < to; x += 1)
    for (let y = 0; y < 8; y += 1)
      pixels.push((20 + y + Math.round(slope * (x - from))) * width + x);
  return pixels;
};

describe('a line of print', () => {
  for (const slope of [-0.08, 0.02, 0.1])
    it(`that falls by ${String(slope)} is as high as its letters once it is straightened`, () => {
      const slanted = slantedOf(bar(slope), width);
      expect(slanted.slope).to.be.closeTo(slope, 0.002);
      expect(slanted.box).to.include({ left: 20, width: 160 });
      expect(slanted.box.height).to.be.within(8, 10);
    });

  it('that lies straight is left as it is', () => {
    const slanted = slantedOf(bar(0), width);
    expect(slanted).to.deep.equal({ box: { left: 20, top: 20, width: 160, height: 8 }, slope: 0 });
  });

  it('that is as high as it is wide tells no slope', () => {
    expect(slantedOf(bar(0.5, 20, 40), width).slope).to.equal(0);
  });

  it('is cut out straight, with white beyond the page', () => {
    const data = new Uint8Array(width * height).fill(255);
    for (const pixel of bar(0.1)) data[pixel] = 0;
    const { box, slope } = slantedOf(bar(0.1), width);
    const around = { left: box.left, top: Math.floor(box.top) - 30, width: box.width, height: 60 };
    const line = straightened({ data, width, height }, { box: around, slope });
    const dark = Array.from({ length: line.height }, (_, y) =>
      line.data.subarray(y * line.width, (y + 1) * line.width).filter((shade) => shade < 128),
    ).flatMap((row, y) => (row.length > line.width / 2 ? [y] : []));
    expect(dark).to.have.lengthOf(8);
    expect(line.data[0]).to.equal(255);
  });
});
