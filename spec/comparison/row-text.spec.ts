import { expect } from 'chai';

import { numberText, settingText, spreadText, valueText } from '../../lib/comparison/row-text.js';

describe('the cells of compared runs', () => {
  it('have what was measured short', () => {
    expect([0, 12345, 0.30000000000000004, -2.71828, 0.00001234, 1.5e12].map(numberText)).to.eql([
      ...['0', '12345', '0.3', '-2.718', '1.234e-5', '1.5e12'],
    ]);
    expect(spreadText({ mean: 0.98765, deviation: 0.01234567, count: 3 })).to.equal(
      '0.9877 ± 0.01235',
    );
    expect(spreadText({ mean: 2, deviation: 0, count: 1 })).to.equal('2');
    expect(spreadText(undefined)).to.equal('');
  });

  it('have what varies as it is', () => {
    expect([0.123456789, 12345, 'a', ['a'], null, undefined].map(valueText)).to.deep.equal([
      ...['0.123456789', '12345', 'a', '["a"]', 'null', ''],
    ]);
  });

  it('have of a long value how it begins and ends', () => {
    expect(settingText({ 'ocr.psm': 6, 'ocr.prompt': 'a'.repeat(99) + 'z' })).to.equal(
      `ocr.psm=6, ocr.prompt=${'a'.repeat(24)}…${'a'.repeat(14)}z`,
    );
  });
});
