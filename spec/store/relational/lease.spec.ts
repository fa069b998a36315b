import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { openStore } from '../../../lib/store/open-store.js';
import { LeaseLostError, RunHeldError } from '../../../lib/store/store-error.js';
import type { RunWriter, Store } from '../../../lib/store/store.js';
import { onBoth, rejected } from '../database/databases.js';
import { finished, newRun, value } from './samples.js';

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** Another process that holds the run `r`. */
class Holder {
  readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(where: string, lease: number) {
    const path = fileURLToPath(new URL('lease-child.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import=tsx', path, where, String(lease)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async says(): Promise<string> {
    const { value: line } = (await this.lines.next()) as { readonly value: string };
    return line;
  }

  tell(task: string): void {
    this.process.stdin?.write(`${task}\n`);
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
  }
}

onBoth('the lease of a run', (place) => {
  const opened: Store[] = [];
  const holders: Holder[] = [];
  const open = async (lease?: number): Promise<Store> => {
    const store = await openStore(place().where, lease === undefined ? {} : { lease });
    opened.push(store);
    return store;
  };
  const held = async (lease: number): Promise<Holder> => {
    const holder = new Holder(place().where, lease);
    holders.push(holder);
    expect(await holder.says()).to.equal('created');
    return holder;
  };

  afterEach(async () => {
    for (const holder of holders.splice(0)) await holder.kill();
    for (const store of opened.splice(0)) await store.close();
  });

  it('lets a process that was stopped for longer write nothing once it wakes', async function () {
    this.timeout(30_000);
    const holder = await held(900);
    holder.tell('first');
    expect(await holder.says()).to.equal('finished held');
    const store = await open();
    const early = await rejected(store.takeOver('r'));
    expect(early).to.be.instanceOf(RunHeldError);
    expect(early.message).to.contain(`process ${holder.process.pid} on `);

    holder.process.kill('SIGSTOP');
    await pause(1_200);
    const writer = await store.takeOver('r');
    expect(writer.fence).to.equal(2);
    await writer.finish(finished('second'));
    holder.process.kill('SIGCONT');
    holder.tell('second');
    holder.tell('third');
    expect(await holder.says()).to.equal('LeaseLostError lost');
    expect(await holder.says()).to.equal('LeaseLostError lost');

    const tasks = await store.history.tasks('r');
    expect(tasks.map(({ task, attempt }) => [task, attempt])).to.have.deep.members([
      ['first', 7],
      ['second', 1],
    ]);
    await writer.end('done', new Map([['text', value('x')]]));
    expect((await store.history.run('r')).state).to.equal('done');
  });

  it('is over at once where its process was killed, however long it is', async function () {
    this.timeout(30_000);
    const holder = await held(600_000);
    holder.tell('first');
    expect(await holder.says()).to.equal('finished held');
    await holder.kill();
    const store = await open();
    expect((await store.history.run('r')).state).to.equal('interrupted');
    const writer = await store.takeOver('r');
    expect(writer.fence).to.equal(2);
    expect((await writer.finished('first'))?.attempt).to.equal(7);
  });

  it('goes to one of many that take it over at once', async () => {
    const first = await open();
    await (await first.create(newRun('r'))).release();
    const stores = await Promise.all(Array.from({ length: 6 }, () => open()));
    const outcomes = await Promise.allSettled(stores.map((store) => store.takeOver('r')));
    const winners = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(winners).to.have.length(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).to.be.instanceOf(RunHeldError);
    const [winner] = winners as unknown as readonly [{ readonly value: RunWriter }];
    expect(winner.value.fence).to.equal(2);
    await winner.value.finish(finished('ocr'));
  });

  it('keeps one writer through clocks that jump', async () => {
    const store = await open();
    const other = await open();
    const writer = await store.create(newRun('r'));
    const isServers = store.where.startsWith('postgres');
    const { now } = Date;
    try {
      // An hour ahead, the lease seems to be over; the clock of a server is not that of the machine.
      Date.now = () => now() + 3_600_000;
      if (isServers) {
        expect(await rejected(other.takeOver('r'))).to.be.instanceOf(RunHeldError);
        await writer.finish(finished('ocr'));
        return;
      }
      const next = await other.takeOver('r');
      // And an hour behind: what has been taken over stays so.
      Date.now = () => now() - 3_600_000;
      const late = await rejected(writer.finish(finished('ocr', { attempt: 1 })));
      expect(late).to.be.instanceOf(LeaseLostError);
      expect(await rejected(store.takeOver('r'))).to.be.instanceOf(RunHeldError);
      await next.finish(finished('ocr', { attempt: 2 }));
    } finally {
      Date.now = now;
    }
    const tasks = await store.history.tasks('r');
    expect(tasks.map(({ attempt }) => attempt)).to.deep.equal([2]);
  });

  it('gives events an order without gaps, however they were batched and whoever wrote them', async () => {
    const store = await open();
    let writer = await store.create(newRun('r'));
    let count = 0;
    for (let times = 0; times < 4; times += 1) {
      const writing: Promise<void>[] = [];
      for (const size of [1, 3, 250, 2])
        writing.push(
          writer.record(
            Array.from({ length: size }, () => {
              count += 1;
              return { type: 'attempt-log', task: 'ocr', attempt: 1, time: 1, message: `${count}` };
            }) as never,
          ),
        );
      await Promise.all(writing);
      await writer.release();
      writer = await (await open()).takeOver('r');
    }
    const events = await store.history.events('r', -1);
    expect(events.map((event) => event.sequence)).to.deep.equal(
      Array.from({ length: count }, (_, index) => index),
    );
    expect(events.map((event) => (event as unknown as { message: string }).message)).to.deep.equal(
      Array.from({ length: count }, (_, index) => `${index + 1}`),
    );
  });
});
