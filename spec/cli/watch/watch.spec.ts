import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { mlpipeline } from '../mlpipeline.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A process whose output is waited for, not its time. */
class Child {
  stdout = '';
  stderr = '';
  readonly status: Promise<number | null>;
  private readonly process: ChildProcessWithoutNullStreams;
  private check: () => void = () => undefined;

  constructor(argv: readonly string[], cwd: string) {
    this.process = spawn(
      process.execPath,
      [
        '--import',
        join(root, 'node_modules/tsx/dist/loader.mjs'),
        join(root, 'lib/cli/main.ts'),
        ...argv,
      ],
      { cwd },
    );
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.check();
    });
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.check();
    });
    this.status = new Promise((resolve) => {
      this.process.on('close', resolve);
    });
  }

  /** When so many results have been printed. */
  results(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.check = () => {
        if (this.stdout.split('\n').length > count) resolve();
      };
      this.check();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }
}

describe('mlpipeline watch', () => {
  let folder: string;
  let child: Child | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-watch-'));
    writeFileSync(
      join(folder, 'pipeline.yaml'),
      `
pipeline:
  name: Words
  runners: [./words.mjs]
  inputs: [text]
  outputs: { words: words.words }
  components:
    words: { runner: Words, inputs: [text], outputs: [words] }
`,
    );
    writeFileSync(join(folder, 'words.mjs'), words(' '));
    writeFileSync(join(folder, 'note.txt'), 'to be or not');
  });
  afterEach(async () => {
    child?.signal('SIGKILL');
    await child?.status;
    child = undefined;
    rmSync(folder, { recursive: true });
  });

  const words = (separator: string): string =>
    `export const Words = ({ text }) => ({ words: text.split('${separator}') });`;

  it('follows files however they are written, and ends in order by Ctrl-C', async () => {
    child = new Child(['watch', 'pipeline.yaml', '--inputs', 'text=@note.txt'], folder);
    await child.results(1);
    writeFileSync(join(folder, 'note.txt'), 'in place');
    await child.results(2);
    writeFileSync(join(folder, '.note.txt.swp'), 'moved over');
    renameSync(join(folder, '.note.txt.swp'), join(folder, 'note.txt'));
    await child.results(3);
    writeFileSync(join(folder, 'words.new'), words('o'));
    rmSync(join(folder, 'words.mjs'));
    renameSync(join(folder, 'words.new'), join(folder, 'words.mjs'));
    await child.results(4);
    renameSync(folder, `${folder}-away`);
    renameSync(`${folder}-away`, folder);
    writeFileSync(join(folder, 'note.txt'), 'back');
    await child.results(5);
    child.signal('SIGINT');
    expect(await child.status).to.equal(0);
    expect(child.stdout).to.equal(
      '{"words":["to","be","or","not"]}\n' +
        '{"words":["in","place"]}\n' +
        '{"words":["moved","over"]}\n' +
        '{"words":["m","ved ","ver"]}\n' +
        '{"words":["back"]}\n',
    );
    expect(
      child.stderr
        .replace(/^watching.*\n/m, '')
        .split('\n')
        .slice(0, 3),
    ).to.deep.equal(['  ran `words`', '`note.txt` changed', '  ran `words`']);
  });

  it('begins with a store where it stopped, and runs nothing for a change that is taken back', async () => {
    const argv = ['watch', 'pipeline.yaml', '--cache', '--store', 'kept', '--log', 'json'];
    const begun = async (): Promise<Child> => {
      child = new Child([...argv, '--explain', '--inputs', 'text=@note.txt'], folder);
      await child.results(1);
      return child;
    };
    const told = ({ stderr }: Child): readonly string[] =>
      stderr
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { type: string; message?: string })
        .filter(({ type }) => /^task-(?:kept|noted|finished)$/.test(type))
        .map(({ type, message }) => message ?? type);
    const first = await begun();
    writeFileSync(join(folder, 'words.mjs'), words('o'));
    await first.results(2);
    first.signal('SIGINT');
    expect(await first.status).to.equal(0);
    expect(told(first)).to.deep.equal([
      ...['runs: never run', 'task-finished'],
      ...['runs: code of words.mjs', 'task-finished'],
    ]);
    const second = await begun();
    writeFileSync(join(folder, 'words.mjs'), words(' '));
    await second.results(2);
    second.signal('SIGINT');
    expect(await second.status).to.equal(0);
    expect(told(second)).to.deep.equal(['task-kept', 'task-kept']);
    expect(second.stdout.split('\n')).to.deep.equal([
      ...first.stdout.split('\n').slice(0, 2).reverse(),
      '',
    ]);
  });

  it('needs a store for what looks results up', async () => {
    child = new Child(['watch', 'pipeline.yaml', '--cache'], folder);
    expect(await child.status).to.equal(2);
    expect(child.stderr).to.equal(
      'mlpipeline: `--cache` needs a store, where results are kept: add `--store`, or make a folder `.mlpipeline` beside the pipeline\n',
    );
  });

  it('ends in order while a task is at work', async () => {
    writeFileSync(
      join(folder, 'words.mjs'),
      `export const Words = (_, { signal, log }) => {
         log('working');
         const timer = setInterval(() => {}, 1000);
         return new Promise(() => signal.addEventListener('abort', () => clearInterval(timer)));
       };`,
    );
    child = new Child(['watch', 'pipeline.yaml', '--inputs', 'text=a', '--output', 'text'], folder);
    const { process: of } = child as unknown as { process: ChildProcessWithoutNullStreams };
    await new Promise<void>((resolve) => {
      of.stderr.on('data', (text: string) => {
        if (text.includes('watching')) resolve();
      });
    });
    child.signal('SIGTERM');
    expect(await child.status).to.equal(0);
    expect(child.stderr).to.equal(
      '  words: working\nwatching `pipeline.yaml` and `words.mjs`; press Ctrl-C to stop\n',
    );
  });

  for (const [argv, said] of [
    [['-'], 'standard input cannot be watched: name a file'],
    [
      ['--inputs', 'a=1', 'examples/two-readings.yaml'],
      'no pipeline file is named: `mlpipeline watch FILE`; `--inputs` took `examples/two-readings.yaml`: name the file before it',
    ],
    [['nowhere.yaml'], '`nowhere.yaml` cannot be read: there is no such file'],
    [
      ['examples/two-readings.yaml', '--runners', 'any'],
      '`--runners any` loads no runners: there is nothing to run',
    ],
    [
      ['examples/two-readings.yaml', '--inputs', 'document_id=@nowhere.txt', 'page_num=0'],
      '`nowhere.txt` cannot be read: there is no such file',
    ],
  ] as const)
    it(`refuses ${argv.join(' ')}`, async () => {
      const { status, stdout, stderr } = await mlpipeline(['watch', ...argv]);
      expect(stderr).to.equal(`mlpipeline: ${said}\n`);
      expect([status, stdout]).to.deep.equal([2, '']);
    });
});
