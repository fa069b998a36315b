import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { resultLine } from '../../../lib/cli/files/results-file.js';
import { UsageError } from '../../../lib/cli/exit/usage-error.js';
import { refuseOverwriting } from '../../../lib/cli/files/refuse-overwriting.js';
import { itemsFiles, runFiles } from '../../../lib/cli/files/run-files.js';
import { graphOf, Watched } from '../../engine/rig.js';
import { mlpipeline } from '../mlpipeline.js';

const declaration = (runner: string): string =>
  `pipeline: { name: Files, inputs: [x], outputs: [c.y], components: [c: { runner: ${runner}, inputs: [x], outputs: [y] }] }`;

describe('files of a run', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(path(name), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const refused = async (options: Parameters<typeof runFiles>[0]): Promise<string> => {
    try {
      await runFiles(options, [path('pipeline.yaml'), path('in.yaml')]);
    } catch (error) {
      if (error instanceof UsageError) return error.message.replaceAll(folder, '…');
      throw error;
    }
    throw new Error('it was taken');
  };

  describe('before the run', () => {
    it('are refused where they cannot be written', async () => {
      expect(await refused({ events: path('none/x') })).to.equal(
        '`--events`: `…/none/x` cannot be written: there is no such folder',
      );
      expect(await refused({ report: folder })).to.equal(
        '`--report`: `…` cannot be written: it is a folder',
      );
    });

    it('are refused where they would overwrite each other, or what the run reads', async () => {
      writeFileSync(path('pipeline.yaml'), 'pipeline: {}');
      symlinkSync(path('pipeline.yaml'), path('link.html'));
      expect(await refused({ events: path('pipeline.yaml') })).to.equal(
        '`--events` would overwrite `…/pipeline.yaml`, which is read',
      );
      expect(await refused({ report: path('link.html') })).to.equal(
        '`--report` would overwrite `…/pipeline.yaml`, which is read',
      );
      expect(await refused({ events: path('a'), report: path('a') })).to.equal(
        '`--events` and `--report` name the same file, `…/a`',
      );
      expect(await refused({ events: path('in.yaml') })).to.equal(
        '`--events` would overwrite `…/in.yaml`, which is read',
      );
      expect(text('pipeline.yaml')).to.equal('pipeline: {}');
      expect(readdirSync(folder)).to.have.members(['pipeline.yaml', 'link.html']);
    });

    it('are refused where they would overwrite source, whether it is known to be read or not', async () => {
      for (const name of ['runners.ts', 'imported.mjs', 'model.py', 'other.yml']) {
        writeFileSync(path(name), 'x');
        expect(await refused({ report: path(name) })).to.equal(
          `\`--report\` would overwrite \`…/${name}\`, which by its ending is source: name another file, or remove it first`,
        );
        expect(text(name)).to.equal('x');
        writeFileSync(path(name), '');
        await runFiles({ report: path(name) }, []);
      }
    });

    it('are refused where they would overwrite results of items', async () => {
      writeFileSync(
        path('r.ndjson'),
        `${resultLine('items.ndjson:1', '0123456789abcdef-01234567', {})}\n`,
      );
      expect(await refused({ events: path('r.ndjson') })).to.equal(
        '`--events` would overwrite `…/r.ndjson`, which holds results of `--results`: name another file, or remove it first',
      );
    });

    it('are refused where they would overwrite what is no record and no report', async () => {
      writeFileSync(path('notes.txt'), 'x');
      expect(await refused({ events: path('notes.txt') })).to.equal(
        '`--events` would overwrite `…/notes.txt`, which is not a record of events that MLPipeline wrote: name another file, or remove it first',
      );
      expect(await refused({ report: path('notes.txt') })).to.equal(
        '`--report` would overwrite `…/notes.txt`, which is not a report that MLPipeline wrote: name another file, or remove it first',
      );
      expect(text('notes.txt')).to.equal('x');
    });

    it('are refused where they would overwrite what are no failed items', () => {
      const failedItems = (): void => {
        refuseOverwriting({ '--failed': path('notes.txt') }, []);
      };
      writeFileSync(path('notes.txt'), '{"page":1}\n');
      expect(failedItems).to.throw(
        'notes.txt`, which is not a file of failed items that MLPipeline wrote: name another file, or remove it first',
      );
      writeFileSync(
        path('notes.txt'),
        'unread\n{"page":1,"x-item":"a:1","x-error":"`ocr` failed: \\"no\\""}\n',
      );
      expect(failedItems).not.to.throw();
      writeFileSync(path('notes.txt'), '');
      expect(failedItems).not.to.throw();
    });

    it('may be those of an earlier run, each in its place', async () => {
      const files = { events: path('run.ndjson'), report: path('run.html') };
      const write = async (): Promise<void> => {
        const { sinks, finish } = await runFiles(files, []);
        new Watched(graphOf({ a: {} }), { sinks }).flush();
        finish();
      };
      await write();
      await write();
      const swapped = { events: files.report, report: files.events };
      expect(await refused(swapped)).to.contain('/run.html`, which is not a record of events');
      expect(await refused({ report: files.events })).to.contain(
        '/run.ndjson`, which is not a report',
      );
      const { sinksOf, finish } = await itemsFiles(files, 'Items');
      new Watched(graphOf({ a: {} }), { sinks: sinksOf('"a".ndjson:1') }).flush();
      finish();
      await write();
    });

    it('are no standard output, which belongs to the outputs', async () => {
      expect(await refused({ events: '-' })).to.equal(
        '`--events` takes a file, not `-`: standard output is for the outputs',
      );
    });

    it('leave a report of an earlier run as it is, and nothing where there was none', async () => {
      const old = '<!doctype html><meta name="generator" content="MLPipeline">';
      writeFileSync(path('old.html'), old);
      await runFiles({ report: path('old.html') }, []);
      await runFiles({ report: path('new.html') }, []);
      expect(text('old.html')).to.equal(old);
      expect(existsSync(path('new.html'))).to.be.false;
    });
  });

  it('hold each event before the run goes on', async () => {
    const { sinks, finish } = await runFiles({ events: path('run.ndjson') }, []);
    const seen: string[] = [];
    new Watched(graphOf({ a: {} }), {
      sinks: [
        ...sinks,
        ({ type }) => seen.push(`${type} ${text('run.ndjson').split('\n').length - 1}`),
      ],
    }).flush();
    expect(seen).to.deep.equal([
      'run-started 1',
      'attempt-started 2',
      'task-finished 3',
      'run-finished 4',
    ]);
    expect(finish()).to.equal('');
  });

  it('that cannot be written to the end harm nobody, and it is told', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const { sinks, finish } = await runFiles({ events: '/dev/full', report: path('r.html') }, []);
    // What was a folder's place a moment ago may be something else at the end.
    mkdirSync(path('r.html'));
    const watched = new Watched(graphOf({ a: {} }), { sinks }).flush();
    expect(watched.outcome).to.equal('done');
    expect(watched.events[1]).to.include({
      type: 'sink-failed',
      message:
        'the events in `/dev/full` are incomplete, since writing failed: no space is left on the device',
    });
    expect(finish().replaceAll(folder, '…')).to.equal(
      'mlpipeline: the events in `/dev/full` are incomplete, since writing failed: no space is left on the device\n' +
        'mlpipeline: the report `…/r.html` could not be written: it is a folder\n',
    );
  });

  it('are written by `run`, and `report` makes the same page from the events', async () => {
    const files = ['--events', path('run.ndjson'), '--report', path('run.html')];
    const run = await mlpipeline(['run', '-', '--quiet', ...files, '--inputs', 'x=1'], {
      input: declaration('PassThrough'),
    });
    expect(run).to.deep.include({ status: 0, stderr: '' });
    const made = await mlpipeline(['report', path('run.ndjson'), '-o', path('again.html')]);
    expect(made).to.deep.equal({ status: 0, stdout: '', stderr: '' });
    expect(text('again.html')).to.equal(text('run.html'));
    expect(text('run.html')).to.contain('<title>Files: done</title>');
    expect(await mlpipeline(['report', path('run.ndjson'), '-o', '-'])).to.deep.equal({
      ...made,
      stdout: text('run.html'),
    });
    const over = await mlpipeline(['report', path('run.ndjson'), '-o', path('run.ndjson')]);
    expect(over.stderr.replaceAll(folder, '…')).to.equal(
      'mlpipeline: `--output` would overwrite `…/run.ndjson`, which is read\n',
    );
    expect(over.status).to.equal(2);
    expect(text('run.ndjson')).to.contain('run-finished');
  });

  it('are whole when the run was interrupted', async () => {
    const argv = [
      '--import',
      'tsx',
      'lib/cli/main.ts',
      'run',
      '-',
      '--log',
      'json',
      '--inputs',
      'x=1',
    ];
    const more = ['--runners', './spec/cli/runners.js', '--report', path('run.html')];
    const child = spawn(process.execPath, [...argv, ...more, '--events', path('run.ndjson')], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      if (!child.killed && stderr.includes('attempt-started')) child.kill('SIGINT');
    });
    child.stdin.end(declaration('Stuck'));
    expect(await new Promise((resolve) => child.on('close', resolve))).to.equal(130);
    expect(text('run.html')).to.contain('<title>Files: cancelled</title>');
    expect(text('run.ndjson').trimEnd().split('\n').at(-1)).to.contain('"outcome":"cancelled"');
  });
});

describe('mlpipeline report', () => {
  it('says what is wrong with a record', async () => {
    expect(await mlpipeline(['report', '-'], { input: 'no\n' })).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        'mlpipeline: <stdin>: line 1: it is not JSON: a record of events is one JSON object a line\n',
    });
    expect(await mlpipeline(['report', 'none.ndjson'])).to.deep.include({
      status: 2,
      stderr:
        'mlpipeline: `none.ndjson` cannot be read: there is no such file, nor is it the id of a run, as `mlpipeline runs` lists them\n',
    });
    expect(await mlpipeline(['report', '-'], { input: '' })).to.deep.include({
      status: 2,
      stderr: 'mlpipeline: `<stdin>` holds no events\n',
    });
  });

  it('makes what can be made of a record that breaks off', async () => {
    const event = { run: 'r', sequence: 0, time: 0, type: 'run-started', inputs: {}, seed: 1 };
    const graph = { name: 'Cut', inputs: [], components: [], outputs: [], edges: [] };
    const input = `${JSON.stringify({ ...event, graph })}\n{"run":"r","seq`;
    const { status, stdout, stderr } = await mlpipeline(['report', '-'], { input });
    expect(status).to.equal(0);
    expect(stdout).to.contain('<title>Cut: unfinished</title>');
    expect(stderr).to.equal(
      'mlpipeline: <stdin>: line 2: the record ends in the middle of it: its run was killed, or is still at work; the report shows what comes before it\n',
    );
  });
});
