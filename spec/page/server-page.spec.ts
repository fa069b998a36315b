import { expect } from 'chai';

import type { EventBody } from '../../lib/engine/events/event.js';
import type { Runner } from '../../lib/runners/runner.js';
import { recorded, type RecordedEvent } from '../../lib/sinks/record/recorded-event.js';
import { graphOf } from '../engine/rig.js';
import { attack, attacked } from '../sinks/report/attacked.js';
import { barriers, type OpenPage, Tabs } from './browser.js';
import { Served } from './served.js';

let isWhole = false;
let go: () => void = () => undefined;

const careful: Runner['run'] = async (inputs, { log, part, signal }) => {
  log('begins');
  part('out', 'so far');
  await new Promise<void>((resolve, reject) => {
    go = resolve;
    signal.addEventListener('abort', () => {
      reject(new Error('cancelled'));
    });
  });
  if (!isWhole) throw new Error('no text');
  return { out: `read ${String(inputs.document)}` };
};

const reading = {
  ...graphOf(
    { read: { inputs: ['document'], run: careful }, sum: { inputs: ['read.out'] } },
    { inputs: ['document', 'pages'] },
  ),
  name: 'reading',
};
const typed = {
  ...reading,
  inputs: reading.inputs.map((input) =>
    input.name === 'pages'
      ? { ...input, type: 'integer' as const, default: { value: 2 } }
      : { ...input, description: 'what is read' },
  ),
};

/** A run that has ended, which says `out` of what went in. */
const ended = (id: string, out: string, state: 'failed' | 'done' = 'done'): RecordedEvent[] => {
  const graph = graphOf({ a: { inputs: ['in'] }, b: {} }, { inputs: ['in'] });
  const bodies: EventBody[] = [
    { type: 'run-started', graph, inputs: { in: out.length }, seed: 1 },
    { type: 'attempt-started', task: 'a', attempt: 1, inputs: { in: out.length } },
    { type: 'task-finished', task: 'a', attempt: 1, outputs: { out } },
    { type: 'run-finished', outcome: state, outputs: { 'a.out': out } },
  ];
  return bodies.map((body, at) =>
    recorded({ run: id, sequence: at, time: 1e12 + at * 10, ...body }),
  );
};

describe('the page of a server', function () {
  this.timeout(60_000);
  const tabs = new Tabs();
  const served = new Served([typed, { ...attacked(), name: 'attacked' }]);
  let url = '';
  before(async function () {
    await tabs.start(this);
    url = await served.start();
  });
  after(async () => {
    await tabs.close();
    await served.close();
  });
  beforeEach(() => {
    isWhole = false;
  });

  const begin = async (): Promise<OpenPage> => {
    const open = await tabs.open(`${url}#pipeline=reading`);
    await open.page.getByRole('textbox', { name: 'document' }).fill('D0');
    await open.page.getByRole('button', { name: 'Start a run' }).click();
    await open.page.locator('.row').first().waitFor();
    return open;
  };

  it('starts a run in a form made from the inputs, and shows it as it goes', async () => {
    const { page, complaints } = await begin();
    await page.locator('[data-task="read"]').click();
    const panel = page.getByRole('complementary', { name: 'Task' });
    await panel.getByText('so far').waitFor();
    expect(await panel.locator('.log').innerText()).to.contain('begins');
    isWhole = true;
    go();
    await page.getByText('read D0').first().waitFor();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it('restarts a task that has failed', async () => {
    const { page } = await begin();
    go();
    await page.locator('#failures').waitFor();
    await page.locator('[data-task="read"]').click();
    isWhole = true;
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.locator('[data-task="read"] .s-running').first().waitFor();
    go();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
  });

  it('cancels a run', async () => {
    const { page } = await begin();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.pill', { hasText: 'cancelled' }).waitFor();
  });

  it('sends a file where one is given, and says what is wrong with inputs', async () => {
    const { page } = await tabs.open(`${url}#pipeline=reading`);
    await page.getByRole('textbox', { name: 'pages' }).fill('two');
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.getByText('a number is expected').waitFor();
    await page.getByRole('textbox', { name: 'pages' }).fill('3');
    await page
      .getByLabel('A file as document')
      .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('whole') });
    isWhole = true;
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.locator('[data-task="read"] .s-running').first().waitFor();
    go();
    await page.getByText('read 119,104').first().waitFor();
  });

  it('goes on where it was when the connection was lost', async () => {
    const { page } = await begin();
    await page.locator('[data-task="read"] .s-running').first().waitFor();
    const asked = served.asked.length;
    served.isAway = true;
    const refused = page.waitForResponse((answer) => answer.status() === 503);
    served.cut();
    await page.getByText('The connection is lost; it is being made again.').waitFor();
    await refused;
    served.isAway = false;
    isWhole = true;
    go();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    const again = served.asked.slice(asked).find(({ path }) => path.endsWith('/events'));
    expect(Number(again?.lastEventId)).to.be.above(0);
  });

  it('lists runs, filters them, and compares two', async () => {
    served.keep('one', ended('one', 'a word'));
    served.keep('other', ended('other', 'two words', 'failed'));
    const { page } = await tabs.open(url);
    await page.getByRole('searchbox').fill('of a spec');
    await page.locator('tbody tr').nth(2).waitFor({ state: 'detached' });
    expect(await page.locator('tbody tr').count()).to.equal(2);
    await page.getByLabel('Compare one').check();
    await page.getByLabel('Compare other').check();
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await page.locator('tr.differs', { hasText: 'two words' }).waitFor();
    expect(await page.locator('section', { hasText: 'differs in' }).innerText()).to.match(
      /a\s[^]*out/,
    );
    await page.getByRole('link', { name: 'finished 10 ms' }).last().press('Enter');
    await page.locator('aside h3', { hasText: 'a' }).waitFor();
    expect(new URL(page.url()).hash).to.equal('#run=other&task=a');
  });

  it('shows the runs of a sweep in a table', async () => {
    for (const [at, word] of ['x', 'xyz'].entries())
      served.keep(`s${at}`, ended(`s${at}`, word), { id: 'sweep', key: `psm=${at}` });
    const { page } = await tabs.open(`${url}#batch=sweep`);
    await page.getByText('xyz').waitFor();
    expect(await page.locator('tbody tr').first().innerText()).to.match(
      /psm=1\s+done\s+30 ms\s+3\s+xyz/,
    );
  });

  it('is gone through by the keyboard, and says where one is', async () => {
    served.keep('one', ended('one', 'a word'));
    const { page } = await tabs.open(url);
    const link = page.getByRole('link', { name: 'one', exact: true });
    await link.waitFor();
    expect(await page.title()).to.equal('Runs · MLPipeline');
    await link.press('Enter');
    await page.locator('.view:focus').waitFor();
    expect(await page.title()).to.equal('Run one · MLPipeline');
    await page.locator('.row').first().waitFor();
    // What follows is what is shown, and not the navigation.
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).to.equal(true);
    await page.getByRole('link', { name: 'Workers' }).press('Enter');
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    expect(await page.title()).to.equal('Workers · MLPipeline');
    await page.getByRole('link', { name: 'Workers' }).and(page.locator(':focus')).waitFor();
  });

  it('goes where an address leads that changes while the page is being opened', async () => {
    const { page } = await tabs.open(url);
    // Without frames, as in a window that is not seen, effects come late.
    await page.addInitScript(
      "requestAnimationFrame = () => 0; addEventListener('DOMContentLoaded', () => { location.hash = '#workers'; })",
    );
    await page.reload();
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
  });

  it('asks again where the server did not answer at first', async () => {
    const { page } = await tabs.open(url);
    await page.clock.install();
    await page.route('**/runs?most=1', (route) => route.fulfill({ status: 503 }), { times: 1 });
    await page.reload();
    await page.getByText('the server answered 503').waitFor();
    await page.clock.runFor(5_000);
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
  });

  it('lists on what new runs push out of the latest, where older ones are listed', async () => {
    // Of its own, since its runs would push those of the others out too.
    const crowded = new Served([typed]);
    const address = await crowded.start();
    const keep = (at: number): void => {
      const id = `p${String(at).padStart(3, '0')}`;
      crowded.keep(
        id,
        ended(id, 'x').map((event) => ({ ...event, time: 2e12 + at * 1000 })),
        { id: 'pushed', key: '5d41402abc4b2a76' },
      );
    };
    for (let at = 0; at < 150; at += 1) keep(at);
    const { page } = await tabs.open(address);
    const rows = page.locator('tbody tr', { hasText: 'pushed' });
    await rows.nth(99).waitFor();
    await page.getByRole('button', { name: 'Older runs' }).click();
    await rows.nth(149).waitFor();
    for (let at = 150; at < 160; at += 1) keep(at);
    await page.locator('tbody tr', { hasText: 'p159' }).waitFor();
    await rows.nth(159).waitFor();
    expect(await rows.count()).to.equal(160);
    await crowded.close();
  });

  it('shows on a phone all that is in the list of runs', async () => {
    served.keep('s0', ended('s0', 'x'), {
      id: 'sweep',
      key: '{"a.word":"x","b.top":2} 5d41402abc4b2a76',
    });
    const { page } = await tabs.open(url, {
      ...{ bypassCSP: true, viewport: { width: 390, height: 844 } },
    });
    await page.getByRole('link', { name: 'a.word=x, b.top=2' }).waitFor();
    const widths = await page.evaluate<readonly number[]>(
      "(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector('.runs'))",
    );
    expect(widths).to.deep.equal([370, 370]);
    expect(await page.getByRole('columnheader', { name: 'Pipeline' }).count()).to.equal(1);
    expect(await barriers(page)).to.deep.equal([]);
  });

  it('begins the navigation where the run begins, also beside a task', async () => {
    served.keep('one', ended('one', 'a\u2028word'));
    for (const width of [390, 768, 1440]) {
      const { page } = await tabs.open(`${url}#run=one&task=a`, {
        viewport: { width, height: 900 },
      });
      await page.locator('aside h3').waitFor();
      const boxes = await Promise.all(
        [page.locator('nav a').first(), page.locator('h1')].map((one) => one.boundingBox()),
      );
      expect(boxes[0]?.x, String(width)).to.equal(boxes[1]?.x);
      await page.close();
    }
  });

  it('shows workers', async () => {
    served.workers = [
      {
        ...{ id: 'w1', name: 'gpu-1', pool: 'gpu', host: 'machine' },
        runners: ['Ocr'],
        concurrency: 4,
        since: Date.now() - 7_230_000,
        atWork: [{ run: 'one', task: 'a', attempt: 2, since: Date.now() }],
        seen: Date.now(),
      },
    ];
    const { page } = await tabs.open(`${url}#workers`);
    const row = page.locator('tbody tr', { hasText: 'gpu-1' });
    await row.waitFor();
    expect(await row.innerText()).to.match(
      /^gpu-1\s+gpu\s+Ocr\s+4\s+a #2 for \S+ m?s\s+2 h 00 m\s/,
    );
    await row.getByRole('link', { name: 'a' }).click();
    await page.waitForURL(/#run=one&task=a$/);
  });

  it('is not long in showing what comes after a drawing that took long', async () => {
    const [first, second, ...rest] = ended('slow', 'a word');
    served.keep(
      'slow',
      [first, second].flatMap((event) => event ?? []),
    );
    const { page } = await tabs.open(url);
    // The first drawing takes a minute by the clock of the page.
    await page.addInitScript(`
      const now = performance.now.bind(performance);
      performance.now = () => now() + (document.querySelector('.row') === null ? 0 : 60_000);
    `);
    await page.goto(`${url}#run=slow`);
    await page.reload();
    await page.locator('[data-task="a"] .s-running').first().waitFor();
    for (const event of rest) served.add('slow', event);
    await page.locator('.pill', { hasText: 'done' }).waitFor();
  });

  it('shows hostile texts as what they are', async () => {
    const { page, complaints } = await tabs.open(`${url}#pipeline=attacked`);
    await page.locator('textarea').first().fill(attack);
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.locator('#failures').waitFor();
    expect(await page.locator('#page :is(img, script, iframe, object, style)').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has no barriers that axe-core knows, ${colorScheme}`, async () => {
      served.keep('one', ended('one', 'a word'));
      served.keep('other', ended('other', 'two words', 'failed'));
      for (const [hash, sign] of [
        ['', 'tbody tr'],
        ['#pipelines', 'article'],
        ['#pipeline=reading', 'form'],
        ['#workers', 'main'],
        ['#compare=one&with=other', 'tr.differs'],
        ['#run=one', '.graph'],
      ] as const) {
        const { page } = await tabs.open(url + hash, { colorScheme, bypassCSP: true });
        await page.locator(sign).first().waitFor();
        expect(await barriers(page), hash).to.deep.equal([]);
        await page.close();
      }
    });
});
