import { connect, type Socket } from 'node:net';

import { expect } from 'chai';

import { type PipelineServer, serve } from '../../lib/server/server.js';
import { liveMemory } from '../live-memory.js';
import { Gate, gate, pipelineOf, started, texts, until } from './rig.js';

/** A wide pipeline of so many tasks. */
const wide = (tasks: number): string => `
pipeline:
  name: Wide
  inputs: [value]
  outputs: [t0.value]
  components:
${Array.from({ length: tasks }, (_, at) => `    t${at}: { runner: PassThrough, inputs: [value], outputs: [value] }`).join('\n')}
  concurrency: 20
`;

describe('those that watch a run', () => {
  let server: PipelineServer;
  afterEach(() => server.close());

  /** Somebody who watches; who is slow reads nothing until `resume`. */
  const watcher = (
    id: string,
    isSlow: boolean,
  ): { readonly socket: Socket; hasEnd: () => boolean } => {
    let tail = '';
    let hasEnd = false;
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(
        `GET /runs/${id}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
    });
    socket.on('data', (data) => {
      const text = `${tail}${data.toString('latin1')}`;
      hasEnd ||= text.includes('"type":"run-finished"');
      tail = text.slice(-100);
    });
    if (isSlow) socket.pause();
    return { socket, hasEnd: () => hasEnd };
  };
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });

  it('may be a thousand, a hundred of whom read nothing, and cost the run no memory', async function () {
    this.timeout(120_000);
    const pipeline = await pipelineOf(
      wide(200).replace(
        /outputs: \[t0.value\]/,
        `outputs: [${Array.from({ length: 200 }, (_, at) => `t${at}.value`).join(', ')}]`,
      ),
    );
    gate.current = new Gate();
    server = await serve([pipeline, await pipelineOf(texts.waiting)], {
      port: 0,
      concurrency: 1,
      drain: 10,
    });
    // While one is at work the other waits, so that all watch from its beginning.
    await started(server, 'waiting', { value: 1 });
    const id = await started(server, 'wide', { value: 'x' });
    const before = await liveMemory();
    const all = Array.from({ length: 1_000 }, (_, at) => watcher(id, at % 10 === 0));
    for (;;) {
      const figures = await (await fetch(`${server.url}metrics`)).text();
      if (figures.includes('mlpipeline_watchers 1000\n')) break;
    }
    gate.current.open();
    await until(server, id, 'done');
    const quick = all.filter((_, at) => at % 10 !== 0);
    await Promise.all(quick.map(({ socket }) => closed(socket)));
    expect(quick.every(({ hasEnd }) => hasEnd())).to.equal(true);
    const grown = (await liveMemory()) - before;
    expect(grown / 2 ** 20).to.be.below(100);
    // Who comes to read after all has missed nothing.
    const slow = all.filter((_, at) => at % 10 === 0);
    for (const { socket } of slow) socket.resume();
    await Promise.all(slow.map(({ socket }) => closed(socket)));
    expect(slow.every(({ hasEnd }) => hasEnd())).to.equal(true);
  });

  it('are told of ten thousand tasks', async function () {
    this.timeout(120_000);
    const outputs = Array.from({ length: 10_000 }, (_, at) => `t${at}.value`).join(', ');
    server = await serve(
      [await pipelineOf(wide(10_000).replace(/outputs: \[t0.value\]/, `outputs: [${outputs}]`))],
      { port: 0, drain: 10 },
    );
    const id = await started(server, 'wide', { value: 'x' });
    const one = watcher(id, false);
    await closed(one.socket);
    expect(one.hasEnd()).to.equal(true);
    const answer = await fetch(`${server.url}runs/${id}`);
    expect(await answer.json()).to.include({ state: 'done', tasksDone: 10_000, tasks: 10_000 });
  });
});
