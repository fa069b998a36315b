import { expect } from 'chai';

import { comparisonPage } from '../../../lib/comparison/page.js';
import { barriers, Tabs } from '../browser.js';
import { madeComparison } from '../made-comparison.js';
import { Served } from '../served.js';

describe('the page of a comparison', function () {
  this.timeout(60_000);
  const tabs = new Tabs();
  before(function () {
    return tabs.start(this);
  });
  after(() => tabs.close());

  it('shows rows, the best first, sorted by any column, and filtered', async () => {
    const { page, complaints, requests } = await tabs.file(
      await comparisonPage(madeComparison(30)),
    );
    const column = (name: string): Promise<number[]> =>
      page.evaluate(`(() => {
        const heads = [...document.querySelectorAll('thead th')].map((one) => one.textContent);
        const at = heads.findIndex((one) => one.startsWith('${name}')) + 1;
        return [...document.querySelectorAll('tbody tr')]
          .map((row) => Number(row.children[at].textContent || 'NaN'))
          .filter((one) => !Number.isNaN(one));
      })()`);
    await page.locator('.dots circle').first().waitFor();
    const best = await column('accuracy');
    expect(best.length).to.be.greaterThan(20);
    expect(best).to.deep.equal([...best].sort((a, b) => b - a));
    await page.getByRole('button', { name: 'train.depth' }).click();
    await page.locator('th[aria-sort=ascending]', { hasText: 'train.depth' }).waitFor();
    const depths = await column('train.depth');
    expect(depths).to.deep.equal([...depths].sort((a, b) => a - b));
    await page.getByRole('searchbox').fill('engine=paddle accuracy>0.8');
    await page.getByText(/^\d+ of 30 rows$/).waitFor();
    expect(Math.min(...(await column('accuracy')))).to.be.greaterThan(0.8);
    expect(await page.locator('tbody tr').count()).to.equal(
      await page.locator('.dots circle').count(),
    );
    expect(await page.locator('.lines path').count()).to.equal(
      await page.locator('.dots circle').count(),
    );
    expect(complaints).to.deep.equal([]);
    expect(requests).to.have.length(1);
  });

  it('goes from dot to dot by the keyboard, and shows the runs behind the marked row', async () => {
    const { page } = await tabs.file(await comparisonPage(madeComparison(5, 3)));
    await page.locator('.dots').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.marked-row').waitFor();
    const first = await page.evaluate<string>('location.hash');
    expect(first).to.match(/^#row=\d$/);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(`location.hash !== '${first}'`);
    expect(await page.locator('.marked-row tbody tr').count()).to.equal(3);
    expect(await page.locator('.dots circle.marked').count()).to.equal(1);
    await page.goBack();
    await page.waitForFunction(`location.hash === '${first}'`);
    await page.getByRole('button', { name: 'Unmark' }).click();
    await page.locator('.marked-row').waitFor({ state: 'detached' });
  });

  it('sorts by the column that was chosen, or else by what is best, as columns come', async () => {
    const whole = madeComparison(5);
    const begun = {
      ...whole,
      metrics: [],
      rows: whole.rows.map((row) => ({ ...row, metrics: {}, state: 'running' as const })),
    };
    const served = new Served([]);
    try {
      const url = await served.start();
      const { page } = await tabs.open('about:blank');
      await page.clock.install();
      let answer: object = begun;
      await page.route('**/comparison?*', (route) => route.fulfill({ json: answer }));
      const sorted = page.locator('th[aria-sort]');
      await page.goto(`${url}#comparison=b1`);
      await page.getByRole('button', { name: 'took' }).waitFor();
      expect(await sorted.count()).to.equal(0);
      answer = { ...whole, rows: [...whole.rows, ...begun.rows.slice(0, 1)] };
      await page.clock.fastForward(60_000);
      await sorted.waitFor();
      expect(await sorted.textContent()).to.equal('accuracy ↓');
      await page.getByRole('button', { name: 'took' }).click();
      expect(await sorted.textContent()).to.equal('took ↑');
      answer = { ...whole, metrics: ['f1', ...whole.metrics] };
      await page.clock.fastForward(60_000);
      await page.getByRole('button', { name: 'f1' }).waitFor();
      expect(await sorted.textContent()).to.equal('took ↑');
    } finally {
      await served.close();
    }
  });

  it('draws any two columns', async () => {
    const { page } = await tabs.file(await comparisonPage(madeComparison(9)));
    await page.getByLabel('across').selectOption('ocr.engine');
    await page.getByLabel('up').selectOption('work');
    await page.getByRole('group', { name: /^work by ocr.engine/ }).waitFor();
    expect(await page.locator('.dots .tick').first().textContent()).to.equal('paddle');
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [80, 320, 1280, 2000])
      it(`has no barriers that axe-core knows, ${colorScheme}, ${width} wide`, async () => {
        const { page } = await tabs.file(await comparisonPage(madeComparison(12, 3)), '#row=2', {
          colorScheme,
          bypassCSP: true,
          viewport: { width, height: 900 },
        });
        await page.locator('.dots circle').first().waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        expect(await barriers(page)).to.deep.equal([]);
      });

  it('shows hostile texts as what they are', async () => {
    const attack = '</script><img src=x onerror="document.title=1">';
    const data = madeComparison(3);
    const { page, complaints } = await tabs.file(
      await comparisonPage({
        ...data,
        pipeline: attack,
        varying: ['a', attack],
        rows: data.rows.map((row) => ({ ...row, values: { a: attack, [attack]: row.index } })),
      }),
    );
    await page.locator('.dots circle').first().waitFor();
    expect(await page.locator('h1').textContent()).to.equal(attack);
    expect(await page.locator('#page :is(img, script, style)').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });

  it('is below 150 kB without its data', async () => {
    const html = await comparisonPage({ ...madeComparison(1), rows: [] });
    expect(Buffer.byteLength(html)).to.be.below(150_000);
  });
});
