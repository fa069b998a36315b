import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { RunEvent } from '../../lib/engine/events/event.js';
import { networkNamespaces, redisProgram } from '../services.js';
import { ended, type Process, startCommand, startWorker, until } from './processes.js';
import { type Host, type TwoHosts, twoHosts } from './two-hosts.js';

/** Each waits, where it is, for a file that opens its gate, and says so. */
const runners = `import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
const folder = import.meta.dirname;
const note = (text) => appendFileSync(join(folder, 'notes'), text + '\\n');
export const Gated = ({ x }, { component, signal }) =>
  new Promise((resolve, reject) => {
    const here = component + '-' + process.env.HOST;
    note(here + ' begins');
    const timer = setInterval(() => {
      if (!existsSync(join(folder, here))) return;
      clearInterval(timer);
      note(here + ' ends');
      resolve({ y: x + ' by ' + here });
    }, 20);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      note(here + ' is stopped');
      reject(new Error('stopped'));
    });
  });
`;

describe('a network that is cut between two hosts', function () {
  this.timeout(180_000);
  const children: ChildProcess[] = [];
  let hosts: TwoHosts;
  let folder: string;
  let file: string;
  let url: string;

  before(async function () {
    const program = redisProgram(this);
    networkNamespaces(this);
    hosts = await twoHosts();
    const { address, inside } = hosts.near;
    const [first, ...rest] = inside;
    const redis = spawn(
      first,
      [...rest, program, '--bind', address, '--protected-mode', 'no', '--save', ''],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(redis);
    let said = '';
    redis.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(() => said.includes('Ready to accept connections'));
    url = `redis://${address}:6379`;
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-cut-'));
    writeFileSync(join(folder, 'r.mjs'), runners);
    file = join(folder, 'pipeline.yaml');
    writeFileSync(
      file,
      `pipeline:
  name: Cut
  runners: [./r.mjs]
  inputs: [x]
  outputs: [a.y, b.y]
  components:
    a: {runner: Gated, inputs: [x], outputs: [y]}
    b: {runner: Gated, inputs: [x], outputs: [y]}
`,
    );
  });

  afterEach(async () => {
    for (const child of children.splice(1)) {
      child.kill('SIGKILL');
      await ended(child);
    }
    rmSync(folder, { recursive: true, force: true });
  });

  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    // Absent where this is skipped.
    await (hosts as TwoHosts | undefined)?.close();
  });

  const open = (...gates: readonly string[]): void => {
    for (const gate of gates) writeFileSync(join(folder, gate), '');
  };
  const noted = (): readonly string[] => {
    const notes = join(folder, 'notes');
    return existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\n') : [];
  };
  const has = (...notes: readonly string[]): Promise<void> =>
    until(() => notes.every((note) => noted().includes(note)));

  const worker = async (at: Host, name: string): Promise<Process> => {
    const argv = [file, '--queue', url, '--name', name];
    const one = await startWorker(argv, { env: { HOST: name }, inside: at.inside });
    children.push(one.child);
    return one;
  };
  const run = (at: Host) => {
    const events = join(folder, 'events');
    const argv = [
      'run',
      file,
      '--log',
      'none',
      '--inputs',
      'x=7',
      '--queue',
      url,
      '--events',
      events,
    ];
    const one = startCommand(argv, { inside: at.inside });
    children.push(one.child);
    const lost = (): readonly string[] =>
      readFileSync(events, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"attempt-lost"'))
        .map((line) => {
          const { task, attempt, reason } = JSON.parse(line) as RunEvent & { type: 'attempt-lost' };
          return `${task} ${attempt}: ${reason}`;
        });
    return { ...one, lost };
  };

  it('has the tasks of a worker behind it made by another, and what it gives later refused', async () => {
    const { near, far } = hosts;
    const behind = await worker(far, 'far');
    const one = run(near);
    await has('a-far begins', 'b-far begins');
    hosts.cut();
    await worker(near, 'near');
    open('a-far');
    await has('a-far ends', 'a-near begins', 'b-near begins');
    const silent = `mlpipeline: the queue at ${url} does not answer: waiting for it\n`;
    await until(() => behind.said().includes(silent));
    hosts.join();
    const isRefused = (task: string): boolean =>
      behind
        .said()
        .includes(`the result of \`${task}\` is refused, since another worker has the task`) ||
      behind.said().includes(`the lock of \`${task}\` is lost: it is stopped`);
    await until(() => isRefused('a') && isRefused('b'));
    expect(behind.said()).to.include(`mlpipeline: the queue at ${url} is available again\n`);
    open('a-near', 'b-near');
    expect(await ended(one.child), one.said()).to.equal(0);
    expect(JSON.parse(one.stdout())).to.deep.equal({
      'a.y': '7 by a-near',
      'b.y': '7 by b-near',
    });
    expect([...one.lost()].sort()).to.deep.equal([
      'a 1: its worker no longer responds',
      'b 1: its worker no longer responds',
    ]);
    expect([...noted()].sort()).to.deep.equal([
      ...['a-far begins', 'a-far ends', 'a-near begins', 'a-near ends'],
      ...['b-far begins', 'b-far is stopped', 'b-near begins', 'b-near ends'],
    ]);
  });

  it('lets a run go on that was behind it, with what workers have made meanwhile', async () => {
    const { near, far } = hosts;
    await worker(near, 'near');
    const one = run(far);
    await has('a-near begins', 'b-near begins');
    hosts.cut();
    open('a-near');
    await has('a-near ends');
    hosts.join();
    open('b-near');
    expect(await ended(one.child), one.said()).to.equal(0);
    expect(JSON.parse(one.stdout())).to.deep.equal({
      'a.y': '7 by a-near',
      'b.y': '7 by b-near',
    });
    expect(one.lost()).to.deep.equal([]);
  });

  it('has what a run behind it wants stopped after a while, and made again when it is joined', async () => {
    const { near, far } = hosts;
    await worker(near, 'near');
    const one = run(far);
    await has('a-near begins', 'b-near begins');
    hosts.cut();
    await has('a-near is stopped', 'b-near is stopped');
    hosts.join();
    open('a-near', 'b-near');
    expect(await ended(one.child), one.said()).to.equal(0);
    expect(JSON.parse(one.stdout())).to.deep.equal({
      'a.y': '7 by a-near',
      'b.y': '7 by b-near',
    });
    expect([...one.lost()].sort()).to.deep.equal([
      'a 1: the queue has lost it',
      'b 1: the queue has lost it',
    ]);
    expect(one.said()).to.equal(
      `mlpipeline: the queue at ${url} does not answer: waiting for it\nmlpipeline: the queue at ${url} is available again\n`,
    );
  });
});
