import { expect } from 'chai';

import type { Line, Reading } from '../../examples/document-extraction/ocr/line.js';
import { reconciled } from '../../examples/document-extraction/ocr/reconcile.js';
import {
  onOriginal,
  onPrepared,
  type Place,
} from '../../examples/document-extraction/preparation/place.js';

const place: Place = {
  original: { width: 500, height: 800 },
  prepared: { width: 1000, height: 1600 },
  degrees: 0,
  scale: 2,
};

/** A line of words from a place across the page, each letter 10 pixels wide. */
const line = (y: number, text: string, confidence: number, from = 0): Line => {
  let left = from;
  return {
    words: text.split(' ').map((word) => {
      const box = { left, top: y, width: word.length * 10, height: 20 };
      left += (word.length + 1) * 10;
      return { text: word, box, confidence };
    }),
  };
};

const reading = (...lines: Line[]): Reading => ({ lines, place });

const texts = ({ lines }: Reading): string[] =>
  lines.map(({ words }) => words.map(({ text }) => text).join(' '));

describe('two readings of a page', () => {
  const cases: Readonly<Record<string, readonly [Reading, Reading, readonly string[]]>> = {
    'keep what the first has read': [
      reading(line(0, 'TOTAL 18.80', 0.9)),
      reading(line(0, 'TOTAL 18.40', 0.9)),
      ['TOTAL 18.80'],
    ],
    'mend letters that the first has lost': [
      reading(line(0, 'TAMAN HJAU', 0.95)),
      reading(line(0, 'TAMAN HIJAU', 0.9)),
      ['TAMAN HIJAU'],
    ],
    'mend spaces that the first has lost': [
      reading(line(0, 'JALANKANCIL', 0.95)),
      reading(line(0, 'JALAN KANCIL', 0.9)),
      ['JALAN KANCIL'],
    ],
    'do not tear apart a word that is set wide': [
      reading(line(0, 'FACTUUR', 0.9)),
      reading(line(0, 'FACTU U R', 0.9)),
      ['FACTUUR'],
    ],
    'take a word that the second is surer of': [
      reading(line(0, 'SH0PPIMG', 0.5)),
      reading(line(0, 'SHOPPING', 0.95)),
      ['SHOPPING'],
    ],
    'add a line that only the second has, if it is sure': [
      reading(line(0, 'CASH', 0.9)),
      reading(
        line(0, 'CASH', 0.9),
        line(40, 'CHANGE', 0.9),
        line(80, '~|', 0.9),
        line(120, 'xq', 0.3),
      ),
      ['CASH', 'CHANGE'],
    ],
  };
  for (const [name, [first, second, said]] of Object.entries(cases))
    it(name, () => {
      expect(texts(reconciled(first, second))).to.deep.equal(said);
    });
});

describe('a place on a page', () => {
  it('is the same there and back, whatever the page was turned by and scaled', () => {
    const turned: Place = { ...place, degrees: 7, scale: 1.5 };
    const box = { left: 100, top: 200, width: 60, height: 60 };
    const back = onPrepared(onOriginal(box, turned), turned);
    // What surrounds a turned box is larger; its middle stays.
    expect(back.left + back.width / 2).to.be.closeTo(130, 1e-9);
    expect(back.top + back.height / 2).to.be.closeTo(230, 1e-9);
  });

  it('is turned clockwise with the original', () => {
    const quarter: Place = {
      original: { width: 200, height: 100 },
      prepared: { width: 200, height: 100 },
      degrees: 5,
      scale: 1,
    };
    // Right of the middle of the straight page: lower on one that is turned clockwise.
    const { top, height } = onOriginal({ left: 180, top: 50, width: 0, height: 0 }, quarter);
    expect(top + height / 2).to.be.closeTo(50 + 80 * Math.sin((5 * Math.PI) / 180), 1e-9);
  });
});
