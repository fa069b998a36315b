import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { docBlocks } from './doc-scripts.js';
import { brokenLinks } from './markdown.js';
import { expectShown, homeOf, linked } from './shown.js';

const file = fileURLToPath(new URL('../../docs/failure-and-time.md', import.meta.url));
const blocks = docBlocks('failure-and-time.md');
const sections = [...new Set(blocks.map(({ section }) => section))];

describe('docs/failure-and-time.md', () => {
  const home = homeOf(linked);

  it('has files, all named, and commands', () => {
    const files = blocks.filter(({ language }) => language !== 'console');
    expect(files.map(({ file }) => file)).not.to.include(undefined);
    expect(blocks.length - files.length).to.be.above(8);
  });

  for (const section of sections)
    it(`shows what happens: ${section}`, () =>
      expectShown(
        linked,
        join(home(), section),
        blocks.filter((block) => block.section === section),
      ));

  it('has no broken link', () => {
    expect(brokenLinks(file)).to.deep.equal([]);
  });

  it('names every kind of failure', () => {
    const source = readFileSync(new URL('../../lib/engine/failure.ts', import.meta.url), 'utf8');
    const union = /readonly kind:([^;]*);/.exec(source)?.[1] ?? '';
    const kinds = Array.from(union.matchAll(/\| '(.+?)'/g), ([, kind]) => kind);
    expect(kinds).to.have.length(4);
    const told = Array.from(
      readFileSync(file, 'utf8').matchAll(/^\| `([\w-]+)` \| .*$/gm),
      ([, name]) => name,
    );
    expect(told).to.include.members(kinds);
  });
});
