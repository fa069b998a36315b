import { expect } from 'chai';

import { docBlocks, DocScripts } from './doc-scripts.js';

describe('docs/testing.md', () => {
  const blocks = docBlocks('testing.md');
  const scripts = blocks.filter(({ language }) => language === 'ts');
  const make = (change: (text: string) => string = (text) => text): DocScripts =>
    new DocScripts(scripts.map(({ file, text }) => ({ file, text: change(text) })));
  let all: DocScripts;
  before(() => {
    all = make();
  });
  after(() => {
    all.remove();
  });

  for (const { file = '' } of scripts.slice(1))
    it(`has tests that pass: ${file}`, async () => {
      const { tests } = await all.run(file);
      expect(tests).to.have.length(1);
      for (const [, run] of tests) run();
    });

  it('shows what is told where something is other than expected', async () => {
    const wrong = make((text) =>
      text.replace("'---(t|)', { t: 'Invoice 7' }", "'--(t|)', { t: 'Invoice 7' }"),
    );
    const { tests } = await wrong.run('a-test.ts');
    wrong.remove();
    const shown = blocks.find(({ language }) => language === 'text')?.text;
    expect(tests[0]?.[1]).to.throw(shown ?? 'nothing shown');
  });
});
