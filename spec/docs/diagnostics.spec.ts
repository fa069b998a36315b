import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { anyRunner, formatDiagnostics, loadText, severities } from '../../lib/index.js';
import { blocksOf, findIn, load, readPage } from '../../scripts/diagnostic-page.js';

const docs = new URL('../../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, docs), 'utf8');
const codes = Object.keys(severities);

// To mend the texts of all pages after a change of wording: npx tsx scripts/print-diagnostics.ts
describe('docs/diagnostics', () => {
  it('has one page for every code, and no others', () => {
    const pages = readdirSync(new URL('diagnostics/', docs)).filter((name) => name !== 'README.md');
    expect(pages).to.have.members(codes.map((code) => `${code}.md`));
  });

  it('lists all codes in the index, with their severities, in the order of the source', () => {
    const rows = read('diagnostics/README.md').matchAll(
      /^\| \[`(.+?)`\]\((.+?)\) \| (\w+) \| \S.* \|$/gm,
    );
    expect(Array.from(rows, ([, code, link, severity]) => [code, link, severity])).to.deep.equal(
      Object.entries(severities).map(([code, severity]) => [code, `${code}.md`, severity]),
    );
  });

  for (const [code, severity] of Object.entries(severities))
    describe(code, () => {
      const page = () => readPage(read(`diagnostics/${code}.md`));

      it('has all that a page has', () => {
        const { title, severity: said, sections } = page();
        expect(title).to.equal(code);
        expect(said).to.equal(severity);
        expect(sections).to.deep.equal([
          'What it means',
          'Example',
          'What is printed',
          'How to mend it',
        ]);
      });

      it('is the one thing found in the example, printed as the page says', async () => {
        const { findings, printed } = await findIn(page());
        expect(`${printed}\n`).to.equal(page().printed.text);
        expect(findings.diagnostics.map((one) => one.code)).to.deep.equal([code]);
      });

      it('is gone from the mended example, which loads', async () => {
        const { mended, runner } = page();
        const loaded = await load(mended, runner);
        expect(E.isRight(loaded)).to.be.true;
        expect(E.isRight(loaded) && loaded.right.findings.diagnostics).to.deep.equal([]);
      });
    });
});

describe('docs/format.md', () => {
  const examples = blocksOf(read('format.md')).filter(
    ({ language, text }) => language === 'yaml' && /^(- )?pipeline:/m.test(text),
  );

  it('has examples', () => {
    expect(examples).to.have.length.above(10);
  });

  for (const { section, text } of examples)
    it(`loads each example without a warning: ${section}`, async () => {
      const loaded = await loadText(text, { runners: anyRunner, loadModules: false });
      const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
      expect(formatDiagnostics(source, diagnostics)).to.equal('');
    });
});

describe('docs', () => {
  const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(format|diagnostics.*)\.md$/.test(name),
  );

  for (const page of pages)
    it(`has no broken link in ${page}`, () => {
      const links = Array.from(read(page).matchAll(/\]\(([^):#]+)[^)]*\)/g), (match) => match[1]);
      const broken = links.filter((link) => !existsSync(new URL(link ?? '', new URL(page, docs))));
      expect(broken).to.deep.equal([]);
    });
});
