import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { ended, type Process, startCommand, startWorker, until } from '../queue/processes.js';
import { type RedisServer, redisServer } from '../services.js';
import { Tabs } from './browser.js';

describe('a server whose tasks workers make', function () {
  this.timeout(120_000);
  const tabs = new Tabs();
  let redis: RedisServer;
  let folder: string;
  let file: string;
  let gate: string;
  const children: ChildProcess[] = [];

  before(async function () {
    redis = await redisServer(this);
    await tabs.start(this);
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-workers-'));
    file = join(folder, 'pipeline.yaml');
    gate = join(folder, 'gate');
    writeFileSync(
      file,
      `pipeline:
  name: Two
  inputs: [gate]
  outputs: [short.y, long.y]
  components:
    short: {runner: Command, inputs: [gate], outputs: [y], params: {command: [echo, -n, it], stdout: text}}
    long:
      runner: Command
      params: {command: [sh, -c, 'until [ -e "$1" ]; do sleep 0.05; done; echo -n open', sh, $(gate)], stdout: text}
      inputs: [short.y, gate]
      outputs: [y]
`,
    );
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await ended(child);
    }
    // What a killed worker has started goes on until then.
    writeFileSync(gate, '');
  });
  after(async () => {
    await tabs.close();
    rmSync(folder, { recursive: true, force: true });
    await redis.close();
  });

  const worker = async (name: string): Promise<Process> => {
    const one = await startWorker([file, '--queue', redis.url, '--name', name]);
    children.push(one.child);
    return one;
  };
  const serving = async (
    ...argv: readonly string[]
  ): Promise<Process & { readonly url: string }> => {
    const one = startCommand(['serve', file, '--port', '0', ...argv]);
    children.push(one.child);
    await until(() => one.said().includes('serving at') || one.child.exitCode !== null);
    return { ...one, url: /serving at (\S+?),?\s/.exec(one.said())?.[1] ?? '' };
  };
  const begin = async (url: string): Promise<string> => {
    const answer = await fetch(`${url}pipelines/two/runs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ gate }),
    });
    return ((await answer.json()) as { readonly id: string }).id;
  };

  it('says that none is there, shows who works at what, and that one was killed', async () => {
    const { url, said } = await serving('--queue', redis.url, '--store', join(folder, 'store'));
    const { page, complaints } = await tabs.open(`${url}#workers`);
    await page.getByText('No worker is available').waitFor();
    const id = await begin(url);
    await page.goto(`${url}#run=${id}`);
    const waiting = page.locator('#waiting');
    await waiting.getByText('No worker is available: start `mlpipeline worker`.').waitFor();
    await waiting.getByRole('link', { name: 'short' }).click();
    await page
      .getByRole('complementary', { name: 'Task' })
      .getByText('Waits: no worker is available: start `mlpipeline worker`.')
      .waitFor();
    expect(said()).to.include(
      `run ${id}: \`short\` waits: no worker is available: start \`mlpipeline worker\``,
    );

    const first = await worker('first');
    await waiting.waitFor({ state: 'detached' });
    await page.goto(`${url}#workers`);
    const row = page.locator('tbody tr', { hasText: 'first' });
    await row.getByText('long').waitFor();
    expect(await row.innerText()).to.match(
      /^first\s+Command\s+4\s+long #1 for \S+ m?s\s+\S+ m?s\s+\S+ m?s ago$/,
    );
    first.child.kill('SIGKILL');
    await page.getByText('No worker is available').waitFor();

    await worker('second');
    await page.goto(`${url}#run=${id}&task=long`);
    await page.locator('.attempts').getByText('1 · lost').waitFor();
    writeFileSync(gate, '');
    await page.locator('.pill', { hasText: 'done' }).waitFor();
    expect(said()).to.include(`run ${id}: attempt 1 of \`long\` was lost: `);
    expect(complaints).to.deep.equal([]);
  });

  it('hands over only what declares it, where it is told so', async () => {
    writeFileSync(gate, '');
    const { url } = await serving('--queue', redis.url, '--remote', 'declared', '--no-store');
    const answer = await fetch(`${url}pipelines/two/runs?wait`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ gate }),
    });
    expect(await answer.json()).to.deep.equal({ 'short.y': 'it', 'long.y': 'open' });
  });

  it('says that the queue does not answer, and ends all the same', async () => {
    const { url, child, said } = await serving('--queue', redis.url, '--no-store');
    await redis.kill();
    try {
      const answer = await fetch(`${url}workers`);
      expect(answer.status).to.equal(503);
      expect(await answer.json()).to.include({
        code: 'queue',
        detail: 'the queue does not answer; see the log of the server',
      });
      expect(said()).to.include(`internal server error: the queue at ${redis.url} does not answer`);
      child.kill('SIGTERM');
      expect(await ended(child), said()).to.equal(0);
    } finally {
      await redis.start();
    }
  });

  it('refuses a queue that it cannot use', async () => {
    const { child, said } = await serving('--queue', 'http://127.0.0.1', '--no-store');
    expect(await ended(child)).to.equal(2);
    expect(said()).to.include('a queue is named by the URL of a Redis');
  });
});
