import { expect } from 'chai';

import { outputsText } from '../../../lib/cli/text/outputs-text.js';
import { fromJson } from '../../../lib/runners/values/json-values.js';

describe('the outputs of a run, as they are printed', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop['self'] = loop;

  it('are in the order in which the pipeline declares them, each said whatever its value', () => {
    const outputs = { b: [1, 'NaN'], a: undefined };
    expect(outputsText(outputs, 'json').text).to.equal(
      '{\n  "b": [\n    1,\n    "NaN"\n  ],\n  "a": null\n}\n',
    );
    expect(outputsText(outputs, 'yaml').text).to.equal('b:\n  - 1\n  - NaN\na: null\n');
    expect(outputsText({ a: undefined, b: NaN }, 'text').text).to.equal('a=undefined\nb=NaN\n');
  });

  it('are told where they are too deep for YAML, and the others are printed', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 1000; level += 1) deep = { deep };
    expect(outputsText({ deep, plain: [1] }, 'yaml')).to.deep.equal({
      text: 'plain:\n  - 1\n',
      problems: ['YAML cannot carry `deep`: it is nested too deeply; give it in parts'],
    });
    expect(outputsText({}, 'yaml').text).to.equal('{}\n');
  });

  it('are read back as what they were, binary values too', () => {
    const outputs = { image: new Uint8Array([1, 2]), scores: new Float32Array([0.5, -1]) };
    const { text, problems } = outputsText(outputs, 'json');
    expect(problems).to.deep.equal([]);
    expect(fromJson(text)).to.deep.equal(outputs);
  });

  it('are told where JSON cannot say them, and the others are printed', () => {
    const locked = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('locked');
        },
      },
    );
    const outputs = {
      loop,
      locked,
      plain: 1,
      big: 2n,
      scores: [{ mean: NaN }],
      map: new Map(),
      when: new Date(0),
    };
    for (const format of ['json', 'yaml'] as const) {
      const { text, problems } = outputsText(outputs, format);
      expect(text).to.equal(format === 'json' ? '{\n  "plain": 1\n}\n' : 'plain: 1\n');
      expect(problems).to.deep.equal([
        'JSON cannot carry `loop.self`: it is part of itself; remove the circular reference',
        'output `locked` cannot be read: locked',
        'JSON cannot carry `big`: it is a bigint; give a number or a string',
        'JSON cannot carry `scores.0.mean`: it is NaN; give `null` or a string',
        'JSON cannot carry `map`: it is a Map; give plain data',
        'JSON cannot carry `when`: it is a Date; give plain data',
      ]);
    }
    // An empty document would say that the run has no outputs.
    expect(outputsText({ big: 2n }, 'json').text).to.equal('');
    expect(outputsText({}, 'json').text).to.equal('{}\n');
    expect(outputsText({ loop, locked }, 'text').text).to.equal(
      'loop={name: "loop", self: {name: "loop", self: {…}}}\nlocked=<unreadable>\n',
    );
  });

  it('are printed whole, however long and deep', () => {
    const long = 'x'.repeat(200_000);
    let deep: unknown = 'bottom';
    for (let level = 0; level < 500; level += 1) deep = [deep];
    expect(JSON.parse(outputsText({ long, deep }, 'json').text)).to.deep.equal({ long, deep });
  });
});
