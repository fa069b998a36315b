import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { type RedisServer, redisServer } from '../services.js';
import { ended, type Process, root, startCommand, startWorker, until } from './processes.js';

const runners = ['--runners', join(root, 'spec/queue/failing-runners.ts')];

describe('a run that is kept, over a queue', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let folder: string;
  let file: string;
  let all: ChildProcess[];

  before(async function () {
    redis = await redisServer(this);
  });

  beforeEach(() => {
    all = [];
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-kept-'));
    file = join(folder, 'pipeline.yaml');
    writeFileSync(
      file,
      `pipeline:
  name: Two slow ones
  inputs: [x]
  outputs: [slow.y, after.y]
  components:
    slow: {runner: Slow, inputs: [x], outputs: [y], params: {ms: 100}}
    after: {runner: Slow, inputs: {x: slow.y}, outputs: [y], params: {ms: 1500}}
`,
    );
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
    const more = ['--queue', redis.url, '--store', join(folder, 'store')];
    const started = startCommand([...argv, ...more]);
    all.push(started.child);
    return started;
  };

  const worker = async (): Promise<Process> => {
    const started = await startWorker([file, ...runners, '--queue', redis.url]);
    all.push(started.child);
    return started;
  };

  const startedTasks = (events: string): readonly string[] =>
    readFileSync(join(folder, events), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly task: string })
      .flatMap(({ type, task }) => (type === 'attempt-started' ? [task] : []));

  it('goes on where whoever ran it was killed, with what has finished as it is', async () => {
    await worker();
    const first = command('run', file, '--inputs', 'x=7', ...runners);
    await until(() => /\n {2}after: /.test(first.said()));
    first.child.kill('SIGKILL');
    await ended(first.child);
    const again = command('resume', '--events', join(folder, 'events'));
    expect(await ended(again.child), again.said()).to.equal(0);
    expect(JSON.parse(again.stdout())).to.deep.equal({ 'slow.y': '7', 'after.y': '7' });
    expect(startedTasks('events')).to.deep.equal(['after']);
  });

  it('runs tasks of it again at workers', async () => {
    await worker();
    const first = command('run', file, '--inputs', 'x=7', ...runners, '--only', 'slow.y');
    expect(await ended(first.child), first.said()).to.equal(0);
    const id = /run (\w+), kept/.exec(first.said())?.[1] ?? '';
    const events = ['--events', join(folder, 'events')];
    const again = command('restart', id, '--task', 'slow', ...events);
    expect(await ended(again.child), again.said()).to.equal(0);
    expect(startedTasks('events')).to.deep.equal(['slow']);
  });
});
