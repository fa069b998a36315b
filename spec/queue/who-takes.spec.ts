import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import { Run } from '../../lib/engine/run/run.js';
import type { Graph } from '../../lib/graph/graph.js';
import {
  openQueue,
  type OpenQueue,
  openWorker,
  remote,
  type WorkerOptions,
} from '../../lib/queue/index.js';
import type { Runner } from '../../lib/runners/runner.js';
import { loaded } from '../engine/loaded.js';
import { type RedisServer, redisServer } from '../services.js';
import { until } from './processes.js';
import { watchedRun } from './watched-run.js';

describe('of several workers', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let queue: OpenQueue;
  let closing: (() => Promise<void>)[];

  before(async function () {
    redis = await redisServer(this);
  });

  beforeEach(async () => {
    queue = await openQueue(redis.url);
    closing = [() => queue.close()];
  });

  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  after(() => redis.close());

  /** Its tasks give where they were made. */
  const graphAt = async (name: string): Promise<Graph> => {
    const at = { version: '1', run: () => ({ y: name }) };
    const ports = { inputs: ['x'], outputs: ['y'] };
    const { graph } = await loaded(
      {
        ...{ inputs: ['x'], outputs: ['a.y', 'b.y', 'drawn.y'] },
        components: {
          a: { runner: 'A', ...ports },
          b: { runner: 'B', ...ports },
          drawn: { runner: 'A', workers: 'gpu', ...ports },
        },
      },
      { A: { name: 'A', ...at }, B: { name: 'B', ...at } },
    );
    return graph;
  };

  const worker = async (name: string, options: WorkerOptions = {}): Promise<void> => {
    const one = await openWorker([await graphAt(name)], redis.url, { name, ...options });
    closing.push(() => one.close(0));
  };

  const outputs = async (which: 'all' | 'declared' = 'all'): Promise<unknown> =>
    firstValueFrom(
      new Run(await graphAt('home'), { x: 1 }, { remote: remote(queue, { which }) }).outputs$,
    );

  it('one takes what is of its pool, and nothing else', async () => {
    await worker('any');
    await worker('gpu-1', { pool: 'gpu' });
    expect(await outputs()).to.deep.equal({ 'a.y': 'any', 'b.y': 'any', 'drawn.y': 'gpu-1' });
  });

  it('one takes what is of the runners that it is kept to', async () => {
    await worker('as', { onlyRunners: ['A'] });
    await worker('bs', { onlyRunners: ['B'] });
    await worker('gpu-1', { pool: 'gpu', onlyRunners: ['A'] });
    expect(await outputs()).to.deep.equal({ 'a.y': 'as', 'b.y': 'bs', 'drawn.y': 'gpu-1' });
  });

  it('none takes what names no pool, where only that is handed over which does', async () => {
    await worker('any');
    await worker('gpu-1', { pool: 'gpu' });
    expect(await outputs('declared')).to.deep.equal({
      ...{ 'a.y': 'home', 'b.y': 'home' },
      'drawn.y': 'gpu-1',
    });
  });

  it('none takes what a run says that it waits for', async () => {
    await worker('as', { onlyRunners: ['A'] });
    const {
      events,
      run,
      outputs: given,
    } = watchedRun(await graphAt('home'), { x: 1 }, { remote: remote(queue) });
    given.catch(() => undefined);
    const reasons = (): readonly string[] =>
      events.flatMap((event) =>
        event.type === 'task-waiting' && event.reason !== undefined
          ? [`${event.task}: ${event.reason}`]
          : [],
      );
    await until(() => reasons().length > 1);
    run.cancel();
    expect([...reasons()].sort()).to.deep.equal([
      'b: no worker can take it: none has the runner `B`; start `mlpipeline worker` that has it',
      'drawn: no worker of the pool `gpu` is available: start `mlpipeline worker` with `--pool gpu`',
    ]);
  });

  it('one says what its machine lacks for what it takes', async () => {
    const needs: Runner = {
      name: 'Needs',
      version: '1',
      missing: ({ file }, directory) => [
        { message: `there is no file \`${String(file)}\` in \`${directory}\`` },
      ],
      run: () => ({ y: 1 }),
    };
    const ports = { inputs: ['x'], outputs: ['y'] };
    const { graph } = await loaded(
      {
        ...{ inputs: ['x'], outputs: ['a.y', 'b.y'] },
        components: {
          a: { runner: 'Needs', params: { file: 'm.onnx' }, workers: 'gpu', ...ports },
          b: { runner: 'Needs', params: { file: 'n.onnx' }, workers: 'other', ...ports },
        },
      },
      { Needs: needs },
    );
    const said: string[] = [];
    const worker = await openWorker([{ ...graph, directory: '/models' }], redis.url, {
      ...{ pool: 'gpu', say: (line) => said.push(line) },
    });
    closing.push(() => worker.close(0));
    expect(said).to.deep.equal([
      '`a` is taken, but this machine lacks what it needs: there is no file `m.onnx` in `/models`',
    ]);
  });

  it('each makes as many attempts at once as it may', async () => {
    const open: (() => void)[] = [];
    let atWork = 0;
    let most = 0;
    const waits: Runner = {
      name: 'Waits',
      version: '1',
      run: async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        await new Promise<void>((resolve) => open.push(resolve));
        atWork -= 1;
        return { y: 1 };
      },
    };
    const names = ['a', 'b', 'c', 'd', 'e'];
    const ports = { runner: 'Waits', inputs: ['x'], outputs: ['y'] };
    const { graph } = await loaded(
      {
        ...{ inputs: ['x'], outputs: names.map((name) => `${name}.y`) },
        components: Object.fromEntries(names.map((name) => [name, ports])),
      },
      { Waits: waits },
    );
    const one = await openWorker([graph], redis.url, { concurrency: 2 });
    closing.push(() => one.close(0));
    const run = new Run(graph, { x: 1 }, { remote: remote(queue) });
    let made = 0;
    while (made < names.length) {
      // What is still there when all that it may are at work would have come with them.
      const room = Math.min(2, names.length - made);
      await until(() => open.length >= room);
      made += open.length;
      for (const end of open.splice(0)) end();
    }
    await firstValueFrom(run.outputs$);
    expect(most).to.equal(2);
  });

  it('all make together no more than the resources and slots of a run allow', async () => {
    const open: (() => void)[] = [];
    const waits: Runner = {
      name: 'Waits',
      version: '1',
      run: async () => {
        await new Promise<void>((resolve) => open.push(resolve));
        return { y: 1 };
      },
    };
    const ports = { runner: 'Waits', inputs: ['x'], outputs: ['y'] };
    const drawn = ['a', 'b', 'c'];
    const free = ['d', 'e', 'f'];
    const { graph } = await loaded(
      {
        ...{ inputs: ['x'], outputs: [...drawn, ...free].map((name) => `${name}.y`) },
        ...{ concurrency: 3, resources: { gpu: 3 } },
        components: {
          ...Object.fromEntries(drawn.map((name) => [name, { ...ports, resources: { gpu: 2 } }])),
          ...Object.fromEntries(free.map((name) => [name, ports])),
        },
      },
      { Waits: waits },
    );
    for (const name of ['one', 'other']) {
      const worker = await openWorker([graph], redis.url, { name, concurrency: 6 });
      closing.push(() => worker.close(0));
    }
    const { events, outputs: given } = watchedRun(graph, { x: 1 }, { remote: remote(queue) });
    const finished = (): number => events.filter(({ type }) => type === 'task-finished').length;
    // All that are at work at once end at once: the first of the GPU with two others, the second with the last, the third.
    for (const [room, before] of [
      [3, 0],
      [2, 3],
      [1, 5],
    ] as const) {
      await until(() => finished() === before && open.length >= room);
      expect(open).to.have.lengthOf(room);
      for (const end of open.splice(0)) end();
    }
    await given;
    let atWork: readonly string[] = [];
    for (const event of events) {
      if (event.type === 'attempt-started') atWork = [...atWork, event.task];
      if (event.type === 'task-finished') atWork = atWork.filter((one) => one !== event.task);
      expect(atWork.length).to.be.at.most(3);
      expect(atWork.filter((one) => drawn.includes(one)).length).to.be.at.most(1);
    }
  });
});
