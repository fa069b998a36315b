import { expect } from 'chai';

import { loadText, orThrow } from '../../lib/load.js';
import { docBlocks, DocScripts } from './doc-scripts.js';

describe('docs/cache.md', () => {
  it('shows a pipeline of which all is cached but what says otherwise', async () => {
    const blocks = docBlocks('cache.md').filter(({ language }) => language === 'yaml');
    expect(blocks).to.have.length(1);
    const { graph } = orThrow(await loadText(blocks[0]?.text ?? ''));
    expect(graph.components.map(({ name, cache }) => [name, cache])).to.deep.equal([
      ['ocr', true],
      ['extractor', false],
    ]);
  });

  it('shows what its script prints', async () => {
    const blocks = docBlocks('cache.md');
    const scripts = new DocScripts(blocks.filter(({ language }) => language === 'ts'));
    try {
      const { printed } = await scripts.run('cached.ts');
      expect(printed).to.equal(blocks.find(({ language }) => language === 'text')?.text);
    } finally {
      scripts.remove();
    }
  });
});
