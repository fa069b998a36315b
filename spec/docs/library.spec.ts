import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import * as library from '../../lib/index.js';
import { docBlocks, printedBy, printingScripts } from './doc-scripts.js';
import { brokenLinks } from './markdown.js';

const page = new URL('../../docs/library.md', import.meta.url);

describe('docs/library.md', () => {
  it('names all that the package exports to be called or caught', () => {
    const words = new Set(readFileSync(page, 'utf8').match(/\w+/g));
    expect(Object.keys(library).filter((name) => !words.has(name))).to.deep.equal([]);
  });

  for (const { script, printed } of printingScripts(docBlocks('library.md')))
    it(`shows what ${script.file} prints`, async () => {
      expect(await printedBy(script)).to.equal(printed);
    });

  it('has no broken link', () => {
    expect(brokenLinks(fileURLToPath(page))).to.deep.equal([]);
  });
});
