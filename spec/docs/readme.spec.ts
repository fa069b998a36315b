import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import { mlpipeline } from '../cli/mlpipeline.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The commands that the README shows, with what it says that they print. */
const shown = Array.from(
  readme.matchAll(/^```console\n\$ mlpipeline (.*)\n([^]*?)^```$/gm),
  (match) => ({
    command: match[1] ?? '',
    output: match[2] ?? '',
  }),
);

describe('the README', () => {
  it('shows commands', () => {
    expect(shown.map(({ command }) => command.split(' ')[0])).to.deep.equal([
      'run',
      'check',
      'check',
      'dry-run',
      'graph',
    ]);
  });

  for (const { command, output } of shown)
    it(`shows what \`mlpipeline ${command}\` prints`, async () => {
      const { stdout, stderr } = await mlpipeline(command.split(' '));
      // A run's log comes before its outputs.
      expect(stderr + stdout).to.equal(output);
    });
});
