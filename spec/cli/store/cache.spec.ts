import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { inProcess } from '../in-process.js';
import type { Result } from '../mlpipeline.js';

const declared = `pipeline:
  name: Reading
  inputs: [page]
  outputs: [extract.fields]
  components:
    - read:
        runner: Command
        inputs: [page]
        outputs: [text]
        params: { command: [sh, -c, 'echo read >> calls; tr a-z A-Z'], stdin: $(page), stdout: text }
        cache: true
    - extract:
        runner: Command
        inputs: [read.text]
        outputs: [fields]
        params: { command: [sh, -c, 'test -f ready && echo extract >> calls && cat'], stdin: $(text), stdout: text }
`;

describe('the cache of commands', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-cache-'));
    write(declared);
    writeFileSync(join(folder, 'ready'), '');
    mkdirSync(join(folder, '.mlpipeline'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (text: string): void => {
    writeFileSync(join(folder, 'p.yaml'), text);
  };
  const call = async (line: string): Promise<Result> => {
    const { stderr, ...rest } = await inProcess(folder, line.split(' '));
    return { ...rest, stderr: plain(stderr) };
  };
  const run = (more = ''): Promise<Result> => call(`run p.yaml --inputs page=words${more}`);
  /** Texts without what differs from run to run. */
  const plain = (text: string): string =>
    text
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'LONG')
      .replace(/\b(?=[a-f]*\d)[0-9a-f]{8}\b/g, 'ID')
      .replaceAll(folder, 'FOLDER');
  /** What was called since it was last asked. */
  const calls = (): string => {
    const path = join(folder, 'calls');
    const text = readFileSync(path, 'utf8').trim().split('\n').sort().join(' ');
    writeFileSync(path, '');
    return text;
  };
  const notes = ({ stderr }: Result): readonly string[] =>
    stderr.split('\n').filter((line) => /^ {2}\w+: /.test(line));

  it('gives a second run what is cached, and says from where', async () => {
    await run();
    expect(calls()).to.equal('extract read');
    expect(await run()).to.deep.equal({
      status: 0,
      stdout: '{\n  "extract.fields": "WORDS"\n}\n',
      stderr: `mlpipeline: run ID, kept in \`FOLDER/.mlpipeline/store.db\`
0 : pipeline : inputs - page=words
1 : read - Command : outputs - text=WORDS : kept from LONG/read
2 : extract - Command : inputs - text=WORDS : outputs - fields=WORDS
3 : pipeline : outputs - extract.fields=WORDS
`,
    });
    expect(calls()).to.equal('extract');
  });

  it('is asked for by `--cache` whatever components declare, and by `--no-cache` by none', async () => {
    await run(' --cache');
    expect(calls()).to.equal('extract read');
    await run(' --cache');
    expect(calls()).to.equal('');
    await run(' --no-cache');
    expect(calls()).to.equal('extract read');
    await run(' --cache');
    expect(calls()).to.equal('');
  });

  it('explains what runs: the one thing that differs, with its old and new value', async () => {
    expect(notes(await run(' --explain'))).to.deep.equal([
      '  read: runs: never run',
      '  extract: not cached: nobody asked for it',
    ]);
    expect(notes(await run(' --explain'))).to.deep.equal([
      '  extract: not cached: nobody asked for it',
    ]);
    write(declared.replace("'echo read >> calls; tr a-z A-Z'", "'tr a-z A-Z'"));
    expect(notes(await run(' --explain'))[0]).to.equal(
      '  read: runs: params.command ["sh","-c","echo read >> calls; tr a-z A-Z"] → ["sh","-c","tr a-z A-Z"]',
    );
    expect(notes(await call('run p.yaml --inputs page=other --explain'))[0]).to.equal(
      '  read: runs: input page',
    );
  });

  it('runs again what is asked for by `--rerun`, and keeps what that gives', async () => {
    await run();
    calls();
    expect(notes(await run(' --rerun read --explain'))[0]).to.equal(
      '  read: runs: asked to run again',
    );
    expect(calls()).to.equal('extract read');
    expect((await run(' --quiet --rerun raed')).stderr).to.equal(
      'mlpipeline: `--rerun`: the pipeline has no task `raed`; did you mean `read`?\n',
    );
  });

  it('explains though nothing else is to be told, and of each item', async () => {
    expect((await run(' --explain --quiet')).stderr).to.equal(
      '  read: runs: never run\n  extract: not cached: nobody asked for it\n',
    );
    writeFileSync(join(folder, 'items.ndjson'), '{"page":"other"}\n');
    for (const flag of ['', ' --quiet'])
      expect(
        (await call(`run p.yaml --each items.ndjson --explain --rerun read${flag}`)).stderr,
      ).to.contain(
        '[items.ndjson:1]   read: runs: asked to run again\n[items.ndjson:1]   extract: not cached: nobody asked for it\n',
      );
  });

  it('says where results would be kept where there is no store, unless none is wanted', async () => {
    rmSync(join(folder, '.mlpipeline'), { recursive: true });
    const said =
      'mlpipeline: `read` says `cache: true`, but there is no store for their results: `--store` keeps them in `FOLDER/.mlpipeline`, `--no-store` runs without a cache\n';
    expect((await run()).stderr.startsWith(said)).to.equal(true);
    for (const flag of [' --no-store', ' --no-cache', ' --quiet', ' --store'])
      expect((await run(flag)).stderr).not.to.contain('cache: true');
  });

  it('needs a store', async () => {
    rmSync(join(folder, '.mlpipeline'), { recursive: true });
    const then = 'add `--store`, or make a folder `.mlpipeline` beside the pipeline\n';
    expect(await run(' --cache')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `mlpipeline: \`--cache\` needs a store, where results are kept: ${then}`,
    });
    expect((await run(' --rerun read --explain')).stderr).to.equal(
      `mlpipeline: \`--rerun\` and \`--explain\` need a store, where results are kept: ${then}`,
    );
    expect((await run(' --no-cache')).status).to.equal(0);
  });

  it('is shared by items', async () => {
    writeFileSync(join(folder, 'items.ndjson'), '{"page":"a"}\n{"page":"a"}\n{"page":"b"}\n');
    const { status, stdout } = await call('run p.yaml --each items.ndjson --quiet');
    expect({ status, stdout }).to.deep.equal({
      status: 0,
      stdout: `{"x-item":"items.ndjson:1","extract.fields":"A"}
{"x-item":"items.ndjson:2","extract.fields":"A"}
{"x-item":"items.ndjson:3","extract.fields":"B"}
`,
    });
    expect(calls()).to.equal('extract extract extract read read');
  });

  it('serves a run that is gone on with as it was asked for', async () => {
    rmSync(join(folder, 'ready'));
    expect((await run(' --cache')).status).to.equal(1);
    writeFileSync(join(folder, 'ready'), '');
    await run(' --cache');
    expect(calls()).to.equal('extract read');
    // Another has done meanwhile what it failed to do.
    rmSync(join(folder, 'ready'));
    expect((await call('resume')).stderr).to.equal(
      `mlpipeline: run ID, kept in \`FOLDER/.mlpipeline/store.db\`
0 : pipeline : inputs - page=words
1 : read - Command : outputs - text=WORDS : kept from LONG/read
2 : extract - Command : outputs - fields=WORDS : kept from LONG/extract
3 : pipeline : outputs - extract.fields=WORDS
`,
    );
  });

  describe('before a run', () => {
    const dryRun = async (more: string): Promise<string> => {
      const { status, stdout, stderr } = await call(`dry-run p.yaml${more}`);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      return plain(stdout).replace(/^[^]*\nPruned\n {2}nothing\n/, '');
    };

    it('tells what would be kept, and of what would run why', async () => {
      expect(await dryRun(' --cache --inputs page=words')).to.equal(`
Cache (0 of 2 kept)
  read     runs: never run
  extract  runs: input read.text
`);
      await run();
      calls();
      expect(await dryRun(' --cache --inputs page=words')).to.equal(`
Cache (1 of 2 kept)
  read     kept from ID/read
  extract  runs: not cached
`);
      expect(await dryRun(' --cache-all --inputs page=words')).to.contain('extract  runs: never');
      expect(await dryRun(' --cache --inputs page=other')).to.contain('read     runs: input page');
      expect(await dryRun(' --cache --inputs page=words --rerun read')).to.contain(
        'read     runs: asked to run again',
      );
      expect(await dryRun('')).to.equal('');
      const { stdout } = await call('dry-run p.yaml --cache --inputs page=words --format json');
      expect((JSON.parse(plain(stdout)) as { cache: unknown }).cache).to.deep.equal([
        { task: 'read', from: 'LONG/read' },
        { task: 'extract', why: ['not cached'] },
      ]);
      expect(calls()).to.equal('');
    });

    it('needs a store, inputs, and runners', async () => {
      const refused = async (more: string): Promise<string> => {
        const { status, stdout, stderr } = await call(`dry-run p.yaml${more}`);
        expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
        return stderr;
      };
      expect(await refused(' --inputs page=words --store')).to.equal(
        'mlpipeline: in `dry-run`, `--inputs` and `--store` need `--cache`, which shows what a run would take from the cache\n',
      );
      expect(await refused(' --cache')).to.equal('mlpipeline: missing input: `page`\n');
      expect(await refused(' --cache --inputs page=words --rerun raed')).to.equal(
        'mlpipeline: `--rerun`: the pipeline has no task `raed`; did you mean `read`?\n',
      );
      expect(await refused(' --cache --runners any --inputs page=words')).to.equal(
        'mlpipeline: `--runners any` loads no runners, whose code decides what is in the cache: name their modules\n',
      );
      rmSync(join(folder, '.mlpipeline'), { recursive: true });
      expect(await refused(' --cache --inputs page=words')).to.equal(
        'mlpipeline: `--cache` needs a store, where results are kept: add `--store`, or make a folder `.mlpipeline` beside the pipeline\n',
      );
    });
  });
});
