import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { absent } from '../../lib/conditions/absent.js';
import { parseCondition } from '../../lib/conditions/condition.js';
import { brokenLinks, tableRows } from './markdown.js';

const page = new URL('../../docs/conditions.md', import.meta.url);
const text = readFileSync(page, 'utf8');

const values: Readonly<Record<string, unknown>> = {
  n: 2,
  language: 'de',
  'ocr.scores': [0.9, 0.4],
  'ocr.table': { rows: 3 },
  'careful.text': absent,
};

const told = (condition: string): string => {
  const parsed = parseCondition(condition, ([name = '']) => (Object.hasOwn(values, name) ? 1 : 2));
  if (E.isLeft(parsed)) return parsed.left.map(({ message }) => message).join(', ');
  try {
    const outcome = parsed.right.evaluate((name) => values[name]);
    return outcome === absent ? 'absent' : String(outcome);
  } catch (error) {
    return (error as Error).message;
  }
};

describe('docs/conditions.md', () => {
  // The first table lists what there is, the second what comes of it.
  const [, examples = ''] = text.split('| condition | |\n');

  for (const [code = '', outcome] of tableRows(examples))
    it(code, () => {
      expect(told(code.slice(1, -1).replaceAll('\\|', '|'))).to.equal(outcome);
    });

  it('has no broken link', () => {
    expect(brokenLinks(fileURLToPath(page))).to.deep.equal([]);
  });
});
