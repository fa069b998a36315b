import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import type { RunEvent } from '../../lib/engine/events/event.js';
import { Run } from '../../lib/engine/run/run.js';
import { loadFile, orThrow } from '../../lib/load.js';
import { type OpenQueue, openQueue, remote } from '../../lib/queue/index.js';
import { type RedisServer, redisServer } from '../services.js';
import { ended, type Process, startWorker, until } from './processes.js';

const runners = `import { execSync } from 'node:child_process';
export const Loops = (_, { log }) => { log('loops'); for (;;); };
export const LoopsLater = async (_, { log }) => {
  log('loops');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  for (;;);
};
export const Waits = ({ x }, { log, signal }) => {
  log('waits');
  return new Promise((resolve, reject) => {
    setTimeout(resolve, 3_000, { y: x });
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });
};
export const Sleeps = () => { execSync('sleep 0.9'); return { y: 1 }; };
export const Never = (_, { log }) => { log('never'); return new Promise(() => undefined); };
export const Gives = ({ x }) => ({ y: x });
`;

describe('a worker whose runner keeps the event loop from going round', function () {
  this.timeout(120_000);
  let redis: RedisServer;
  let queue: OpenQueue;
  let folder: string;
  const children: ChildProcess[] = [];

  before(async function () {
    redis = await redisServer(this);
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-standing-'));
    writeFileSync(join(folder, 'r.mjs'), runners);
    queue = await openQueue(redis.url);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await ended(child);
    }
  });

  after(async () => {
    await queue.close();
    rmSync(folder, { recursive: true, force: true });
    await redis.close();
  });

  const file = (name: string, components: Readonly<Record<string, string>>): string => {
    const path = join(folder, `${name}.yaml`);
    const all = Object.entries(components).map(
      ([task, about]) => `    ${task}: {runner: ${about}, inputs: [x], outputs: [y]}\n`,
    );
    const outputs = Object.keys(components).map((task) => `${task}.y`);
    writeFileSync(
      path,
      `pipeline:\n  name: ${name}\n  runners: [./r.mjs]\n  inputs: [x]\n  outputs: [${outputs.join(', ')}]\n  components:\n${all.join('')}`,
    );
    return path;
  };

  const worker = async (...argv: string[]): Promise<Process> => {
    const one = await startWorker([...argv, '--queue', redis.url]);
    children.push(one.child);
    return one;
  };

  const run = async (path: string) => {
    const { graph } = orThrow(await loadFile(path));
    const events: RunEvent[] = [];
    const run = new Run(
      graph,
      { x: 7 },
      {
        remote: remote(queue),
        onFailure: 'continue',
        sinks: [(event): number => events.push(event)],
      },
    );
    const over = firstValueFrom(run.outputs$).catch(() => undefined);
    const has = (type: string, task: string): boolean =>
      events.some((event) => 'task' in event && event.type === type && event.task === task);
    /** What has come of its attempts. */
    const ends = (): readonly string[] =>
      events.flatMap((event) => {
        if (event.type === 'attempt-lost')
          return [`${event.task} ${event.attempt} lost: ${event.reason}`];
        if (event.type === 'task-failed') return [`${event.task} failed: ${event.failure.message}`];
        return event.type === 'task-finished' ? [`${event.task} finished`] : [];
      });
    return { run, over, has, ends };
  };

  it('is told of with what it is at', async () => {
    const path = file('told', { a: 'Loops' });
    await worker(path);
    const { run: looping, over } = await run(path);
    let told: readonly string[];
    for (;;) {
      const all = await queue.workers();
      told = all.flatMap(({ atWork }) => atWork.map(({ task }) => task));
      // One that has ended is told of for a while.
      if (told.length > 0 || all.length === 0) break;
    }
    expect(told).to.deep.equal(['a']);
    looping.cancel();
    await over;
  });

  it('fails the attempt when its time is up, and ends', async () => {
    const path = file('timed', { a: 'Loops, timeout: 1s' });
    const one = await worker(path);
    const { over, ends } = await run(path);
    await over;
    expect(ends()).to.deep.equal(['a failed: it took longer than 1 s; it last said: loops']);
    expect(await ended(one.child)).to.equal(1);
    expect(one.said()).to.include(
      'mlpipeline: the runner of `a` blocks the event loop, and its time is up: this worker is shutting down; `thread: true` runs it in a thread of its own\n',
    );
  });

  it('fails the attempt, once and for all, before its lock is lost, and hands back what else it makes', async () => {
    const path = file('untimed', { a: 'LoopsLater, retry: 3', b: 'Waits' });
    const one = await worker(path);
    const { over, ends } = await run(path);
    expect(await ended(one.child)).to.equal(1);
    await worker(path);
    await over;
    expect([...ends()].sort()).to.deep.equal([
      'a failed: it blocks the event loop for longer than 6 s, so its worker cannot respond: `thread: true` runs it in a thread of its own',
      'b 1 lost: its worker has ended: the runner of `a` there blocks the event loop',
      'b finished',
    ]);
  });

  it('hands back what it was about to take, too', async () => {
    const others = Object.fromEntries(['b', 'c', 'd'].map((name) => [name, 'Gives']));
    const path = file('taking', { a: 'Loops, timeout: 1s', ...others });
    const one = await worker(path, '--name', 'w1');
    const { over, ends } = await run(path);
    expect(await ended(one.child)).to.equal(1);
    await worker(path);
    await over;
    const reasons = new Set(ends().flatMap((end) => / lost: (.*)/.exec(end)?.[1] ?? []));
    // Which of them it has taken by then is a matter of chance.
    reasons.delete('its worker has ended: the runner of `a` there blocks the event loop');
    reasons.delete('the worker `w1` is shutting down');
    expect([...reasons]).to.deep.equal([]);
    expect(ends().filter((end) => end.endsWith('finished'))).to.have.length(3);
  });

  it('goes on where it stands still for a while, though the time of another is up meanwhile, and is rid of what never settles', async () => {
    const path = file('short', { a: 'Sleeps', b: 'Never, timeout: 400ms', c: 'Gives' });
    const free = file('free', { a: 'Never' });
    const one = await worker(path, free, '--concurrency', '2');
    const first = await run(path);
    await first.over;
    expect([...first.ends()].sort()).to.deep.equal([
      'a finished',
      'b failed: it took longer than 0.4 s; it last said: never',
      'c finished',
    ]);
    // There is room for two alone.
    for (let times = 0; times < 3; times += 1) {
      const { run: cancelled, has } = await run(free);
      await until(() => has('attempt-log', 'a'));
      cancelled.cancel();
    }
    expect(one.child.exitCode).to.equal(null);
  });

  it('is ended by a signal, and hands back what it makes', async () => {
    const path = file('signal', { a: 'Loops' });
    const one = await worker(path, '--name', 'w1');
    const { run: cancelled, has, ends } = await run(path);
    await until(() => has('attempt-started', 'a'));
    one.child.kill('SIGTERM');
    expect(await ended(one.child)).to.equal(130);
    await until(() => has('attempt-lost', 'a'));
    expect(ends()).to.deep.equal(['a 1 lost: the worker `w1` is shutting down']);
    cancelled.cancel();
  });
});
