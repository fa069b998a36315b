import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { blocksOf } from '../../scripts/diagnostic-page.js';
import { install, node } from '../cli/installed.js';
import type { Result } from '../cli/mlpipeline.js';

const docs = new URL('../../docs/', import.meta.url);
const text = readFileSync(new URL('simulation.md', docs), 'utf8');
const blocks = blocksOf(text);
const fileOf = (block: string): string | undefined => /^(?:\/\/|#) (\S+)\n/.exec(block)?.[1];

// The page must be true as it stands: its files are written, and its commands run beside them.
describe('docs/simulation.md', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    install(home);
    writeFileSync(join(home, 'package.json'), '{"type":"module"}');
    for (const { text } of blocks) {
      const file = fileOf(text);
      if (file !== undefined) writeFileSync(join(home, file), text);
    }
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const ran = (command: string): Promise<Result> => {
    const [program, ...argv] = command.split(' ');
    const main = join(home, 'node_modules/mlpipeline/dist/cli/main.js');
    return node(home, ...(program === 'mlpipeline' ? [main] : []), ...argv);
  };

  const shown = blocks.filter(({ language }) => language === 'console');

  it('has files and commands', () => {
    expect(blocks.flatMap(({ text }) => fileOf(text) ?? [])).to.have.length(8);
    expect(shown).to.have.length(7);
  });

  for (const { section, text } of shown) {
    const [command = '', output = ''] = text.slice('$ '.length).split(/\n([^]*)/);
    it(`shows what happens: ${section}: ${command}`, async () => {
      const { stdout, stderr } = await ran(command);
      expect(stderr + stdout).to.equal(output);
    });
  }

  it('has commands whose outcome differs from run to run', async () => {
    const commands = blocks.filter(({ language }) => language === 'sh');
    expect(commands).to.have.length(1);
    for (const command of commands.flatMap(({ text }) => text.trimEnd().split('\n')))
      expect((await ran(command)).status, command).to.equal(0);
  });

  it('has no broken link', () => {
    const headings = Array.from(text.matchAll(/^## (.+)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, page = '', anchor] of text.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
      expect(existsSync(new URL(page === '' ? 'simulation.md' : page, docs)), page).to.equal(true);
      if (page === '' && anchor !== undefined) expect(headings).to.include(anchor);
    }
  });
});
