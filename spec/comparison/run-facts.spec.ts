import { expect } from 'chai';

import { varyingFacts } from '../../lib/comparison/run-facts.js';

const facts = (of: Record<string, unknown>): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(of));

describe('the facts that vary', () => {
  it('are those that are other, or not there, in one of the runs', async () => {
    const one = facts({ seed: 1, 'ocr.psm': 3, 'input page': { a: 1, b: 2 } });
    const other = facts({
      seed: 1,
      'ocr.psm': 6,
      'input page': { b: 2, a: 1 },
      'option only': 'x',
    });
    expect(await varyingFacts([one, other])).to.deep.equal(['ocr.psm', 'option only']);
    expect(await varyingFacts([one, one])).to.deep.equal([]);
    expect(await varyingFacts([one])).to.deep.equal([]);
  });

  it('say of a component that is not in all runs no more than its runner', async () => {
    const one = facts({ 'runner of ocr': 'Read', 'ocr.psm': 3, 'code of ocr': 'c', 'ocr2.x': 1 });
    const other = facts({ 'ocr2.x': 2 });
    expect(await varyingFacts([one, other])).to.deep.equal(['runner of ocr', 'ocr2.x']);
  });
});
