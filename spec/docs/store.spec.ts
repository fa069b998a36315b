import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { loadText } from '../../lib/load.js';
import { docBlocks, DocScripts } from './doc-scripts.js';
import { brokenLinks } from './markdown.js';

describe('docs/store.md', () => {
  const blocks = docBlocks('store.md');

  it('shows a pipeline that is sound', async () => {
    const text = blocks.find(({ file }) => file === 'reading.yaml')?.text ?? '';
    expect(await loadText(text)).to.include({ _tag: 'Right' });
  });

  it('shows what its script prints', async () => {
    const scripts = new DocScripts(blocks.filter(({ file }) => file === 'kept.ts'));
    try {
      const { printed } = await scripts.run('kept.ts');
      expect(printed).to.equal(blocks.find(({ language }) => language === 'text')?.text);
    } finally {
      scripts.remove();
    }
  });

  it('has no broken link', () => {
    expect(
      brokenLinks(fileURLToPath(new URL('../../docs/store.md', import.meta.url))),
    ).to.deep.equal([]);
  });
});
