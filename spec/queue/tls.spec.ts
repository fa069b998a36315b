import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { type Certificate, certificateIn, type RedisServer, redisServer } from '../services.js';
import { ended, type Process, startCommand, startWorker, until } from './processes.js';

const password = 'p@ss/w%rd#1';
const written = encodeURIComponent(password);

const runners = `export const Gives = ({ x }, { log }) => { log('gives'); return { y: x }; };
export const Loops = (_, { log }) => { log('loops'); for (;;); };
`;

describe('a queue with TLS and a password', function () {
  this.timeout(120_000);
  let redis: RedisServer;
  let certificate: Certificate;
  let folder: string;
  let file: string;
  let url: string;
  const children: ChildProcess[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-tls-'));
    certificate = certificateIn(this, folder);
    const args = ['--requirepass', password, '--tls-auth-clients', 'no'];
    redis = await redisServer(this, args, certificate);
    url = redis.url.replace('//', `//:${written}@`);
    writeFileSync(join(folder, 'r.mjs'), runners);
    file = pipeline('gives', 'Gives');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await ended(child);
    }
  });

  after(async () => {
    // Absent where this is skipped.
    await (redis as RedisServer | undefined)?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pipeline = (name: string, runner: string): string => {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(
      path,
      `pipeline:
  name: ${name}
  runners: [./r.mjs]
  inputs: [x]
  outputs: [a.y]
  components:
    a: {runner: ${runner}, inputs: [x], outputs: [y]}
`,
    );
    return path;
  };

  const surroundings = () => ({
    env: { NODE_EXTRA_CA_CERTS: certificate.authority, MLPIPELINE_QUEUE: url },
  });

  const worker = async (path: string): Promise<Process> => {
    const one = await startWorker([path], surroundings());
    children.push(one.child);
    return one;
  };

  const command = (argv: readonly string[]): Process => {
    const one = startCommand(argv, surroundings());
    children.push(one.child);
    return one;
  };

  it('carries tasks where its authority is trusted, and its password is nowhere', async () => {
    const one = await worker(file);
    const out = join(folder, 'out');
    mkdirSync(out);
    const kept = ['--store', join(out, 'store'), '--events', join(out, 'events')];
    const shown = ['--trace', join(out, 'trace.json'), '--report', join(out, 'report.html')];
    const run = command(['run', file, '--inputs', 'x=7', ...kept, ...shown, '--verbose']);
    expect(await ended(run.child), run.said()).to.equal(0);
    expect(JSON.parse(run.stdout())).to.deep.equal({ 'a.y': '7' });
    await redis.kill();
    await until(() => one.said().includes('is gone: waiting for it'));
    await redis.start();
    await until(() => one.said().includes('is available again'));
    one.child.kill('SIGTERM');
    expect(await ended(one.child)).to.equal(0);
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(files.length).to.be.greaterThan(3);
    for (const text of [one.said(), one.stdout(), run.said(), run.stdout(), ...files])
      for (const secret of [password, written]) expect(text).not.to.include(secret);
    expect(one.said()).to.equal(
      `mlpipeline: taking tasks of \`gives\`, 4 at once
mlpipeline: the queue at ${redis.url} is gone: waiting for it
mlpipeline: the queue at ${redis.url} is available again
mlpipeline: shutting down, within 30s
`,
    );
  });

  it('is told by a worker that it cannot go on', async () => {
    const path = pipeline('loops', 'Loops, timeout: 1s');
    const one = await worker(path);
    const run = command(['run', path, '--inputs', 'x=7', '--log', 'none']);
    expect(await ended(one.child)).to.equal(1);
    expect(await ended(run.child)).to.equal(1);
    expect(run.said()).to.include('it took longer than 1 s');
    for (const secret of [password, written]) expect(one.said()).not.to.include(secret);
  });

  /** What a worker says that cannot begin. */
  const refusal = async (queue: string, trusted = certificate.authority): Promise<string> => {
    const env = { NODE_EXTRA_CA_CERTS: trusted, MLPIPELINE_QUEUE: queue };
    const { child, said } = startCommand(['worker', file], { env });
    children.push(child);
    expect(await ended(child)).to.equal(2);
    return said();
  };

  it('is refused where its authority is not trusted', async () => {
    expect(await refusal(url, '')).to.equal(
      `mlpipeline: the queue at ${redis.url} cannot be reached: self-signed certificate in certificate chain; its certificate is not trusted here: set \`NODE_EXTRA_CA_CERTS=ca.pem\` to the certificate of its CA\n`,
    );
  });

  const refused: Readonly<Record<string, readonly [string, string]>> = {
    'with another password': [
      ':wrong@',
      'WRONGPASS invalid username-password pair or user is disabled; the user or the password in its URL is wrong',
    ],
    'without a password': [
      '',
      'NOAUTH Authentication required; its URL needs the password: `redis://:password@host`',
    ],
  };
  for (const [name, [user, why]] of Object.entries(refused))
    it(`is refused ${name}`, async () => {
      const asked = redis.url.replace('//', `//${user}`);
      expect(await refusal(asked)).to.equal(
        `mlpipeline: the queue at ${redis.url} cannot be reached: ${why}\n`,
      );
    });

  it('is refused where it asks for certificates', async function () {
    const asking = await redisServer(this, [], certificate);
    try {
      expect(await refusal(asking.url)).to.equal(
        `mlpipeline: the queue at ${asking.url} cannot be reached: tlsv13 alert certificate required; it requires certificates of its clients: set \`tls-auth-clients no\` (or \`optional\`) there\n`,
      );
    } finally {
      await asking.close();
    }
  });
});
