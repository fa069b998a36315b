import { expect } from 'chai';

import {
  discrimination,
  type Result,
} from '../../examples/document-extraction/evaluation/score.js';
import { certaintyTableOf } from '../../examples/document-extraction/evaluation/report.js';
import { found } from '../../examples/document-extraction/fields/found.js';

const box = { left: 0, top: 0, width: 10, height: 10 };

describe('the confidence of a field', () => {
  it('is no higher than that of its least sure word', () => {
    const words = [1, 0.6, 1].map((confidence) => ({ text: 'word', box, confidence }));
    expect(found('word word word', words, 0.5).confidence).to.equal(0.3);
  });

  const result = (value: string, confidence: number): Result => ({
    page: { id: 'page', path: 'page.jpg', expected: { total: '1.00' } },
    found: {
      total: { value, box, confidence },
      // Not asked for: neither right nor wrong.
      company: { value: 'GREEN LAMPS', box, confidence: 1 },
    },
    seconds: 1,
    failure: undefined,
  });

  it('is set against how often what was found is right', () => {
    const results = [result('1.00', 1), result('1.00', 0.85), result('2.00', 0.86)];
    expect(certaintyTableOf(results)).to.equal(
      [
        'confidence    right of found',
        '0.85 to 0.95  1 of 2',
        '0.95 to 1.00  1 of 1',
        'the right one of a right and a wrong answer is the surer: 0.50 of the pairs',
      ].join('\n'),
    );
  });

  it('tells right from wrong as far as the right are the surer', () => {
    expect(discrimination([result('1.00', 0.9), result('2.00', 0.8)])).to.equal(1);
    expect(discrimination([result('1.00', 0.8), result('2.00', 0.9)])).to.equal(0);
    expect(discrimination([result('1.00', 0.8), result('2.00', 0.8)])).to.equal(0.5);
    expect(discrimination([result('1.00', 0.8)])).to.equal(undefined);
  });
});
