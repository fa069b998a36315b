import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { connected } from '../../lib/queue/bullmq/connect.js';
import { names } from '../../lib/queue/bullmq/names.js';
import { type RedisServer, redisServer } from '../services.js';
import { ended, type Process, startCommand, startWorker, until } from './processes.js';

const runners = `import { appendFileSync, existsSync } from 'node:fs';
export const Marks = async ({ x }, { params, log }) => {
  appendFileSync(params.mark, 'made ');
  log('goes on');
  while (!existsSync(params.gate)) await new Promise((resolve) => setTimeout(resolve, 20));
  appendFileSync(params.mark, 'ended ');
  return { y: x, large: 'x'.repeat(20_000) };
};
`;

describe('a run that is gone on with, over a queue', function () {
  this.timeout(120_000);
  let redis: RedisServer;
  let folder: string;
  let file: string;
  let all: ChildProcess[];
  const at = (name: string): string => join(folder, name);
  const mark = (): string => (existsSync(at('mark')) ? readFileSync(at('mark'), 'utf8') : '');

  before(async function () {
    redis = await redisServer(this);
  });

  beforeEach(async () => {
    all = [];
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-taken-'));
    file = at('pipeline.yaml');
    writeFileSync(at('r.mjs'), runners);
    writeFileSync(
      file,
      `pipeline:
  name: Marks
  runners: [./r.mjs]
  inputs: [x]
  outputs: [a.y, a.large]
  components:
    a: {runner: Marks, inputs: [x], outputs: [y, large], params: {mark: '${at('mark')}', gate: '${at('gate')}'}}
`,
    );
    const worker = await startWorker([file, '--queue', redis.url]);
    all.push(worker.child);
  });

  afterEach(async () => {
    for (const child of all) {
      child.kill('SIGKILL');
      await ended(child);
    }
    rmSync(folder, { recursive: true, force: true });
  });

  after(() => redis.close());

  const command = (...argv: string[]): Process => {
    const more = ['--queue', redis.url, '--store', at('store')];
    const started = startCommand([...argv, ...more]);
    all.push(started.child);
    return started;
  };

  const killed = async (): Promise<void> => {
    const first = command('run', file, '--inputs', 'x=7');
    await until(() => first.said().includes('goes on'), 60_000);
    first.child.kill('SIGKILL');
    await ended(first.child);
  };

  const resumed = async (whenItIsThere: () => void = () => undefined): Promise<void> => {
    const again = command('resume');
    await until(() => again.said().includes('run '), 60_000);
    whenItIsThere();
    expect(await ended(again.child), again.said()).to.equal(0);
    expect(JSON.parse(again.stdout())).to.deep.equal({ 'a.y': '7', 'a.large': 'x'.repeat(20_000) });
    expect(mark()).to.equal('made ended ');
  };

  it('takes what a worker has finished while nobody was there', async () => {
    await killed();
    writeFileSync(at('gate'), '');
    await until(() => mark().includes('ended'));
    await resumed();
  });

  it('waits for what a worker is still at, however long nobody was there', async () => {
    await killed();
    const client = await connected(redis.url, () => undefined);
    const [lock = ''] = await client.keys('*:lock');
    // As when its time has run out.
    await client.del(...(await client.keys(names.overseer('*'))));
    for (let times = 0, left = Infinity; times < 3;) {
      const now = await client.pttl(lock);
      if (now > left) times += 1;
      left = now;
    }
    client.disconnect();
    await resumed(() => {
      writeFileSync(at('gate'), '');
    });
  });

  it('takes what a worker is at for a server that has left it at its end', async () => {
    const server = command('serve', file, '--port', '0', '--drain', '100ms', '--verbose');
    await until(() => server.said().includes('serving at'));
    const url = /serving at (\S+?),/.exec(server.said())?.[1] ?? '';
    await fetch(`${url}pipelines/marks/runs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"x": "7"}',
    });
    await until(() => server.said().includes('goes on'));
    server.child.kill('SIGTERM');
    expect(await ended(server.child), server.said()).to.equal(0);
    await resumed(() => {
      writeFileSync(at('gate'), '');
    });
  });
});
