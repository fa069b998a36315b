import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { blocksOf } from '../../scripts/diagnostic-page.js';
import { imported, inProcess, link, wordsOf } from '../cli/in-process.js';
import { brokenLinks, sectionsOf } from './markdown.js';

const file = fileURLToPath(new URL('../../docs/control-flow.md', import.meta.url));
const page = readFileSync(file, 'utf8');
const blocks = blocksOf(page);
const runners = blocks.filter(({ language }) => language === 'js');
const sections = [...new Set(blocks.map(({ section }) => section))].filter(Boolean);

/** The name that the first line of a block gives its file: `// restart.ts`, `# pipeline.yaml`. */
const fileOf = (block: string): string => /^(?:\/\/|#) (\S+)\n/.exec(block)?.[1] ?? '';

// The page must be true as it stands: its files are written, and its commands run beside them.
describe('docs/control-flow.md', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    link(home);
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('has files, all named, and commands', () => {
    const files = blocks.filter(({ language }) => language !== 'console');
    expect(files.map(({ text }) => fileOf(text))).not.to.include('');
    expect(blocks.length - files.length).to.be.above(10);
  });

  for (const section of sections)
    it(`shows what happens: ${section}`, async () => {
      const folder = join(home, section.replaceAll('`', ''));
      mkdirSync(folder);
      const own = blocks.filter((block) => block.section === section);
      for (const { language, text } of [...runners, ...own])
        if (language !== 'console') writeFileSync(join(folder, fileOf(text)), text);
      for (const { text } of own.filter(({ language }) => language === 'console')) {
        const [command = '', output = ''] = text.split(/\n([^]*)/);
        const [program = '', ...argv] = wordsOf(command.slice('$ '.length));
        const ran =
          program === 'mlpipeline'
            ? await inProcess(folder, argv)
            : await imported(folder, argv.at(-1) ?? '');
        // A run's log comes before its outputs.
        expect(ran.stderr + ran.stdout, command).to.equal(output);
      }
    });

  it('leads to all of its headings', () => {
    const [list = ''] = page.split('The examples use');
    const headings = [...sectionsOf(page).keys()].slice(1);
    expect(headings.filter((heading) => !list.includes(`- [${heading}](#`))).to.deep.equal([]);
  });

  it('has no broken link', () => {
    expect(brokenLinks(file)).to.deep.equal([]);
  });
});
