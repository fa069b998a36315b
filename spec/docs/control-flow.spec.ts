import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { docBlocks } from './doc-scripts.js';
import { brokenLinks, sectionsOf } from './markdown.js';
import { expectShown, homeOf, linked } from './shown.js';

const file = fileURLToPath(new URL('../../docs/control-flow.md', import.meta.url));
const page = readFileSync(file, 'utf8');
const blocks = docBlocks('control-flow.md');
const runners = blocks.filter(({ language }) => language === 'js');
const sections = [...new Set(blocks.map(({ section }) => section))].filter(Boolean);

describe('docs/control-flow.md', () => {
  const home = homeOf(linked);

  it('has files, all named, and commands', () => {
    const files = blocks.filter(({ language }) => language !== 'console');
    expect(files.map(({ file }) => file)).not.to.include(undefined);
    expect(blocks.length - files.length).to.be.above(10);
  });

  for (const section of sections)
    it(`shows what happens: ${section}`, () =>
      expectShown(linked, join(home(), section.replaceAll('`', '')), [
        ...runners,
        ...blocks.filter((block) => block.section === section),
      ]));

  it('leads to all of its headings', () => {
    const [list = ''] = page.split('The examples use');
    const headings = [...sectionsOf(page).keys()].slice(1);
    expect(headings.filter((heading) => !list.includes(`- [${heading}](#`))).to.deep.equal([]);
  });

  it('has no broken link', () => {
    expect(brokenLinks(file)).to.deep.equal([]);
  });
});
