import { setImmediate } from 'node:timers/promises';

import { expect } from 'chai';

import { comparisonData, comparisonJson } from '../../lib/comparison/comparison-data.js';
import type { Row } from '../../lib/comparison/row.js';
import { EventLoopTurns } from '../../lib/comparison/event-loop-turns.js';

describe('turns', () => {
  /** What was computed by others, by `.`, and here, by the numbers, in their order. */
  const order = async (millisecondsOfOne: number, all: readonly number[]): Promise<string> => {
    let time = 0;
    let said = '';
    let isOver = false;
    const turns = new EventLoopTurns(() => time);
    const others = async (): Promise<void> => {
      while (!isOver) {
        await setImmediate();
        said += '.';
      }
    };
    void others();
    const squares = await turns.each(all, (one) => {
      time += millisecondsOfOne;
      said += String(one);
      return one * one;
    });
    isOver = true;
    expect(squares).to.deep.equal(all.map((one) => one * one));
    return said;
  };

  it('are given where others have had none for ten milliseconds', async () => {
    expect(await order(20, [1, 2, 3])).to.equal('1.2.3.');
    expect(await order(5, [1, 2, 3, 4, 5])).to.equal('12.34.5');
    expect(await order(0, [1, 2, 3])).to.equal('123');
  });

  it('are of one each where several wait at once', async () => {
    let time = 0;
    const turns = new EventLoopTurns(() => (time += 20));
    let others = 0;
    const seen: number[] = [];
    const wait = async (): Promise<void> => {
      await turns.take();
      seen.push(others);
    };
    const all = Promise.all([wait(), wait(), wait()]);
    for (; others < 10; others += 1) await setImmediate();
    await all;
    expect(new Set(seen).size).to.equal(3);
  });

  it('make the same JSON of a comparison as is made at once', async () => {
    const row: Row = {
      ...{ index: 0, values: { psm: 3, text: '"]}' }, metrics: {}, runs: ['r'] },
      state: 'done' as const,
      ...{ done: 1, before: 0, failed: 0, error: undefined, work: 1, took: 2, tasks: 3, kept: 0 },
    };
    for (const rows of [[], [row], [row, { ...row, index: 1 }]]) {
      const comparison = {
        ...{ varying: ['psm'], metrics: [], best: undefined, rows },
        results: rows.map(() => []),
      };
      const about = { pipeline: 'p', batch: 'b' };
      expect(
        JSON.parse(await comparisonJson(about, comparison, new EventLoopTurns())),
      ).to.deep.equal(JSON.parse(JSON.stringify(comparisonData(about, comparison))));
    }
  });
});
