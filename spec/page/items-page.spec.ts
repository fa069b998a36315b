import { expect } from 'chai';

import { itemsReport } from '../../lib/sinks/report/report.js';
import { itemRuns, type Items } from '../sinks/report/item-runs.js';
import { barriers, Tabs } from './browser.js';

const pageOf = async (items: Items): Promise<string> => {
  const made = itemsReport('of a spec');
  for (const event of itemRuns(items)) made.add(event);
  return made.html();
};

const torn: Items = { a: 'works', 'scan of page 7': 'fails', c: 'works' };

describe('the page of many items', function () {
  this.timeout(60_000);
  const tabs = new Tabs();
  before(async function () {
    await tabs.start(this);
  });
  after(() => tabs.close());

  it('goes from an item that failed to its run and back by the keyboard', async () => {
    const { page, complaints } = await tabs.file(await pageOf(torn));
    const link = page.getByRole('link', { name: 'scan of page 7' });
    await link.press('Enter');
    await page.locator('#failures').getByText('scan of page 7 is torn', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'all items' }).press('Enter');
    await link.waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it('has no item at all', async () => {
    const { page, complaints } = await tabs.file(await pageOf({}));
    await page.getByRole('heading', { name: 'of a spec' }).waitFor();
    expect(await page.locator('#failures').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [320, 1280])
      it(`has no barriers that axe-core knows, ${colorScheme}, ${width} wide`, async () => {
        const { page } = await tabs.file(await pageOf(torn), '', {
          ...{ colorScheme, bypassCSP: true, viewport: { width, height: 900 } },
        });
        const link = page.getByRole('link', { name: 'scan of page 7' });
        await link.waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        expect(await barriers(page)).to.deep.equal([]);
        await link.click();
        await page.locator('.graph').waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        expect(await barriers(page)).to.deep.equal([]);
      });
});
