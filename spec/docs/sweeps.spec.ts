import { expect } from 'chai';

import { sweptValues } from '../../lib/sweep/swept-values.js';
import { docBlocks, DocScripts } from './doc-scripts.js';

describe('docs/sweeps.md', () => {
  const blocks = docBlocks('sweeps.md');

  it('shows what its script prints', async () => {
    const scripts = new DocScripts(blocks.filter(({ language }) => language === 'ts'));
    try {
      const { printed } = await scripts.run('sweep.ts');
      expect(printed).to.equal(blocks.find(({ language }) => language === 'text')?.text);
    } finally {
      scripts.remove();
    }
  });

  it('shows texts that can be read', () => {
    expect(sweptValues('a,"3",true')).to.deep.equal(['a', '3', true]);
    expect(sweptValues('log 1e-4..1e-1 / 4')).to.have.length(4);
  });
});
