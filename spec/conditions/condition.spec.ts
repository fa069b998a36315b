import { expect } from 'chai';

import { faultsOf, outcomeOf, parsed } from './names.js';

describe('a condition', () => {
  it('compares and computes with whole and other numbers alike', () => {
    expect(outcomeOf('n + 1 == 3', { n: 2 })).to.equal(true);
    expect(outcomeOf('n > 0.5', { n: 1 })).to.equal(true);
    expect(outcomeOf('n == 1', { n: 1 })).to.equal(true);
    expect(outcomeOf('n * 2 == 3', { n: 1.5 })).to.equal(true);
    expect(outcomeOf('(n + 1) / 2 - 1 <= -0.25', { n: 0.5 })).to.equal(true);
  });

  it('names what it uses once each, at the first use, and says what is only asked for', () => {
    expect(
      parsed('has(a.x) && read.confidence[0] > 1 && has(b.x.f) && a.x > n').names,
    ).to.deep.equal([
      { name: 'a.x', start: 4, end: 7, isOnlyAsked: false },
      { name: 'read.confidence', start: 12, end: 27, isOnlyAsked: false },
      { name: 'b.x', start: 42, end: 45, isOnlyAsked: true },
      { name: 'n', start: 58, end: 59, isOnlyAsked: false },
    ]);
  });

  it('tells a name with a dash, and takes it in backquotes', () => {
    expect(faultsOf('image-ocr.text == "a"')).to.deep.equal([
      [
        'image-ocr.text',
        'CEL reads the `-` in `image-ocr.text` as minus',
        'to use it as a name, write it in backquotes: `image-ocr`.text',
        'for a subtraction, write spaces around the `-`',
      ],
    ]);
    expect(outcomeOf('`image-ocr`.text == "a"', { 'image-ocr.text': 'a' })).to.equal(true);
  });
});
