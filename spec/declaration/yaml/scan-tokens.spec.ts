import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';

import { scanTokens } from '../../../lib/declaration/yaml/scan-tokens.js';
import { smallYaml } from '../../random-yaml.js';

const told = (text: string): string => {
  const found = scanTokens(text);
  if (found === undefined) return 'nothing';
  const place = 'start' in found.place ? found.place.start : -1;
  return `${found.code} at ${place}: ${found.message}`;
};

describe('scanTokens', () => {
  it('finds nothing in what all of yaml finds no fault with', () => {
    let sound = 0;
    fc.assert(
      fc.property(smallYaml, (text) => {
        const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' });
        if (!Array.isArray(documents) || documents.length > 1) return;
        if (documents.some(({ errors }) => errors.length > 0)) return;
        sound += 1;
        // Inside an explicit key `yaml` itself says nothing of what is never closed.
        if (text.includes('?') && told(text).endsWith('is never closed')) return;
        expect(told(text)).to.equal('nothing');
      }),
      { numRuns: Number(process.env.SCANS ?? 4_000) },
    );
    expect(sound).to.be.greaterThan(100);
  });

  it('finds nothing in the examples', () => {
    const example = new URL('../../../examples/model-comparison.yaml', import.meta.url);
    expect(told(readFileSync(example, 'utf8'))).to.equal('nothing');
  });

  const many = 50_000;
  for (const [what, text, said] of [
    ['brackets in one another', '['.repeat(many), /^too-deep at 101/],
    ['maps in one another', '{a: '.repeat(many), /^too-deep at/],
    ['lists in one another on a line', '- '.repeat(many), /^too-deep at 200/],
    ['colons', ': '.repeat(many), /^too-deep at/],
    ['anchors', '&a '.repeat(many), /^yaml-syntax at 300: more than 100 values in a row/],
    ['anchors on lines of their own', '&a\n'.repeat(many), /^yaml-syntax at 300/],
    ['aliases', '*a '.repeat(many), /^yaml-syntax at 300/],
    ['tags', '! '.repeat(many), /^yaml-syntax at 200/],
    ['empty texts', '""'.repeat(many), /^yaml-syntax at 200/],
    ['directives', '%A\n'.repeat(many), /^yaml-syntax at 300: more than 100 directives/],
    ['documents', '---\n'.repeat(many), /^several-documents at 4/],
    ['a quote that is never closed', 'a: b\nc: "d\n'.repeat(3), /^yaml-syntax at 8: this quote/],
    ['a bracket that is never closed', 'a: [b\nc: d\n', /^yaml-syntax at 3: this bracket/],
  ] as const)
    it(`tells of ${what}, before the parser runs`, () => {
      expect(told(text)).to.match(said);
    });

  it('lets texts hold what would be wrong outside of them', () => {
    expect(told("a: |\n  [\"\n  '\nb: it's\nc: \"\\\"\"\nd: ''''\n")).to.equal('nothing');
  });
});
