import { expect } from 'chai';

import { batchedReads } from '../../../lib/store/relational/batched-reads.js';

describe('what is asked for at once', () => {
  it('is asked for in one go, and what comes later in another', async () => {
    const asked: (readonly string[])[] = [];
    const find = batchedReads((keys) => {
      asked.push([...keys]);
      return Promise.resolve(new Map(keys.map((key) => [key, key.toUpperCase()])));
    });
    const later = Promise.resolve().then(() => find('c'));
    expect(await Promise.all([find('a'), find('b'), find('a'), later])).to.deep.equal([
      ...['A', 'B', 'A', 'C'],
    ]);
    expect(await find('d')).to.equal('D');
    expect(asked).to.deep.equal([['a', 'b', 'a', 'c'], ['d']]);
  });

  it('fails all who asked, and nobody else', async () => {
    let isBroken = true;
    const find = batchedReads((keys) =>
      isBroken
        ? Promise.reject(new Error('the disk is full'))
        : Promise.resolve(new Map(keys.map((key) => [key, key]))),
    );
    const ends = await Promise.allSettled([find('a'), find('b')]);
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    isBroken = false;
    expect(await find('c')).to.equal('c');
  });
});
