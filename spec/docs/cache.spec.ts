import { expect } from 'chai';

import { loadText, orThrow } from '../../lib/load.js';
import { docBlocks, printedBy, printingScripts } from './doc-scripts.js';

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

  for (const { script, printed } of printingScripts(docBlocks('cache.md')))
    it(`shows what ${script.file} prints`, async () => {
      expect(await printedBy(script)).to.equal(printed);
    });
});
