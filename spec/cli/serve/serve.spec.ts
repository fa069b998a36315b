import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { mlpipeline } from '../mlpipeline.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const pipeline = `
pipeline:
  name: Two steps
  inputs: [text, gate]
  outputs: { loud: shout.out }
  components:
    shout:
      runner: Command
      params: { command: [tr, a-z, A-Z], stdin: $(text), stdout: text }
      inputs: [text]
      outputs: [out]
    wait:
      runner: Command
      params: { command: [sh, -c, 'until [ -e "$1" ]; do sleep 0.02; done; echo open', sh, $(gate)], stdout: text }
      inputs: [shout.out, gate]
      outputs: [out]
`.replace('{ loud: shout.out }', '{ loud: shout.out, gate: wait.out }');

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly said: () => string;
  readonly ended: Promise<{ readonly status: number | null; readonly stderr: string }>;
}

describe('mlpipeline serve', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let gate: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-serve-'));
    file = join(folder, 'pipeline.yaml');
    gate = join(folder, 'gate');
    writeFileSync(file, pipeline);
  });
  afterEach(() => {
    environment = {};
    for (const child of children.splice(0)) child.kill('SIGKILL');
    // What a killed server has started goes on until then.
    writeFileSync(gate, '');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  let environment: Readonly<Record<string, string>> = {};
  const serving = (...more: readonly string[]): Promise<Serving> =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', 'lib/cli/main.ts', 'serve', file, '--port', '0', ...more],
        {
          cwd: root,
          stdio: ['ignore', 'inherit', 'pipe'],
          env: { ...process.env, ...environment },
        },
      );
      children.push(child);
      let stderr = '';
      const ended = new Promise<{ status: number | null; stderr: string }>((end) => {
        child.once('close', (status) => {
          end({ status, stderr });
          reject(new Error(`it ended: ${stderr}`));
        });
      });
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        stderr += piece;
        const url = /serving at (\S+?),?\s/.exec(stderr)?.[1];
        if (url !== undefined) resolve({ child, url, ended, said: () => stderr });
      });
    });
  const start = async (
    url: string,
    inputs: object,
    query = '',
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}pipelines/two-steps/runs${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(inputs),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const get = async (url: string): Promise<Record<string, unknown>> =>
    (await (await fetch(url)).json()) as Record<string, unknown>;
  const until = async (
    url: string,
    holds: (run: Record<string, unknown>) => boolean,
  ): Promise<void> => {
    while (!holds(await get(url))) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('finds runs again after it was killed, and goes on with one that was at work', async () => {
    const first = await serving('--store');
    writeFileSync(gate, '');
    const done = await start(first.url, { text: 'a', gate }, '?wait');
    expect(done).to.deep.equal({ loud: 'A', gate: 'open\n' });
    rmSync(gate);
    const { id } = await start(first.url, { text: 'b', gate });
    await until(`${first.url}runs/${String(id)}`, ({ tasksDone }) => tasksDone === 1);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await serving('--store');
    const told = `run ${String(id)} of \`Two steps\` was interrupted: \`POST /runs/${String(id)}/resume\` continues it`;
    while (!second.said().includes(told)) await new Promise((resolve) => setTimeout(resolve, 20));
    const { runs } = (await get(`${second.url}runs`)) as { runs: Record<string, unknown>[] };
    expect(runs.map(({ pipeline: of, state }) => [of, state])).to.deep.equal([
      ['Two steps', 'interrupted'],
      ['Two steps', 'done'],
    ]);
    await fetch(`${second.url}runs/${String(id)}/resume`, { method: 'POST' });
    writeFileSync(gate, '');
    await until(`${second.url}runs/${String(id)}`, ({ state }) => state === 'done');
    const events = await (await fetch(`${second.url}runs/${String(id)}/events`)).text();
    expect(events).to.match(/"type":"task-kept","task":"shout"/);
    const shown = await mlpipeline(['runs', '--json', '--store', join(folder, '.mlpipeline')]);
    expect(shown.stdout).to.include(String(id));
    second.child.kill('SIGTERM');
    expect((await second.ended).status).to.equal(0);
  });

  it('says where results would be kept where there is no store', async () => {
    const cached = join(folder, 'cached.yaml');
    writeFileSync(
      cached,
      pipeline
        .replace('Two steps', 'Cached')
        .replace('outputs: [out]', 'outputs: [out]\n      cache: true'),
    );
    const { said } = await serving(cached);
    expect(said()).to.equal(
      `mlpipeline: \`shout\` of \`Cached\` says \`cache: true\`, but there is no store for their results: \`--store\` keeps them in \`${folder}/.mlpipeline\`, \`--no-store\` runs without a cache\n` +
        said().replace(/^.*\n/, ''),
    );
    expect((await serving(cached, '--no-store')).said()).not.to.contain('cache: true');
  });

  it('takes the flags of the cache, with a store', async () => {
    const { stderr } = await mlpipeline(['serve', file, '--no-store', '--cache']);
    expect(stderr).to.include('`--cache` needs a store, where results are kept');
    const wrong = await mlpipeline(['serve', file, '--store', '--rerun', 'shoot']);
    expect(wrong.stderr).to.include(
      '`--rerun`: the pipeline has no task `shoot`; did you mean `shout`?',
    );
    writeFileSync(gate, '');
    const { url } = await serving('--store', '--cache', '--rerun', 'wait');
    const events = async (): Promise<string> => {
      const { id } = await start(url, { text: 'a', gate });
      await until(`${url}runs/${String(id)}`, ({ state }) => state === 'done');
      return (await fetch(`${url}runs/${String(id)}/events`)).text();
    };
    await events();
    const again = await events();
    expect(again).to.match(/"type":"task-kept","task":"shout"/);
    expect(again).to.match(/"type":"attempt-started","task":"wait"/);
  });

  it('takes variables that are empty as ones that are not set', async () => {
    environment = { MLPIPELINE_STORE: '', MLPIPELINE_QUEUE: '', MLPIPELINE_TOKEN: '' };
    const { url, said } = await serving();
    expect(said()).to.equal(`mlpipeline: serving at ${url}\n`);
    expect((await fetch(`${url}runs`)).status).to.equal(200);
    const elsewhere = await mlpipeline(['serve', file, '--host', '0.0.0.0'], { environment });
    expect(elsewhere).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        'mlpipeline: other machines can reach `0.0.0.0`: a token is needed, which clients must send: `--token`, or `MLPIPELINE_TOKEN`\n',
    });
  });

  it('shows the runs of commands in the same store', async () => {
    writeFileSync(gate, '');
    const ran = await mlpipeline(
      ['run', file, '--store', '--quiet', '--inputs', 'text=c', `gate=${gate}`],
      {},
    );
    expect(ran.status).to.equal(0);
    const { url } = await serving('--store');
    const { runs } = (await get(`${url}runs`)) as { runs: { id: string }[] };
    expect(runs).to.have.length(1);
    const value = await fetch(`${url}runs/${runs[0]?.id ?? ''}/values/shout.out`);
    expect(await value.text()).to.equal('C');
  });

  it('is rid of what never settles by its timeout, and where its run is cancelled', async () => {
    writeFileSync(join(folder, 'never.mjs'), 'export const Never = () => new Promise(() => {});');
    const never = (name: string, more = ''): string => {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(
        path,
        `pipeline:\n  name: ${name}\n  runners: [./never.mjs]\n  inputs: []\n  outputs: [a.y]\n  components:\n    a: {runner: Never, inputs: [], outputs: [y]${more}}\n`,
      );
      return path;
    };
    const { url, said } = await serving(
      never('timed', ', timeout: 200ms'),
      never('free'),
      '--hold',
      '50ms',
    );
    const begin = async (name: string): Promise<string> => {
      const answer = await fetch(`${url}pipelines/${name}/runs`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      });
      return `${url}runs/${String(((await answer.json()) as { id: unknown }).id)}`;
    };
    const timed = await begin('timed');
    await until(timed, ({ state }) => state === 'failed');
    expect(said()).to.include(`run ${timed.slice(timed.lastIndexOf('/') + 1)}: \`a\` failed: `);
    const free = await begin('free');
    await until(free, ({ state }) => state === 'running');
    expect((await fetch(`${free}/cancel`, { method: 'POST' })).status).to.equal(202);
    await until(free, ({ state }) => state === 'cancelled');
  });

  it('logs the steps of each run under its id, however many are at work', async () => {
    const { url, said } = await serving('--verbose');
    const begun = await Promise.all(
      ['a', 'b'].map((text) => start(url, { text, gate }, '?seed=1')),
    );
    const ids = begun.map(({ id }) => String(id));
    for (const id of ids) await until(`${url}runs/${id}`, ({ tasksDone }) => tasksDone === 1);
    writeFileSync(gate, '');
    for (const id of ids)
      while (!said().includes(`mlpipeline: run ${id} is done\n`))
        await new Promise((resolve) => setTimeout(resolve, 20));
    const logOf = (id = ''): readonly string[] =>
      said()
        .split('\n')
        .filter((line) => line.startsWith(`[${id.slice(0, 8)}] `))
        .map((line) => line.slice(11).replace(/ : in \d[\d.]* s$/, ''));
    for (const [at, text] of ['a', 'b'].entries()) {
      const loud = text.toUpperCase();
      expect(logOf(ids[at])).to.deep.equal([
        `0 : pipeline : inputs - text=${text}, gate=${gate}`,
        '  seed 1',
        '  shout: attempt 1 starts',
        `1 : shout - Command : inputs - text=${text} : outputs - out=${loud}`,
        '  wait: attempt 1 starts',
        `2 : wait - Command : inputs - out=${loud}, gate=${gate} : outputs - out=open\\x0a`,
        `3 : pipeline : outputs - loud=${loud}, gate=open\\x0a`,
      ]);
    }
    const others = said()
      .split('\n')
      .filter((line) => !/^(?:\[|mlpipeline: run )/.test(line));
    expect(others).to.deep.equal([`mlpipeline: serving at ${url}`, '']);
  });

  it('leaves what does not finish within --drain, to be resumed by a command', async () => {
    const { child, url, ended } = await serving('--store', '--drain', '100ms');
    const { id } = await start(url, { text: 'd', gate });
    await until(`${url}runs/${String(id)}`, ({ tasksDone }) => tasksDone === 1);
    child.kill('SIGTERM');
    const { status, stderr } = await ended;
    expect(status).to.equal(0);
    expect(stderr).to.equal(
      `mlpipeline: serving at ${url}, runs are kept in \`${folder}/.mlpipeline/store.db\`\n` +
        `mlpipeline: run ${String(id)} of \`Two steps\`\n` +
        'mlpipeline: shutting down, within 100ms\n' +
        `mlpipeline: run ${String(id)} is interrupted: \`mlpipeline resume ${String(id)}\` continues it\n`,
    );
    writeFileSync(file, pipeline.replace('Two steps', 'Another'));
    const another = await serving('--store');
    another.child.kill('SIGTERM');
    // It cannot go on with a run of what it does not serve.
    expect((await another.ended).stderr).not.to.include('was interrupted');
    writeFileSync(file, pipeline);
    writeFileSync(gate, '');
    const resumed = await mlpipeline([
      ...['resume', String(id), '--quiet', '--store', join(folder, '.mlpipeline')],
    ]);
    expect(resumed.stderr).to.equal('');
    expect(JSON.parse(resumed.stdout)).to.deep.equal({ loud: 'D', gate: 'open\n' });
  });
});
