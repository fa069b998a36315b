import { expect } from 'chai';

import { columnsOf } from '../../../lib/page/comparison/column.js';
import { filterOf } from '../../../lib/page/comparison/filter.js';
import { scaleOf } from '../../../lib/page/comparison/scale.js';
import type { ComparedRow, ComparisonData } from '../../../lib/comparison/comparison-data.js';

const row = (index: number, rate: number, engine: string, accuracy?: number): ComparedRow => ({
  ...{ index, values: { rate, engine }, state: 'done', done: 1, failed: 0, error: undefined },
  ...{ work: 10, took: 5, tasks: 1, kept: 0, each: [] },
  metrics: accuracy === undefined ? {} : { accuracy: { mean: accuracy, deviation: 0, count: 1 } },
});

const data: ComparisonData = {
  pipeline: 'Training',
  varying: ['rate', 'engine'],
  metrics: ['accuracy'],
  rows: [row(0, 0.0001, 'paddle', 0.5), row(1, 0.01, 'tesseract', 0.9), row(2, 1, 'paddle')],
};
const columns = columnsOf(data);
const column = (name: string): (typeof columns)[number] => {
  const found = columns.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe('the filter of rows', () => {
  const kept = (text: string): readonly number[] =>
    data.rows.filter(filterOf(text, columns)).map(({ index }) => index);

  for (const [text, rows] of [
    ['', [0, 1, 2]],
    ['PADD', [0, 2]],
    ['paddle 0.5', [0]],
    ['accuracy>0.5', [1]],
    ['accuracy>=0.5', [0, 1]],
    ['acc<0.9', [0]],
    ['engine=paddle', [0, 2]],
    ['rate=1e-2', [1]],
    ['rate=0.01 engine=paddle', []],
    ['a=>b', []],
  ] as const)
    it(`lets through by ${text === '' ? 'nothing' : text}`, () => {
      expect(kept(text)).to.deep.equal(rows);
    });
});

describe('a scale of rows', () => {
  it('goes by powers where numbers lie far apart, and has no place for what is not there', () => {
    const { at, ticks } = scaleOf(column('rate'), data.rows, 6);
    expect(data.rows.map((one) => Math.round((at(one) ?? NaN) * 100))).to.deep.equal([4, 50, 96]);
    expect(ticks.map(({ text }) => text)).to.deep.equal(['1e-4', '0.001', '0.01', '0.1', '1']);
    expect(
      data.rows.map((one) => scaleOf(column('accuracy'), data.rows, 4).at(one)).at(-1),
    ).to.equal(undefined);
  });

  it('has round numbers as its marks', () => {
    const { ticks } = scaleOf(column('accuracy'), data.rows, 5);
    expect(ticks.map(({ text }) => text)).to.deep.equal(['0.5', '0.6', '0.7', '0.8', '0.9']);
  });

  it('puts texts at equal distances', () => {
    const { at, ticks } = scaleOf(column('engine'), data.rows, 5);
    expect(data.rows.map(at)).to.deep.equal([0.25, 0.75, 0.25]);
    expect(ticks.map(({ text }) => text)).to.deep.equal(['paddle', 'tesseract']);
  });

  it('puts what is the same in all rows in the midst', () => {
    const { at, ticks } = scaleOf(column('work'), data.rows, 5);
    expect(at(row(0, 1, 'a'))).to.equal(0.5);
    expect(ticks).to.have.length(1);
  });
});
