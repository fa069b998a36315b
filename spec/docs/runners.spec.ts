import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { blocksOf } from '../../scripts/diagnostic-page.js';
import { install, node } from '../cli/installed.js';

const docs = new URL('../../docs/', import.meta.url);
const text = readFileSync(new URL('runners.md', docs), 'utf8');
const blocks = blocksOf(text);
const sections = [...new Set(blocks.map(({ section }) => section))];

/** The name that the first line of a block gives its file: `// runners.ts`, `# pipeline.yaml`. */
const fileOf = (block: string): string | undefined => /^(?:\/\/|#) (\S+)$/m.exec(block)?.[1];

/** The words of a command line, without the quotes of those that hold spaces. */
const wordsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/(?:'[^']*'|[^\s'])+/g), ([word]) => word.replaceAll("'", ''));

// The page must be true as it stands: its files are written, and its commands run beside them.
describe('docs/runners.md', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    install(home);
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('has files, all named, and commands', () => {
    const files = blocks.filter(({ language }) => language !== 'console');
    expect(files.map((block) => fileOf(block.text))).not.to.include(undefined);
    expect(blocks.length - files.length).to.be.above(10);
  });

  for (const section of sections)
    it(`shows what happens: ${section}`, async () => {
      const folder = join(home, section);
      mkdirSync(folder);
      for (const { section: of, language, text } of blocks) {
        if (of !== section) continue;
        if (language !== 'console') {
          writeFileSync(join(folder, fileOf(text) ?? ''), text);
          continue;
        }
        const [command = '', output = ''] = text.split(/\n([^]*)/);
        const [program, ...words] = wordsOf(command.slice('$ '.length));
        const main = join(home, 'node_modules/mlpipeline/dist/cli/main.js');
        const argv =
          program === 'mlpipeline' ? [main, ...words] : ['--import', 'tsx', ...words.slice(1)];
        const ran = await node(folder, ...argv);
        // A run's log comes before its outputs.
        expect(ran.stderr + ran.stdout, command).to.equal(output);
      }
    });

  it('has no broken link', () => {
    const links = Array.from(text.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g));
    for (const [, page = '', anchor] of links) {
      expect(existsSync(new URL(page === '' ? 'runners.md' : page, docs)), page).to.be.true;
      const target = readFileSync(new URL(page === '' ? 'runners.md' : page, docs), 'utf8');
      const anchors = Array.from(target.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== undefined) expect(anchors, `${page}#${anchor}`).to.include(anchor);
    }
  });
});
