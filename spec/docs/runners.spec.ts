import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { docBlocks } from './doc-scripts.js';
import { brokenLinks } from './markdown.js';
import { expectShown, homeOf, installed } from './shown.js';

const blocks = docBlocks('runners.md');
const sections = [...new Set(blocks.map(({ section }) => section))];

describe('docs/runners.md', () => {
  const home = homeOf(installed);

  it('has files, all named, and commands', () => {
    const files = blocks.filter(({ language }) => language !== 'console');
    expect(files.map(({ file }) => file)).not.to.include(undefined);
    expect(blocks.length - files.length).to.be.above(10);
  });

  for (const section of sections)
    it(`shows what happens: ${section}`, () =>
      expectShown(
        installed,
        join(home(), section),
        blocks.filter((block) => block.section === section),
      ));

  it('has no broken link', () => {
    expect(
      brokenLinks(fileURLToPath(new URL('../../docs/runners.md', import.meta.url))),
    ).to.deep.equal([]);
  });
});
