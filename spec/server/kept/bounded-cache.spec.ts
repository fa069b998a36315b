import { expect } from 'chai';

import { BoundedCache } from '../../../lib/server/kept/bounded-cache.js';

describe('what is remembered', () => {
  it('is what was asked for last, no more than may be', async () => {
    const read: string[] = [];
    const remembered = new BoundedCache<string>(3, () => 1);
    const ask = (...keys: readonly string[]): Promise<readonly string[]> =>
      Promise.all(
        keys.map((key) =>
          remembered.of(key, () => {
            read.push(key);
            return Promise.resolve(key.toUpperCase());
          }),
        ),
      );
    expect(await ask('a', 'b', 'c')).to.deep.equal(['A', 'B', 'C']);
    expect(await ask('a')).to.deep.equal(['A']);
    await ask('d');
    expect(read.splice(0)).to.deep.equal(['a', 'b', 'c', 'd']);
    await ask('a', 'c', 'd');
    expect(read).to.deep.equal([]);
    await ask('b');
    expect(read).to.deep.equal(['b']);
  });

  it('is nothing that weighs too much, nor what failed', async () => {
    let reads = 0;
    const remembered = new BoundedCache<number>(3, (weight) => weight);
    for (let times = 0; times < 2; times += 1)
      await remembered.of('heavy', () => Promise.resolve((reads += 1) + 3));
    expect(reads).to.equal(2);
    const failing = remembered.of('failing', () => Promise.reject(new Error('no')));
    expect(await failing.catch(String)).to.equal('Error: no');
    expect(await remembered.of('failing', () => Promise.resolve(1))).to.equal(1);
  });
});
