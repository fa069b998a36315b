import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { node } from '../cli/installed.js';
import type { Result } from '../cli/mlpipeline.js';
import { docBlocks } from './doc-scripts.js';
import { brokenLinks } from './markdown.js';
import { homeOf, installed } from './shown.js';

const docs = new URL('../../docs/', import.meta.url);
const blocks = docBlocks('simulation.md');

// The page must be true as it stands: its files are written, and its commands run beside them.
describe('docs/simulation.md', () => {
  const home = homeOf(installed);
  before(() => {
    for (const { file, text } of blocks)
      if (file !== undefined) writeFileSync(join(home(), file), text);
  });

  const ran = (command: string): Promise<Result> => {
    const [program, ...argv] = command.split(' ');
    const main = join(home(), 'node_modules/mlpipeline/dist/cli/main.js');
    return node(home(), ...(program === 'mlpipeline' ? [main] : []), ...argv);
  };

  const shown = blocks.filter(({ language }) => language === 'console');

  it('has files and commands', () => {
    expect(blocks.flatMap(({ file }) => file ?? [])).to.have.length(8);
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
    expect(brokenLinks(fileURLToPath(new URL('simulation.md', docs)))).to.deep.equal([]);
  });
});
