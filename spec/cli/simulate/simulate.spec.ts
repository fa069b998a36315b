import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { span, rate } from '../../../lib/cli/simulate/units-text.js';
import { mlpipeline, type Result } from '../mlpipeline.js';

const file = 'examples/two-readings.yaml';

describe('mlpipeline simulate', () => {
  let folder: string;
  let durations: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    durations = written('durations.yaml', 'careful_ocr: 4s\nmerge: 10ms\ndefault: 1s\n');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const simulated = (...argv: readonly string[]): Promise<Result> =>
    mlpipeline(['simulate', file, ...argv]);

  it('prints no line of more than 80 characters', async () => {
    const { status, stdout } = await simulated('--durations', durations, '--items', '100');
    expect(status).to.equal(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).to.deep.equal([]);
    expect(stdout).to.contain('\nthroughput ');
  });

  it('prints all figures as JSON, for each of several settings', async () => {
    const { stdout } = await simulated('--durations', durations, '--format', 'json');
    expect(JSON.parse(stdout)).to.include({ makespan: 7010, work: 8010, outcome: 'done' });
    const several = await simulated(
      ...['--durations', durations, '--format', 'json', '--resources', 'gpu=1,2'],
    );
    const all = JSON.parse(several.stdout) as readonly { readonly makespan: number }[];
    expect(all.map(({ makespan }) => makespan)).to.deep.equal([7010, 6010]);
  });

  it('takes the times of records, and of a later file what it names', async () => {
    const record = (run: string, milliseconds: number): string =>
      written(
        `${run}.ndjson`,
        [
          { type: 'run-started', graph: whole, inputs: {}, seed: 1 },
          { type: 'attempt-started', task: 'fast_ocr', attempt: 1, inputs: {} },
          { type: 'attempt-started', task: 'gone', attempt: 1, inputs: {} },
          {
            time: 100 + milliseconds,
            type: 'task-finished',
            task: 'fast_ocr',
            attempt: 1,
            outputs: {},
          },
          { type: 'task-finished', task: 'gone', attempt: 1, outputs: {} },
        ]
          .map((event, sequence) => JSON.stringify({ run, sequence, time: 100, ...event }))
          .join('\n'),
      );
    const whole = { name: 'n', inputs: [], components: [], outputs: [], edges: [] };
    const records = [record('one', 2000), record('two', 3000)].flatMap((one) => [
      '--durations',
      one,
    ]);
    const { stdout, stderr, status } = await simulated(
      ...['--durations', durations, ...records, '--items', '200', '--format', 'json'],
    );
    expect(status).to.equal(0);
    expect(stderr.split('\n').map((line) => line.replace(folder, ''))).to.deep.equal([
      ...['one', 'two'].map(
        (run) =>
          `mlpipeline: /${run}.ndjson: 1 task of the record is not in this pipeline: \`gone\``,
      ),
      '',
    ]);
    const { tasks } = JSON.parse(stdout) as {
      readonly tasks: readonly { readonly name: string; readonly duration: number }[];
    };
    const meanOf = (name: string): number =>
      tasks.find((task) => task.name === name)?.duration ?? 0;
    expect(meanOf('fast_ocr')).to.be.closeTo(2500, 150);
    expect(meanOf('careful_ocr')).to.equal(4000);
  });

  it('takes what a run has recorded of conditions, lists and repetitions', async () => {
    written(
      'inner.yaml',
      `pipeline:
  name: Inner
  inputs: [page]
  outputs: { one: { first: [b.x, a.x] } }
  components:
    - a: { runner: PassThrough, inputs: { x: page }, outputs: [x] }
    - b: { runner: PassThrough, inputs: { x: page }, outputs: [x], when: a.x > 3 }
`,
    );
    const book = written(
      'book.yaml',
      `pipeline:
  name: Book
  inputs: { pages: { type: json } }
  outputs: { all: last.x, none: none.x }
  components:
    - read: { pipeline: ./inner.yaml, map: page, inputs: { page: pages }, outputs: [one] }
    - last: { runner: PassThrough, inputs: { x: read.one }, outputs: [x] }
    - none: { runner: PassThrough, inputs: { x: pages }, outputs: [x], when: size(pages) > 9 }
`,
    );
    const events = join(folder, 'book.ndjson');
    const argv = ['--inputs', 'pages=[1,2,3,4]', '--quiet', '--events', events];
    expect((await mlpipeline(['run', book, ...argv])).status).to.equal(0);
    const simulate = async (...more: readonly string[]) => {
      const flags = ['--durations', events, '--format', 'json', ...more];
      const { stdout, stderr } = await mlpipeline(['simulate', book, ...flags]);
      return { stderr, settings: (JSON.parse(stdout) as { readonly settings: object }).settings };
    };
    expect(await simulate()).to.deep.equal({
      stderr: '',
      settings: {
        resources: {},
        seed: 0,
        chances: { none: 0, 'read/b': 0.25 },
        lengths: { read: 4 },
      },
    });
    expect((await simulate('--length', 'read=8', '--chance', 'read/b=1')).settings).to.deep.include(
      {
        chances: { none: 0, 'read/b': 1 },
        lengths: { read: 8 },
      },
    );
    const wrong = ['--length', 'read=-1', '--chance', 'none=2', '--rounds', 'read=2'];
    const refused = await mlpipeline(['simulate', book, '--durations', events, ...wrong]);
    expect(refused).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `mlpipeline: \`--chance none=\` takes a number from 0 to 1, not \`2\`
  \`--length read=\` takes a whole number, 0 or more, not \`-1\`
  the pipeline has no repeated task \`read\`: it has none
`,
    });
  });

  it('reads durations from standard input, where the pipeline is not', async () => {
    const argv = ['--durations', '-', '--format', 'json'];
    const { stdout } = await mlpipeline(['simulate', file, ...argv], { input: 'default: 1s\n' });
    expect(JSON.parse(stdout)).to.nested.include({ 'criticalPath.duration': 4000 });
    const wrong = await mlpipeline(['simulate', file, ...argv], { input: 'default: 1x\n' });
    expect(wrong.stderr).to.contain(' --> <stdin>:1:10\n');
    expect(await mlpipeline(['simulate', '-', ...argv])).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: 'mlpipeline: standard input can be read only once: `-` is named twice\n',
    });
  });

  it('counts the items that fail, for each of several settings', async () => {
    const { stdout } = await simulated(
      ...['--durations', durations, '--items', '100', '--each-concurrency', '1,2'],
      ...['--failure-rate', 'merge=0.2'],
    );
    expect(stdout.match(/\d+ failed$/gm)).to.deep.equal(['7 failed', '7 failed']);
  });

  it('writes a report of a single run', async () => {
    const page = join(folder, 'report.html');
    const { status } = await simulated('--durations', durations, '--report', page);
    expect(status).to.equal(0);
    expect(readFileSync(page, 'utf8')).to.contain('Two readings of a page (simulated)');
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    [
      'no durations',
      [],
      'no durations are given: `--durations FILE` takes a YAML map from tasks to durations, or the events of an earlier run',
    ],
    [
      'a file that is not there',
      ['--durations', 'nowhere.yaml'],
      '`nowhere.yaml` cannot be read: there is no such file',
    ],
    [
      'all wrong settings at once',
      [
        ...['--durations', 'DURATIONS', '--concurrency', '0', '--resources', 'gpu'],
        ...['--resources', 'gpus=2', '--failure-rate', 'ocr=2', '--each-concurrency', '2'],
      ],
      [
        '`--concurrency` takes a whole number, 1 or more, not `0`',
        '`--each-concurrency` needs `--items`',
        '`--resources` takes `name=value` such as `gpu=2`, not `gpu`',
        '`--failure-rate ocr=` takes a number from 0 to 1, not `2`',
        'the pipeline has no task `ocr`: its tasks are `soft_preparation`, `hard_preparation`, `fast_ocr`, `careful_ocr`, `merge` and `extractor`',
        'the pipeline has no resource `gpus`: did you mean `gpu`?',
      ].join('\n  '),
    ],
    [
      'a report of many items',
      ['--durations', 'DURATIONS', '--items', '3', '--report', 'r.html'],
      '`--report` shows one run: it cannot be used with `--items`',
    ],
  ];
  for (const [what, argv, message] of refused)
    it(`refuses ${what}`, async () => {
      const { status, stdout, stderr } = await simulated(
        ...argv.map((one) => (one === 'DURATIONS' ? durations : one)),
      );
      expect({ status, stdout, stderr }).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: ${message}\n`,
      });
    });

  it('writes times and rates in units that suit them', () => {
    const times = [0, 0.001, 0.25, 12.34, 999.6, 3412, 59_994, 72_400, 3_600_000, 7_530_000];
    expect(times.map(span)).to.deep.equal([
      '0 s',
      'under 0.01 ms',
      '0.25 ms',
      '12.3 ms',
      '1.00 s',
      '3.41 s',
      '59.99 s',
      '1 min 12 s',
      '1 h 0 min',
      '2 h 6 min',
    ]);
    expect([1234, 12.34, 0.5, 0.001].map(rate)).to.deep.equal([
      '1234/s',
      '12.3/s',
      '30.0/min',
      '3.60/h',
    ]);
  });
});
