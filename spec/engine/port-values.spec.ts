import { expect } from 'chai';
import * as t from 'io-ts';

import { inputValues, outputValues } from '../../lib/engine/port-values.js';
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

describe('the value of a port whose codec transforms', () => {
  const number = new t.Type<number, string>(
    'NumberFromString',
    t.number.is,
    (value, context) => {
      const read = typeof value === 'string' ? Number(value) : NaN;
      return Number.isNaN(read) ? t.failure(value, context) : t.success(read);
    },
    String,
  );
  const transforming = {
    name: 'count',
    runner: { name: 'Count', inputs: { n: number }, outputs: { n: number }, run: () => ({}) },
    inputs: [{ port: 'n', consumable: 0 }],
    outputs: [{ name: 'n', port: 'n', consumable: 0 }],
  } as unknown as Component;

  it('is passed on where the runner gives what the codec makes, and read where it does not', () => {
    expect(outputValues(transforming, { n: 3 })).to.deep.equal({ n: 3 });
    expect(outputValues(transforming, { n: '3' })).to.deep.equal({ n: 3 });
    expect(() => outputValues(transforming, { n: 'three' })).to.throw(
      'port `count.n` takes NumberFromString, not the string "three"',
    );
  });

  it('is not decoded twice on its way from one task to another', () => {
    expect(inputValues(transforming, [3])).to.deep.equal({ n: 3 });
    expect(inputValues(transforming, ['3'])).to.deep.equal({ n: 3 });
    expect(() => inputValues(transforming, [true])).to.throw(
      'port `count.n` takes NumberFromString, not the boolean true',
    );
  });
});

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

  const toldBy = (codec: t.Mixed, lines: unknown): string => {
    const runner = { name: 'Ocr', outputs: { lines: codec }, run: () => ({}) };
    try {
      outputValues({ ...component, runner }, { lines });
    } catch (error) {
      return (error as Error).message.replace(/^port `ocr.lines` takes /, '');
    }
    return 'nothing';
  };

  it('is told by what stands in it also where a union or an intersection is taken', () => {
    const list = t.array(t.type({ tokens: t.array(t.string) }, 'Line'), 'Lines');
    const line = [{ tokens: [3] }];
    for (const codec of [t.union([list, t.null]), t.union([t.null, list])])
      expect(toldBy(codec, line)).to.equal(
        `${codec.name}: expected string at \`0.tokens.0\`, not the number 3`,
      );
    expect(
      toldBy(t.intersection([t.type({ a: t.number }), t.type({ b: list })], 'Both'), {
        a: 1,
        b: line,
      }),
    ).to.equal('Both: expected string at `b.0.tokens.0`, not the number 3');
    expect(toldBy(t.array(t.union([t.string, t.number]), 'Cells'), [NaN, true])).to.equal(
      'Cells: expected (string | number) at `1`, not the boolean true',
    );
  });

  it('is not told to be of no kind that it is of', () => {
    const full = t.refinement(t.array(t.string), (list) => list.length > 0, 'Full');
    expect(toldBy(full, [])).to.equal('Full, which this list is not');
    expect(toldBy(full, 'a')).to.equal('Full, not the string "a"');
    expect(toldBy(t.array(full, 'Rows'), [['a'], []])).to.equal(
      'Rows: expected Full at `1`, which this list is not',
    );
    expect(toldBy(t.literal('x'), 'z')).to.equal('"x", not the string "z"');
    const sorted = new t.Type<unknown>(
      'Sorted',
      (value): value is unknown => Array.isArray(value),
      (value, context) => t.failure(value, context, 'the numbers must ascend'),
      t.identity,
    );
    expect(toldBy(sorted, [2, 1])).to.equal(
      'Sorted, which this list is not: the numbers must ascend',
    );
  });

  it('is told to be what stands for an element that produced no value', () => {
    const texts = {
      name: 'join',
      runner: {
        name: 'Join',
        inputs: { texts: t.array(t.string), text: t.string },
        run: () => ({}),
      },
    };
    const refused = (port: string, value: unknown, gapsOf?: string) => () =>
      inputValues(
        { ...texts, inputs: [{ port, consumable: 0, ...(gapsOf && { gapsOf }) }] } as never,
        [value],
      );
    expect(refused('texts', ['a', null], 'read')).to.throw(
      'port `join.texts` takes Array<string>: expected string at `1`, not null: it stands for an element of `read` that produced no value',
    );
    expect(refused('text', null, 'read')).to.throw(
      'port `join.text` takes string, not null: it stands for an element of `read` that produced no value',
    );
    expect(refused('texts', ['a', null])).to.throw(/expected string at `1`, not null$/);
    expect(refused('texts', ['a', 1], 'read')).to.throw(/at `1`, not the number 1$/);
  });

  it('passes where it is of the codec', () => {
    expect(told([{ tokens: [] }])).to.equal('nothing');
  });
});
