import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Services that specs talk to. On a user's machine one that is missing skips what needs it, and says what
 * installs it; with `CI=true` it is a failure.
 */

const isRequired = process.env['CI'] === 'true';

/** What a hook of mocha is called with. */
interface Hook {
  readonly skip: () => never;
}

const missing = (hook: Hook, what: string, help: string): never => {
  const text = `${what} is missing: ${help}`;
  if (isRequired) throw new Error(text);
  process.stderr.write(`skipped: ${text}\n`);
  return hook.skip();
};

const pathOf = (program: string): string | undefined => {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
};

const answers = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2_000 });
    const end = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });

/** A port that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });

/** The URL of a PostgreSQL database for specs; call it in `before(async function () { … this … })`. */
export const postgres = async (hook: Hook): Promise<string> => {
  const url = process.env['MLPIPELINE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const { hostname, port } = new URL(url);
  return (await answers(Number(port || 5432), hostname))
    ? url
    : missing(
        hook,
        'PostgreSQL',
        'install it (`apt-get install postgresql`), start it, and name it: MLPIPELINE_TEST_POSTGRES=postgres://…',
      );
};

/** A Redis of the spec's own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly process: () => ChildProcess;
  /** As `kill -9` does. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port, with the data that it has kept. */
  readonly start: () => Promise<void>;
  /** Ends it, and removes its data. */
  readonly close: () => Promise<void>;
}

/** The files of a certificate of 127.0.0.1, and of the authority that it is of. */
export interface Certificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Made in that folder, which is to be there; call it in `before(async function () { … this … })`. */
export const certificateIn = (hook: Hook, folder: string): Certificate => {
  if (pathOf('openssl') === undefined)
    missing(hook, 'openssl', 'install it: `apt-get install openssl`');
  const made = (name: string, ...more: readonly string[]): string => {
    const path = join(folder, name);
    const asked = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2'];
    const files = ['-keyout', `${path}.key`, '-out', `${path}.pem`];
    execFileSync('openssl', [...asked, '-subj', `/CN=${name}`, ...files, ...more], {
      stdio: 'pipe',
    });
    return path;
  };
  const authority = made('authority');
  const signed = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`];
  const own = made('server', ...signed, '-addext', 'subjectAltName=IP:127.0.0.1');
  return { authority: `${authority}.pem`, certificate: `${own}.pem`, key: `${own}.key` };
};

/** The program of a Redis; call it in `before(async function () { … this … })`. */
export const redisProgram = (hook: Hook): string =>
  pathOf('redis-server') ?? missing(hook, 'Redis', 'install it: `apt-get install redis-server`');

const portArgs = (port: number, tls: Certificate | undefined): readonly string[] =>
  tls === undefined
    ? ['--port', String(port)]
    : [
        ...['--port', '0', '--tls-port', String(port), '--tls-ca-cert-file', tls.authority],
        ...['--tls-cert-file', tls.certificate, '--tls-key-file', tls.key],
      ];

/** Starts a Redis on a free port, with that certificate on one for TLS; call it in `before(async function () { … this … })`. */
export const redisServer = async (
  hook: Hook,
  args: readonly string[] = [],
  tls?: Certificate,
): Promise<RedisServer> => {
  const program = redisProgram(hook);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-redis-'));
  let child: ChildProcess;
  const gone = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else
        child.once('exit', () => {
          resolve();
        });
    });
  const start = async (): Promise<void> => {
    const at = ['--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    child = spawn(program, [...portArgs(port, tls), ...at, ...args], { stdio: 'ignore' });
    while (!(await answers(port, '127.0.0.1'))) {
      if (child.exitCode !== null) throw new Error('redis-server ended at its start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await gone();
  };
  await start();
  return {
    url: `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}`,
    port,
    process: () => child,
    start,
    kill: () => end('SIGKILL'),
    close: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Where there is a program for it, but it is not permitted to this process, what needs it is always skipped. */
export const networkNamespaces = (hook: Hook): void => {
  for (const [program, from] of [
    ['ip', 'iproute2'],
    ['nsenter', 'util-linux'],
    ['unshare', 'util-linux'],
  ] as const)
    if (pathOf(program) === undefined)
      missing(hook, `\`${program}\``, `install it: \`apt-get install ${from}\``);
  try {
    execFileSync('unshare', ['--map-root-user', '--net', 'true'], { stdio: 'pipe' });
  } catch (error) {
    const { stderr } = error as { readonly stderr: Buffer };
    process.stderr.write(`skipped: network namespaces are not permitted here: ${String(stderr)}`);
    hook.skip();
  }
};

/** The path of `curl`; as above. */
export const curl = (hook: Hook): string =>
  pathOf('curl') ?? missing(hook, 'curl', 'install it: `apt-get install curl`');

/** The path of Chromium; call it in `before(async function () { … this … })`. */
export const chromium = (hook: Hook): string =>
  pathOf('chromium') ??
  pathOf('chromium-browser') ??
  pathOf('google-chrome') ??
  missing(hook, 'Chromium', 'install it: `apt-get install chromium`');
