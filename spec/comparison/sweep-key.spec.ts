import { expect } from 'chai';

import { isSweepKey, settingOf, sweepKeyText } from '../../lib/comparison/sweep-key.js';
import { batchKey } from '../../lib/store/batch-key.js';
import type { ValueKeeper } from '../../lib/store/values/value-keeper.js';

/** Of what is JSON nothing is kept. */
const keeper: ValueKeeper = {
  keep: () => Promise.reject(new Error('kept')),
  value: () => Promise.reject(new Error('read')),
};

describe('what is in the key of a run of a sweep', () => {
  it('is the setting, whatever is in it, as it was written', async () => {
    const setting = { 'ocr.psm': 6, 'ocr.word': 'a } b', 'prepare.sizes': [1, { x: '"' }] };
    const key = await batchKey(keeper, { page: 'p.png' }, setting);
    expect(isSweepKey(key)).to.equal(true);
    expect(settingOf(key)?.values).to.deep.equal(setting);
    expect(sweepKeyText(key)).to.equal('ocr.psm=6, ocr.word=a } b, prepare.sizes=[1,{"x":"\\""}]');
  });

  it('tells its items from each other, and they have one text', async () => {
    const keys = await Promise.all(
      ['a.png', 'b.png'].map((page) => batchKey(keeper, { page }, { 'ocr.psm': 6 })),
    );
    expect(new Set(keys).size).to.equal(2);
    expect(keys.map((key) => settingOf(key)?.text)).to.deep.equal([
      '{"ocr.psm":6}',
      '{"ocr.psm":6}',
    ]);
  });

  it('is nothing of an item of no sweep, and of what cannot be read', async () => {
    const key = await batchKey(keeper, { page: 'p.png' }, undefined);
    expect(isSweepKey(key)).to.equal(false);
    expect([sweepKeyText(key), sweepKeyText('{"ocr.psm":6 5d41402abc4b2a76')]).to.deep.equal([
      '',
      '',
    ]);
  });
});
