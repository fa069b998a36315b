import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { parse } from 'yaml';

import { mlpipeline } from './cli/mlpipeline.js';
import { writeGives } from './gives.js';
import { ended, type Process, root, startCommand, until } from './queue/processes.js';
import { freePort, redisProgram } from './services.js';

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly working_dir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<'redis' | 'packages' | 'server' | 'worker', Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

interface Package {
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const textOf = (name: string): string => readFileSync(join(root, name), 'utf8');

describe('compose.yaml', function () {
  this.timeout(120_000);
  const { services, volumes } = parse(textOf('compose.yaml'), { merge: true }) as Compose;
  const { bin, engines, peerDependencies, optionalDependencies } = JSON.parse(
    textOf('package.json'),
  ) as Package;
  const ours = [services.server, services.worker];

  it('refers to services and volumes that are there', () => {
    for (const { depends_on: needs = {}, volumes: mounted = [] } of Object.values(services)) {
      expect(Object.keys(services)).to.include.members(Object.keys(needs));
      const named = mounted
        .map((one) => one.split(':')[0] ?? '')
        .filter((one) => !one.startsWith('.'));
      expect(Object.keys(volumes)).to.include.members(named);
    }
  });

  it('has an image of a Node.js that this runs with, and installs what it needs', () => {
    const [, major = ''] = /^node:(\d+)$/.exec(services.packages.image) ?? [];
    const [, least = ''] = /^>=(\d+)\./.exec(engines.node) ?? [];
    expect(Number(major)).to.be.at.least(Number(least));
    const installed = services.packages.command.filter((one) => /^[a-z]+$/.test(one)).slice(2);
    expect(installed).to.deep.equal(['mlpipeline', 'bullmq', 'ioredis', 'libsql']);
    const known = { mlpipeline: '', ...peerDependencies, ...optionalDependencies };
    expect(known).to.include.keys(installed);
    for (const { command } of ours)
      expect(command[0]).to.equal(`node_modules/.bin/${Object.keys(bin)[0]}`);
  });

  it('waits for longer than it gives what is at work to finish', () => {
    const seconds = (text = ''): number => Number(/^(\d+)s$/.exec(text)?.[1]);
    for (const { command, stop_grace_period: patience } of ours)
      expect(seconds(patience)).to.be.greaterThan(seconds(command[command.indexOf('--drain') + 1]));
  });

  it('publishes the port that the server listens at', async () => {
    const { stdout } = await mlpipeline(['serve', '--help']);
    const port = /--port .*?\(default: "(\d+)"\)/s.exec(stdout)?.[1] ?? '';
    expect(services.server.ports).to.deep.equal([`127.0.0.1:${port}:${port}`]);
  });

  describe('as processes', () => {
    const token = 'a-secret-of-its-own';
    const children: ChildProcess[] = [];
    let folder: string;
    let program: string;
    let redisPort: number;

    before(async function () {
      program = redisProgram(this);
      folder = mkdtempSync(join(tmpdir(), 'mlpipeline-compose-'));
      redisPort = await freePort();
    });

    after(async () => {
      for (const child of children) {
        child.kill('SIGKILL');
        await ended(child);
      }
      rmSync(folder, { recursive: true, force: true });
    });

    /** What is mounted there, as a folder here. */
    const here = ({ volumes: mounted = [] }: Service, path: string): string | undefined => {
      const [from] = mounted.map((one) => one.split(':')).find(([, to]) => to === path) ?? [];
      if (from === undefined) return undefined;
      const made = join(folder, from);
      mkdirSync(made, { recursive: true });
      return made;
    };

    /** As Compose puts in what is of the environment; the Redis is that of this machine. */
    const environment = ({ environment: all = {} }: Service): Record<string, string> => {
      const given: Readonly<Record<string, string>> = { MLPIPELINE_TOKEN: token };
      const filled = Object.entries(all).map(([name, text]) => [
        name,
        text
          .replace(
            /\$\{(\w+):(?:-(.*?)|\?.*?)\}/g,
            (_, key: string, or: string = '') => given[key] ?? or,
          )
          .replace('redis:6379', `127.0.0.1:${redisPort}`),
      ]);
      return Object.fromEntries(filled) as Record<string, string>;
    };

    const start = async (service: Service, ...more: readonly string[]): Promise<Process> => {
      const { command, working_dir: at = '' } = service;
      const pipelines = here(service, at) ?? '';
      const argv = command
        .slice(1)
        .map((one) => here(service, one) ?? one)
        .map((one) => (existsSync(join(pipelines, one)) ? join(pipelines, one) : one));
      const one = startCommand([...argv, ...more], { env: environment(service) });
      children.push(one.child);
      await until(() => /serving at|taking tasks/.test(one.said()) || one.child.exitCode !== null);
      return one;
    };

    it('serves what is in ./pipelines, has workers make it, and ends in order', async () => {
      const pipelines = here(services.worker, services.worker.working_dir ?? '') ?? '';
      writeGives(pipelines);
      const [, ...argv] = services.redis.command;
      const own = ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', folder];
      const redis = spawn(program, [...argv, ...own], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(redis);
      let said = '';
      redis.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      await until(() => said.includes('Ready to accept connections'));

      const worker = await start(services.worker);
      const server = await start(services.server, '--port', String(await freePort()));
      expect(server.child.exitCode, server.said()).to.equal(null);
      const url = /serving at http:\/\/0\.0\.0\.0:(\d+)\//.exec(server.said())?.[1];
      const answer = await fetch(`http://127.0.0.1:${url}/pipelines/gives/runs?wait`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: '{"x": "7"}',
      });
      expect(await answer.json()).to.deep.equal({ 'a.y': '7' });
      expect(server.said()).to.include(`runs are kept in \`${join(folder, 'runs')}`);
      for (const { child, said: told } of [server, worker]) {
        child.kill('SIGTERM');
        expect(await ended(child), told()).to.equal(0);
      }
    });
  });
});
