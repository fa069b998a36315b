import { expect } from 'chai';
import * as t from 'io-ts';

import { outputValues } from '../../lib/engine/port-values.js';
import type { Component } from '../../lib/graph/graph.js';

const component = {
  name: 'ocr',
  runner: {
    name: 'Ocr',
    outputs: { lines: t.array(t.type({ tokens: t.array(t.string) }, 'Line')), page: t.number },
    run: () => ({}),
  },
  outputs: [{ name: 'lines', port: 'lines', consumable: 0 }],
} as unknown as Component;

const told = (lines: unknown): string => {
  try {
    outputValues(component, { lines });
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
};

describe('the value of a port that its codec does not take', () => {
  it('is told by what it is', () => {
    expect(told('none')).to.equal('port `ocr.lines` takes Array<Line>, not the string "none"');
  });

  it('is told by what stands in it where that is wrong', () => {
    expect(told([{ tokens: ['a'] }, { tokens: ['b', 3] }])).to.equal(
      'port `ocr.lines` takes Array<Line>: expected string at `1.tokens.1`, not the number 3',
    );
    expect(told([{}])).to.equal(
      'port `ocr.lines` takes Array<Line>: expected Array<string> at `0.tokens`, not undefined',
    );
  });

  it('passes where it is of the codec', () => {
    expect(told([{ tokens: [] }])).to.equal('nothing');
  });
});
