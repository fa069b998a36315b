import { expect } from 'chai';

import { sweptValues } from '../../lib/sweep/swept-values.js';
import { docBlocks, printedBy, printingScripts } from './doc-scripts.js';

describe('docs/sweeps.md', () => {
  const blocks = docBlocks('sweeps.md');

  for (const { script, printed } of printingScripts(blocks))
    it(`shows what ${script.file} prints`, async () => {
      expect(await printedBy(script)).to.equal(printed);
    });

  it('shows texts that can be read', () => {
    expect(sweptValues('a,"3",true')).to.deep.equal(['a', '3', true]);
    expect(sweptValues('log 1e-4..1e-1 / 4')).to.have.length(4);
  });
});
