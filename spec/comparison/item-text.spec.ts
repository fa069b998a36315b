import { expect } from 'chai';

import { itemTexts } from '../../lib/comparison/item-text.js';

describe('the texts of items', () => {
  it('are the first thing that is another in each', () => {
    expect(
      itemTexts([
        { page: 0, path: 'a.jpg', label: { total: 1 } },
        { page: 0, path: 'b.jpg', label: { total: 2 } },
      ]),
    ).to.deep.equal(['a.jpg', 'b.jpg']);
  });

  it('are all that varies where no thing alone tells them apart', () => {
    expect(
      itemTexts([
        { path: 'a.jpg', page: 0, size: 7 },
        { path: 'a.jpg', page: 1, size: 7 },
        { path: 'b.jpg', page: 1, size: 7 },
      ]),
    ).to.deep.equal(['path=a.jpg, page=0', 'path=a.jpg, page=1', 'path=b.jpg, page=1']);
  });

  it('are none of a single item', () => {
    expect(itemTexts([{ path: 'a.jpg' }])).to.deep.equal([undefined]);
  });
});
