import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { expect } from 'chai';

import { mlpipeline } from '../cli/mlpipeline.js';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('each.md', docs), 'utf8');

const examples = new URL('../../examples/composing/', import.meta.url);
const sources = readdirSync(examples)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, examples), 'utf8'));

const commands = Array.from(
  page.matchAll(/^```console\n\$ mlpipeline (.*)\n([^]*?)^```$/gm),
  ([, command = '', output = '']) => ({ command, output }),
);
const excerpts = Array.from(page.matchAll(/^```ts\n([^]*?)^```$/gm), ([, text = '']) => text);

const timeless = (text: string): string => text.replace(/in [\d.]+ s \([\d.]+\/s\)/g, 'in T');

describe('docs/each.md', () => {
  it('has examples', () => {
    expect([commands.length, excerpts.length]).to.deep.equal([3, 5]);
  });

  for (const { command, output } of commands)
    it(`shows what \`mlpipeline ${command}\` prints`, async () => {
      const { stdout, stderr } = await mlpipeline(command.replaceAll("'", '').split(' '));
      expect(timeless(stderr + stdout)).to.equal(timeless(output));
    });

  it('shows nothing that does not stand in an example, which a spec runs', () => {
    for (const excerpt of excerpts)
      expect(
        sources.some((source) => source.includes(excerpt)),
        excerpt,
      ).to.equal(true);
  });

  it('has no broken link', () => {
    const links = Array.from(page.matchAll(/\]\(([^):#]+)[^)]*\)/g), ([, link = '']) => link);
    expect(links.filter((link) => !existsSync(new URL(link, docs)))).to.deep.equal([]);
    const anchors = Array.from(page.matchAll(/\]\(#([^)]+)\)/g), ([, anchor = '']) => anchor);
    const titles = Array.from(page.matchAll(/^## (.*)$/gm), ([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors.filter((anchor) => !titles.includes(anchor))).to.deep.equal([]);
  });
});
