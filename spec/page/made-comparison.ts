import type { ComparisonData } from '../../lib/comparison/comparison-data.js';
import { rowOf } from '../../lib/comparison/row.js';
import type { RunResult } from '../../lib/comparison/run-result.js';
import { comparisonData } from '../../lib/comparison/comparison-data.js';
import { randomOf } from '../../lib/engine/attempts/seeds.js';

/** A sweep of so many settings with items, as it might come out. */
export const madeComparison = (settings: number, items = 1): ComparisonData => {
  const random = randomOf(settings, 'a made comparison');
  const results: RunResult[][] = [];
  const rows = Array.from({ length: settings }, (_, index) => {
    const rate = 10 ** (-4 + 3 * random());
    const depth = 1 + Math.floor(random() * 8);
    const engine = ['paddle', 'tesseract', 'a reader with a long name'][index % 3];
    const some = Array.from({ length: items }, (__, item): RunResult => {
      const hasFailed = random() < 0.03;
      const quality = 0.9 - Math.abs(Math.log10(rate) + 2.5) * 0.2 + depth * 0.01;
      return {
        run: `${String(index).padStart(8, '0')}-${String(item).padStart(4, '0')}`,
        ...(items > 1 ? { item: `receipts/receipt-${item}.jpg` } : {}),
        state: hasFailed ? 'failed' : 'done',
        error: hasFailed ? '`train` failed: the loss is not a number' : undefined,
        isBefore: false,
        measured: hasFailed
          ? new Map()
          : new Map([
              ['accuracy', [quality + 0.05 * random()]],
              ['loss', [1 - quality + 0.1 * random()]],
            ]),
        took: 800 + 4_000 * random() * depth,
        work: 1_000 + 5_000 * random() * depth,
        ...{ tasks: 6, kept: 3 },
      };
    });
    results.push(some);
    const values = { 'train.rate': rate, 'train.depth': depth, 'ocr.engine': engine };
    return rowOf(index, values, some);
  });
  return comparisonData(
    { pipeline: 'Training', batch: 'b1' },
    {
      varying: ['train.rate', 'train.depth', 'ocr.engine'],
      metrics: [],
      best: 'max',
      rows,
      results,
    },
  );
};
