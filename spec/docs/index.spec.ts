import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { brokenLinks } from './markdown.js';

const docs = new URL('../../docs/', import.meta.url);
const index = new URL('README.md', docs);

describe('docs/README.md', () => {
  it('leads to every page', () => {
    const pages = readdirSync(docs).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const text = readFileSync(index, 'utf8');
    expect(pages.filter((page) => !text.includes(`](${page})`))).to.deep.equal([]);
  });

  it('has no broken link', () => {
    expect(brokenLinks(fileURLToPath(index))).to.deep.equal([]);
  });
});
