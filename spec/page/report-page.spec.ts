import { expect } from 'chai';

import type { Graph } from '../../lib/graph/graph.js';
import type { Runner } from '../../lib/runners/runner.js';
import { report } from '../../lib/sinks/report/report.js';
import { graphOf, type TaskOf, taking, virtualTime, Watched } from '../engine/rig.js';
import { loaded } from '../engine/loaded.js';
import { attacked, attack } from '../sinks/report/attacked.js';
import { barriers, Tabs } from './browser.js';

const pageOf = async (graph: Graph, inputs = {}, scheduler = virtualTime()): Promise<string> => {
  const page = report();
  new Watched(
    graph,
    { sinks: [page.sink], onFailure: 'continue', id: 'r', scheduler },
    inputs,
  ).flush();
  return page.html();
};

/** read ─▶ ocr ─▶ sum, where `ocr` fails; and `other`. */
const failing = (): Promise<string> => {
  const scheduler = virtualTime();
  const fails: Runner['run'] = (_, { log }) => {
    log('begins');
    throw new Error('no text', { cause: new TypeError('torn') });
  };
  return pageOf(
    graphOf(
      {
        read: {
          inputs: ['document'],
          run: taking(20, scheduler, () => ({
            out: [
              { page: 1, text: 'a' },
              { page: 2, text: 'b' },
            ],
          })),
        },
        ocr: { inputs: ['read.out'], run: fails },
        sum: { inputs: ['ocr.out'] },
        other: { run: taking(50, scheduler) },
      },
      { inputs: ['document'] },
    ),
    { document: 'D0' },
    scheduler,
  );
};

const many = (count: number, of: (task: number) => TaskOf = () => ({})): Promise<string> =>
  pageOf(
    graphOf(Object.fromEntries(Array.from({ length: count }, (_, task) => [`t${task}`, of(task)]))),
  );

describe('the page of a report', function () {
  this.timeout(60_000);
  const tabs = new Tabs();
  before(async function () {
    await tabs.start(this);
  });
  after(() => tabs.close());

  it('shows the run, its failures and values, and asks for nothing', async () => {
    const { page, complaints, requests } = await tabs.file(await failing());
    await page.locator('.graph').waitFor();
    expect(await page.locator('h1').textContent()).to.equal('of a spec');
    expect(await page.locator('#failures').innerText()).to.contain('because of TypeError: torn');
    expect(await page.locator('#failures').innerText()).to.contain('1 dependent skipped');
    expect(await page.locator('.row').count()).to.equal(4);
    expect(await page.locator('.graph a.box').count()).to.equal(4);
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !/^(file|blob):/.test(url))).to.deep.equal([]);
  });

  it('tells what failed the run before what may fail', async () => {
    const run: Runner['run'] = () => {
      throw new Error('no text');
    };
    const { graph } = await loaded(
      {
        inputs: [],
        outputs: { a: { maybe: 'notes.y' }, b: { maybe: 'every.y' }, c: 'text.y' },
        components: {
          notes: { runner: 'Fails', inputs: [], outputs: ['y'], onFailure: 'omit' },
          list: { runner: 'Lists', inputs: [], outputs: ['pages'] },
          every: {
            ...{ runner: 'Fails', inputs: { x: 'list.pages' }, outputs: ['y'] },
            map: { over: 'x', onFailure: 'omit' },
          },
          text: { runner: 'Fails', inputs: { x: 'list.pages' }, outputs: ['y'] },
        },
      },
      { Fails: run, Lists: () => ({ pages: [1] }) },
    );
    const { page } = await tabs.file(await pageOf(graph));
    await page.locator('.failed h3').nth(2).waitFor();
    expect(await page.locator('.failed h3').allInnerTexts()).to.deep.equal([
      'text\nFails · at attempt 1',
      'notes\nFails · at attempt 1 · it may fail: the run continues',
      'every[0]\nFails · at attempt 1 · it may fail: the run continues',
    ]);
  });

  it('shows a task with its inputs, log and links, at an address of its own', async () => {
    const { page } = await tabs.file(await failing(), '#task=ocr');
    const panel = page.getByRole('complementary', { name: 'Task' });
    expect(await panel.innerText()).to.match(/no text[^]*begins[^]*Waits for \(1\)[^]*read/);
    await panel.getByRole('link', { name: 'read' }).last().click();
    expect(new URL(page.url()).hash).to.equal('#task=read');
    // A list of records is a table.
    const cells = await panel.locator('table').last().locator('td').allTextContents();
    expect(cells).to.deep.equal(['1', 'a', '2', 'b']);
    await page.goBack();
    expect(await panel.locator('h3').textContent()).to.equal('ocr');
  });

  it('shows params by their names, with texts as they are', async () => {
    const params = { prompt: 'Read it.\nTell what it is.', most: 3, words: ['a'] };
    const { graph } = await loaded(
      {
        inputs: [],
        outputs: ['a.y'],
        components: { a: { runner: 'Asks', params, inputs: [], outputs: ['y'] } },
      },
      { Asks: () => ({ y: 1 }) },
    );
    const { page } = await tabs.file(await pageOf(graph), '#task=a');
    const told = page.locator('aside section', { hasText: 'Params' });
    expect(await told.locator('dt').allTextContents()).to.deep.equal(Object.keys(params));
    expect(await told.locator('dd').allTextContents()).to.deep.equal([params.prompt, '3', '["a"]']);
  });

  it('shows images as images, and of an SVG its text', async () => {
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const { page, complaints } = await tabs.file(
      await pageOf(
        graphOf({
          a: {
            outputs: ['bytes', 'media', 'svg'],
            run: () => ({
              bytes: new Uint8Array(Buffer.from(pixel, 'base64')),
              media: { mediaType: 'image/png', bytes: Buffer.from(pixel, 'base64') },
              svg: 'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=',
            }),
          },
        }),
      ),
    );
    await page.locator('img').nth(1).waitFor();
    const widths = await page.evaluate(
      '[...document.images].map((one) => one.naturalWidth).join()',
    );
    expect(widths).to.equal('1,1');
    expect(complaints).to.deep.equal([]);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await tabs.file(await failing());
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent');
    // Keys count from when the list is there.
    await page.locator('.row').nth(2).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('o');
    await page.locator('.row').nth(2).waitFor({ state: 'detached' });
    expect(await page.locator('.row .name').allTextContents()).to.deep.equal(['other', 'ocr']);
    await page.locator('.row').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).to.contain('ocr');
    await page.keyboard.press('Enter');
    await page.locator('aside').waitFor();
    await page.locator('aside h3:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('aside').waitFor({ state: 'detached' });
    await page.locator('.row:focus').waitFor();
    expect(await focused()).to.contain('ocr');
  });

  it('is left by Tab behind one row of the list, for the task that an address has chosen', async () => {
    const { page } = await tabs.file(await many(100), '#task=t30');
    await page.locator('.row').nth(59).waitFor();
    await page.getByRole('button', { name: 'Zoom to rows in sight' }).focus();
    for (const [key, sign] of [
      ['Tab', '[data-task="t30"]'],
      ['Tab', 'aside [aria-label="Close"]'],
      ['Shift+Tab', '[data-task="t30"]'],
      ['End', '[data-task="t99"]'],
      ['PageUp', '[data-task="t79"]'],
      ['Home', '[data-task="t0"]'],
      ['PageDown', '[data-task="t20"]'],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator(`${sign}:focus`).waitFor();
    }
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [320, 1280])
      it(`has no barriers that axe-core knows, ${colorScheme}, ${width} wide`, async () => {
        const { page } = await tabs.file(await failing(), '', {
          colorScheme,
          bypassCSP: true,
          viewport: { width, height: 900 },
        });
        await page.locator('.graph').waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        expect(await barriers(page)).to.deep.equal([]);
        await page.locator('.row').nth(2).click();
        await page.locator('aside').waitFor();
        expect(await barriers(page)).to.deep.equal([]);
        // It stands at the right of its picture, of which the left is out of sight then.
        await page.keyboard.press('Escape');
        await page.locator('.row[data-task="sum"]').click();
        await page.locator('aside').waitFor();
        expect(await barriers(page)).to.deep.equal([]);
      });

  it('shows hostile texts as what they are', async () => {
    const { page, complaints } = await tabs.file(await pageOf(attacked(), { in: attack }));
    await page.locator('.graph').waitFor();
    expect(await page.locator('h1').textContent()).to.equal(attack);
    for (const row of await page.locator('.row').all()) {
      await row.click();
      await page.locator('aside').waitFor();
      await page.evaluate(
        "document.querySelectorAll('aside summary').forEach((one) => one.click())",
      );
      await page.keyboard.press('Escape');
      await page.locator('aside').waitFor({ state: 'detached' });
    }
    expect(
      await page.locator('#page :is(img, script, iframe, object, embed, style)').count(),
    ).to.equal(0);
    expect(await page.title()).not.to.equal('owned');
    expect(complaints).to.deep.equal([]);
  });

  it('has of ten thousand tasks only the rows in sight', async () => {
    const { page } = await tabs.file(await many(10_000));
    const rows = page.locator('.row');
    expect(await rows.count()).to.be.within(20, 120);
    await page.evaluate('scrollTo(0, 28 * 5000)');
    await page.locator('[data-task="t5000"]').waitFor();
    expect(await rows.count()).to.be.within(20, 120);
    await page.getByRole('searchbox').fill('t777');
    await rows.nth(11).waitFor({ state: 'detached' });
    expect(await rows.count()).to.equal(11);
  });

  it('draws of a graph that is too large what is around the task that is chosen', async () => {
    const { page } = await tabs.file(
      await many(1000, (task) => ({ inputs: task === 0 ? [] : [`t${task - 1}.out`] })),
      '#task=t500',
    );
    await page.getByRole('button', { name: 'Around the task' }).waitFor();
    expect(await page.locator('.graph .name').allTextContents()).to.deep.equal([
      't498',
      't499',
      't500',
      't501',
      't502',
    ]);
    await page.getByRole('button', { name: 'By steps' }).click();
    await page.getByText('Steps 1 to 42').waitFor();
  });

  it('goes from a cell of a group to its task', async () => {
    const { page } = await tabs.file(
      await many(3000, (task) => ({ inputs: task < 100 ? [] : [`t${task - 100}.out`] })),
    );
    const cells = page.locator('.cells .field').first();
    const { width = 0, height = 0 } = (await cells.boundingBox()) ?? {};
    await cells.hover({ position: { x: width - 1, y: 1 } });
    const [hint, href] = await Promise.all([
      page.locator('.cells title').textContent(),
      page.locator('.cells[href]').getAttribute('href'),
    ]);
    expect(hint).to.match(/^t\d+ \(Runner-t\d+\): finished, 0 ms$/);
    const hash = new URL(href ?? '').hash;
    expect(`#task=${/^t\d+/.exec(hint ?? '')?.[0] ?? ''}`).to.equal(hash);
    await cells.click({ position: { x: 1, y: height - 1 } });
    const [, other] = /#task=(.*)/.exec(page.url()) ?? [];
    await page.locator('aside h3', { hasText: other ?? 'none' }).waitFor();
    expect(`#task=${other ?? ''}`).not.to.equal(hash);
  });

  it('begins a picture where the graph begins, also in the middle of it', async () => {
    const { page } = await tabs.file(
      await many(61, (task) => (task === 0 ? {} : { inputs: ['t0.out'] })),
    );
    const first = page.locator('.graph .box.single', { hasText: 't0' }).first();
    await first.waitFor();
    const [box, frame] = await Promise.all(
      [first, page.locator('.frame')].map((one) => one.boundingBox()),
    );
    if (box == null || frame == null) throw new Error('not drawn');
    const scrolled = await page.evaluate<number>("document.querySelector('.frame').scrollTop");
    expect(scrolled).to.be.above(0);
    expect(box.y).to.be.within(frame.y, frame.y + frame.height - box.height);
  });

  it('says nothing of how many were at work where none was', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: { y: { maybe: 'a.y' } },
        components: { a: { runner: 'Gives', when: 'x > 1', inputs: ['x'], outputs: ['y'] } },
      },
      { Gives: () => ({ y: 1 }) },
    );
    const { page } = await tabs.file(await pageOf(graph, { x: 1 }));
    await page.locator('.row').waitFor();
    expect(await page.locator('.most').count()).to.equal(0);
  });

  it('gives a printer all tasks, and then has only the rows in sight again', async () => {
    const { page } = await tabs.file(await many(500));
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.row').count()).to.equal(500);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await page.locator('.row').nth(119).waitFor({ state: 'detached' });
  });

  it('draws of dense links those that others do not follow from, and all of a task pointed at', async () => {
    const { page } = await tabs.file(
      await many(12, (task) => ({
        inputs: Array.from({ length: task }, (_, before) => `t${before}.out`),
      })),
    );
    await page.locator('.graph').waitFor();
    expect(await page.locator('.edge').count()).to.equal(11);
    await page.locator('.graph a.box').last().hover();
    await page.locator('.edge.implied').first().waitFor({ state: 'attached' });
    expect(await page.locator('.edge.near').count()).to.equal(11);
  });
});
