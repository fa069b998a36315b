import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { mlpipeline } from '../cli/mlpipeline.js';
import { type RedisServer, redisServer } from '../services.js';
import { ended, startWorker, type Process } from './processes.js';

const runners = `import { createRequire } from 'node:module';
const { finalize, map, NEVER, of, timer } = createRequire(${JSON.stringify(import.meta.url)})('rxjs');
const untidy = finalize(() => { throw new Error('could not close the scanner'); });
export const GivesAtOnce = () => of({ y: 1 }).pipe(untidy);
export const Gives = () => timer(20).pipe(map(() => ({ y: 1 })), untidy);
export const Fails = () => timer(20).pipe(map(() => { throw new Error('no page'); }), untidy);
export const Never = () => NEVER.pipe(untidy);
export const Listens = (_, { signal }) => {
  signal.addEventListener('abort', () => { throw new Error('could not close the scanner'); });
  return new Promise(() => undefined);
};
export const Throws = () => {
  setTimeout(() => { throw new Error('the cable'); }, 20);
  return new Promise((resolve) => setTimeout(resolve, 60_000, { y: 1 }));
};
export const Rejects = () => {
  void Promise.reject(new Error('the cable'));
  return new Promise((resolve) => setTimeout(resolve, 60_000, { y: 1 }));
};
export const ThrowsLater = () => {
  setTimeout(() => { throw new Error('the cable'); }, 20);
  return { y: 1 };
};
`;

describe('a worker whose runner', function () {
  this.timeout(60_000);
  const untidy = '  a: a teardown of its runner failed: could not close the scanner\n';
  let redis: RedisServer;
  let worker: Process | undefined;
  let folder: string;

  const cases = [
    [
      'gives a value and throws in its teardown',
      'GivesAtOnce',
      `${untidy}1 : a - GivesAtOnce : inputs - none : outputs - y=1`,
    ],
    [
      'gives a value later, likewise',
      'Gives',
      `${untidy}1 : a - Gives : inputs - none : outputs - y=1`,
    ],
    [
      'fails, likewise',
      'Fails',
      `${untidy}1 : a - Fails : inputs - none : failed at attempt 1 - no page`,
    ],
    [
      'takes too long, likewise',
      'Never',
      `${untidy}1 : a - Never : inputs - none : failed at attempt 1 - it took longer than 0.2 s`,
    ],
    [
      'throws in a listener of its signal',
      'Listens',
      `${untidy}1 : a - Listens : inputs - none : failed at attempt 1 - it took longer than 0.2 s`,
    ],
    [
      'throws outside of its promise',
      'Throws',
      '1 : a - Throws : inputs - none : failed at attempt 1 - an error outside of its promise: the cable (at r.mjs:13:28)',
    ],
    [
      'rejects outside of its promise',
      'Rejects',
      '1 : a - Rejects : inputs - none : failed at attempt 1 - an error outside of its promise: the cable (at r.mjs:17:23)',
    ],
  ] as const;
  const fileOf = (runner: string): string => join(folder, `${runner}.yaml`);

  before(async function () {
    redis = await redisServer(this);
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-worker-'));
    writeFileSync(join(folder, 'r.mjs'), runners);
    const all = [...cases.map(([, runner]) => runner), 'ThrowsLater'];
    for (const runner of all)
      writeFileSync(
        fileOf(runner),
        `pipeline:
  name: ${runner}
  runners: [./r.mjs]
  inputs: []
  outputs: [a.y]
  components:
    a: {runner: ${runner}, inputs: [], outputs: [y]${/Never|Listens/.test(runner) ? ', timeout: 200ms' : ''}}
`,
      );
    worker = await startWorker([...all.map(fileOf), '--queue', redis.url]);
  });

  after(async () => {
    worker?.child.kill('SIGKILL');
    if (worker !== undefined) await ended(worker.child);
    rmSync(folder, { recursive: true, force: true });
    await redis.close();
  });

  const logOf = async (runner: string): Promise<string> => {
    const { stderr } = await mlpipeline(['run', fileOf(runner), '--queue', redis.url]);
    const lines = stderr.split('\n').filter((line) => /^( {2}a:|1 :)/.test(line));
    return lines
      .join('\n')
      .replaceAll(/ : in .*| \(at .*(?=r\.mjs)/g, (found) =>
        found.startsWith(' (') ? ' (at ' : '',
      );
  };

  for (const [what, runner, log] of cases)
    it(`${what} has come to what it would without one`, async () => {
      expect(await logOf(runner)).to.equal(log);
    });

  it('throws when it has ended goes on, and tells whose it was', async () => {
    expect(await logOf('ThrowsLater')).to.equal(
      '1 : a - ThrowsLater : inputs - none : outputs - y=1',
    );
    expect(await logOf('Gives')).to.equal(`${untidy}1 : a - Gives : inputs - none : outputs - y=1`);
    expect(worker?.said()).to.match(
      /an error outside of any task, from `a` of the run \S+ after it had ended: the cable/,
    );
  });
});
