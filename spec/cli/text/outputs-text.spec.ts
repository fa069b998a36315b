import { expect } from 'chai';

import { outputsText } from '../../../lib/cli/text/outputs-text.js';

describe('the outputs of a run, as they are printed', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop['self'] = loop;

  it('are in the order in which the pipeline declares them, each said whatever its value', () => {
    const outputs = { b: [1n, NaN], a: undefined };
    expect(outputsText(outputs, 'json')).to.equal(
      '{\n  "b": [\n    "1",\n    "NaN"\n  ],\n  "a": null\n}\n',
    );
    expect(outputsText(outputs, 'yaml')).to.equal('b:\n  - "1"\n  - NaN\na: null\n');
    expect(outputsText(outputs, 'text')).to.equal('b=[1, NaN]\na=undefined\n');
  });

  it('name what JSON cannot say: what holds itself, and what cannot be read', () => {
    const locked = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('locked');
        },
      },
    );
    expect(JSON.parse(outputsText({ loop, locked, plain: 1 }, 'json'))).to.deep.equal({
      loop: { name: 'loop', self: '<itself>' },
      locked: '<unreadable>',
      plain: 1,
    });
    expect(outputsText({ loop }, 'yaml')).to.equal('loop:\n  name: loop\n  self: <itself>\n');
    expect(outputsText({ loop, locked }, 'text')).to.equal(
      'loop={name: "loop", self: {name: "loop", self: {…}}}\nlocked=<unreadable>\n',
    );
  });

  it('are printed whole, however long and deep', () => {
    const long = 'x'.repeat(200_000);
    let deep: unknown = 'bottom';
    for (let level = 0; level < 500; level += 1) deep = [deep];
    expect(JSON.parse(outputsText({ long, deep }, 'json'))).to.deep.equal({ long, deep });
  });
});
