import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import sharp from 'sharp';

import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import { openStore } from '../../lib/store/open-store.js';
import type { Store } from '../../lib/store/store.js';
import { newRun } from '../../lib/store/store-case-samples.js';
import { keeperOf } from '../../lib/store/values/keeper-of.js';
import {
  eventsOf,
  fails,
  gate,
  json,
  pipelineOf,
  served,
  started,
  texts,
  until,
} from '../server/rig.js';
import { barriers, Tabs } from './browser.js';
import { startDurable } from '../store/begun.js';

describe('the page of a server with a store', function () {
  this.timeout(60_000);
  const tabs = new Tabs();
  let folder: string;
  let store: Store;
  let server: PipelineServer;
  before(function () {
    return tabs.start(this);
  });
  after(() => tabs.close());
  const serving = async (options: ServerOptions = {}): Promise<void> => {
    store = await openStore(folder);
    server = await served({ store, ...options });
  };
  const ending = async (): Promise<void> => {
    await server.close();
    await store.close();
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-page-kept-'));
    await serving();
  });
  afterEach(async () => {
    await ending();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts a run in a form, and finds it again after the server was started anew', async () => {
    const { page, complaints } = await tabs.open(`${server.url}#pipeline=greeting`);
    await page.getByRole('textbox', { name: 'name' }).fill('Ada');
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.getByText('Hello, Ada!').first().waitFor();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    expect(complaints).to.deep.equal([]);
    const { port } = server;
    await ending();
    await serving({ port });
    await page.goto(server.url);
    await page.locator('tbody a').first().click();
    await page.getByText('Hello, Ada!').first().waitFor();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
  });

  it('lists sweeps, compares their settings, and goes from a row to its run', async () => {
    const { graph } = await pipelineOf(texts.greeting);
    const keeper = keeperOf(store.blobs);
    for (const name of ['Ada', 'Bob']) {
      const batch = { id: 'x1', key: `{"greet.word":"${name}"} 1` };
      await (
        await startDurable({ graph }, { name: 'x' }, { store, keeper, batch })
      ).outputs;
    }
    const { page, complaints } = await tabs.open(server.url, { bypassCSP: true });
    await page.getByRole('link', { name: 'Sweeps' }).click();
    await page.locator('tbody tr').waitFor();
    expect(await barriers(page)).to.deep.equal([]);
    await page.getByRole('link', { name: 'x1' }).click();
    await page.locator('tbody tr', { hasText: 'Bob' }).getByRole('link').click();
    await page.getByText('Hello, x!').first().waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('checkbox').nth(1).waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByRole('link', { name: 'Compare the two' }).waitFor();
    const [one, other] = (await json(server, 'runs'))['runs'] as { id: string }[];
    await page.goto(`${server.url}#comparison=${one?.id ?? ''}%20${other?.id ?? ''}`);
    await page.locator('th', { hasText: 'seed' }).waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it('lists older sweeps, and older items of a list, where they are asked for', async () => {
    for (let at = 0; at < 101; at += 1) {
      const writers = [
        await store.create(newRun(`r${at}`, { batch: { id: `b${at}`, key: 'item 1' } })),
        await store.create(newRun(`s${at}`, { batch: { id: 'all', key: `item ${at}` } })),
      ];
      for (const writer of writers) await writer.end('done', new Map());
    }
    const { page } = await tabs.open(`${server.url}#sweeps`);
    for (const [place, name, last] of [
      ['#sweeps', 'Older sweeps', 101],
      ['#batch=all', 'Older runs', 100],
      ['#runs', 'Older runs', 199],
    ] as const) {
      await page.goto(`${server.url}${place}`);
      const rows = page.locator('tbody tr');
      const older = page.getByRole('button', { name });
      await rows.nth(99).waitFor();
      expect(await rows.count()).to.equal(100);
      await older.click();
      await rows.nth(last).waitFor();
    }
  });

  it('compares two runs that are marked in the list, side by side and as rows', async () => {
    const ids: string[] = [];
    for (const name of ['Ada', 'Bob']) {
      const id = await started(server, 'greeting', { name });
      await until(server, id, 'done');
      ids.push(id);
    }
    const { page, complaints } = await tabs.open(server.url, { bypassCSP: true });
    await page.getByRole('checkbox').nth(1).waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    // There are none but these.
    expect(await page.getByRole('button', { name: 'Older runs' }).count()).to.equal(0);
    await page.getByRole('link', { name: 'Compare the two' }).click();
    const cells = async (group: string): Promise<readonly string[]> => {
      const rows = page.getByRole('group', { name: group }).locator('tbody tr');
      await rows.first().waitFor();
      return rows.first().locator('th, td').allInnerTexts();
    };
    expect((await cells('Inputs')).toSorted()).to.deep.equal(['Ada', 'Bob', 'name']);
    expect((await cells('Outputs')).toSorted()).to.deep.equal([
      'Hello, Ada!',
      'Hello, Bob!',
      'text',
    ]);
    expect(await barriers(page)).to.deep.equal([]);
    await page.goto(`${server.url}#comparison=${ids.join('%20')}`);
    await page.locator('th', { hasText: 'input name' }).waitFor();
    const rows = page.locator('tbody tr');
    expect(await rows.count()).to.equal(2);
    expect(await rows.filter({ hasText: 'Ada' }).count()).to.equal(1);
    expect(await barriers(page)).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has no barriers that axe-core knows in any view, ${colorScheme}`, async () => {
      const { graph } = await pipelineOf(texts.greeting);
      const keeper = keeperOf(store.blobs);
      const ids: string[] = [];
      for (const batch of [
        { id: 'sweep', key: '{"greet.word":"a"} 5d41402abc4b2a76' },
        { id: 'sweep', key: '{"greet.word":"b"} 5d41402abc4b2a76' },
        { id: 'list', key: '7d793037a0760186' },
      ]) {
        const run = await startDurable({ graph }, { name: 'x' }, { store, keeper, batch });
        await run.outputs;
        ids.push(run.id);
      }
      const [one = '', other = ''] = ids;
      for (const [hash, sign] of [
        ['', 'tbody tr'],
        ['#sweeps', 'tbody tr'],
        ['#sweep=sweep', 'tbody tr'],
        ['#batch=list', 'tbody tr'],
        [`#comparison=${one}%20${other}`, 'tbody tr'],
        [`#compare=${one}&with=${other}`, '.sides'],
        [`#run=${one}&task=greet`, 'aside'],
        ['#run=none', 'main'],
        ['#pipelines', 'article'],
        ['#pipeline=show', 'form'],
        ['#workers', 'main'],
      ] as const) {
        const { page } = await tabs.open(server.url + hash, { colorScheme, bypassCSP: true });
        await page.locator(sign).first().waitFor();
        expect(await barriers(page), hash).to.deep.equal([]);
        await page.close();
      }
    });

  it('shows an image within a value that the events only name', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const png = await sharp({
      create: { width: 300, height: 300, channels: 3, background: 'white', noise },
    })
      .png()
      .toBuffer();
    const page = { $bytes: png.toString('base64') };
    const id = await started(server, 'show', {
      image: { mediaType: 'text/plain', bytes: { $bytes: '' } },
      raw: { $bytes: '' },
      note: { 'a/page': page },
    });
    await until(server, id, 'done');
    const { page: tab, complaints } = await tabs.open(`${server.url}#run=${id}&task=show`);
    const image = tab.getByRole('complementary', { name: 'Task' }).locator('img').first();
    await image.waitFor();
    await tab.waitForFunction("document.querySelector('aside img').naturalWidth === 300");
    expect(await image.getAttribute('src')).to.include('?at=%2Fa~1page');
    expect(complaints).to.deep.equal([]);
  });

  it('says of a run that it was broken off, and goes on with it', async () => {
    const { port } = server;
    const id = await started(server, 'waiting', { value: 'so far' });
    const { page } = await tabs.open(`${server.url}#run=${id}`);
    await page.locator('[data-task="wait"] .s-running').first().waitFor();
    await ending();
    await serving({ port });
    await page.getByText('no process runs it').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('[data-task="wait"] .s-running').first().waitFor();
    gate.current.open();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
  });

  it('calls the state of a run the same wherever it is told', async () => {
    const { port } = server;
    const left = await started(server, 'waiting', { value: 'so far' });
    await ending();
    await serving({ port });
    fails.current = true;
    const held = await started(server, 'flaky');
    await until(server, held, 'held');
    const { page } = await tabs.open(server.url);
    await page.locator('tbody tr').nth(1).waitFor();
    const row = (id: string): Promise<string> =>
      page.locator('tbody tr', { hasText: id }).locator('.runstate').innerText();
    const told = ['failed, held open', 'interrupted'];
    expect(await Promise.all([held, left].map(row))).to.deep.equal(told);
    for (const [at, id] of [held, left].entries()) {
      await page.goto(`${server.url}#run=${id}`);
      await page.locator('h1', { hasText: /Flaky|Waiting/ }).waitFor();
      await page.locator('.pill', { hasText: told[at] ?? '' }).waitFor();
    }
    // Nor is a task of it at work.
    await page.getByRole('img', { name: 'interrupted' }).first().waitFor();
    expect(await page.getByText('at work', { exact: true }).count()).to.equal(0);
    await page.goto(`${server.url}#compare=${held}&with=${left}`);
    await page.locator('.pill', { hasText: 'interrupted' }).waitFor();
    await page.locator('.pill', { hasText: 'failed, held open' }).waitFor();
    expect(await page.locator('.pill').allInnerTexts()).to.deep.equal(told);
  });

  it('restarts a task, and cancels a run', async () => {
    fails.current = true;
    const failed = await started(server, 'flaky');
    await until(server, failed, 'held');
    const { page } = await tabs.open(`${server.url}#run=${failed}&task=flaky`);
    fails.current = false;
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    const id = await started(server, 'waiting', { value: 1 });
    await page.goto(`${server.url}#run=${id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.pill', { hasText: 'cancelled' }).waitFor();
  });

  it('runs a task of a run that has ended again, in a run of its own', async () => {
    const id = await started(server, 'greeting', { name: 'Ada' });
    await until(server, id, 'done');
    const { page, complaints } = await tabs.open(`${server.url}#run=${id}&task=greet`);
    await page.getByRole('button', { name: 'Restart in a new run' }).click();
    await page.waitForURL((url) => !url.hash.includes(id));
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    const again = /run=([\w-]+)/.exec(page.url())?.[1] ?? '';
    expect(again).to.not.equal(id);
    expect((await eventsOf(server, again)).map(({ type }) => type)).to.include('attempt-started');
    expect(complaints).to.deep.equal([]);
  });

  it('resumes a run that has failed or was cancelled, also when it is shown after a restart', async () => {
    fails.current = true;
    const failed = await started(server, 'flaky', {}, '?on-failure=stop');
    await until(server, failed, 'failed');
    const { page } = await tabs.open(`${server.url}#run=${failed}`);
    fails.current = false;
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.pill', { hasText: 'done' }).waitFor();

    const id = await started(server, 'waiting', { value: 1 });
    await page.goto(`${server.url}#run=${id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    gate.current.open();
    await page.locator('.pill', { hasText: 'done' }).waitFor();

    // Its events have two ends now, of which the last one counts.
    const { port } = server;
    await ending();
    await serving({ port });
    await page.goto(server.url);
    for (const one of [failed, id]) {
      await page.goto(`${server.url}#run=${one}`);
      await page.getByText(one).first().waitFor();
      await page.locator('.pill', { hasText: 'done' }).waitFor();
    }
  });

  it('asks what is to be done where the pipeline of a run that is gone on with has changed', async () => {
    const { port } = server;
    const id = await started(server, 'mixed', { value: 1 });
    const { page } = await tabs.open(`${server.url}#run=${id}`);
    await page.locator('[data-task="a"] .s-finished').first().waitFor();
    await ending();
    texts.mixed = texts.mixed.replace('a: { runner: Flaky', 'a: { runner: Flaky, version: "2"');
    try {
      await serving({ port });
    } finally {
      texts.mixed = texts.mixed.replace(', version: "2"', '');
    }
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('alert').getByText('`a`').waitFor();
    await page.getByRole('button', { name: 'Keep what has finished' }).click();
    gate.current.open();
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    expect(page.url()).to.include(id);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`asks for the token, says that it is another, and remembers it, ${colorScheme}`, async () => {
      const { port } = server;
      await ending();
      await serving({ port, token: 'of-a-spec' });
      const { page } = await tabs.open(server.url, { colorScheme, bypassCSP: true });
      const field = page.getByLabel('Token of this server');
      await field.waitFor();
      expect(await barriers(page)).to.deep.equal([]);
      await field.fill('another-one');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByText('That is not the token of this server.').waitFor();
      expect(await barriers(page)).to.deep.equal([]);
      await field.fill('of-a-spec');
      await field.press('Enter');
      await page.getByRole('link', { name: 'Pipelines' }).waitFor();
      await page.reload();
      await page.getByRole('link', { name: 'Pipelines' }).waitFor();
    });

  it('fits into 80 pixels', async () => {
    const id = await started(server, 'greeting', { name: 'Ada' });
    await until(server, id, 'done');
    for (const [hash, sign] of [
      ['', 'tbody tr'],
      ['#pipelines', 'article'],
      ['#pipeline=greeting', 'form'],
      [`#run=${id}`, '.graph'],
      [`#run=${id}&task=greet`, 'aside'],
    ] as const) {
      const { page } = await tabs.open(server.url + hash, { viewport: { width: 80, height: 600 } });
      await page.locator(sign).first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), hash).to.equal(80);
      await page.close();
    }
  });
});
