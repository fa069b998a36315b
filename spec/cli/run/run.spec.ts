import { fromJson } from '../../../lib/runners/values/json-values.js';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { mlpipeline } from '../mlpipeline.js';

const example = 'examples/simulated-extraction/pipeline.yaml';
const inLists = 'examples/simulated-extraction/pipeline-in-lists.yaml';
const branching = 'examples/two-readings.yaml';
const runners = ['--runners', './spec/cli/runners.js'];

const trouble = (...components: readonly string[]): string => `pipeline:
  name: Trouble
  inputs: [x]
  outputs: { ${components.map((_, index) => `o${index}: c${index}.y`).join(', ')} }
  components:
${components.map((component, index) => `    - c${index}: { outputs: [y], ${component} }\n`).join('')}`;

const traced = 'extractor(image_ocr(image_preprocessing(D0, 0)))';

const log = `0 : pipeline : inputs - document_id=D0, page_num=0
1 : image_preprocessing - ImagePreprocessor : inputs - document_id=D0, page_num=0 : outputs - page_id=image_preprocessing(D0, 0)
2 : image_ocr - OCRModel : inputs - page_id=image_preprocessing(D0, 0) : outputs - page_id=image_ocr(image_preprocessing(D0, 0))
3 : extractor - ExtractionModel : inputs - page_id=image_ocr(image_preprocessing(D0, 0)) : outputs - extractions=${traced}
4 : pipeline : outputs - extractions=${traced}
`;

describe('mlpipeline run', () => {
  it('prints the outputs on stdout and each step on stderr', async () => {
    expect(
      await mlpipeline(['run', example, '--inputs', 'document_id=D0', 'page_num=0']),
    ).to.deep.equal({
      status: 0,
      stdout: `{\n  "extractions": "${traced}"\n}\n`,
      stderr: log,
    });
  });

  it('tells also where it is to be quiet what the run went on without', async () => {
    const input = `pipeline:
  name: Omitting
  inputs: [pages]
  outputs: { text: read.text, lost: { maybe: lost.text } }
  components:
    read: { runner: Fail, map: { over: page, onFailure: omit }, inputs: { page: pages }, outputs: [text] }
    lost: { runner: Fail, onFailure: omit, inputs: [pages], outputs: [text] }
`;
    const folder = mkdtempSync(join(tmpdir(), 'omitting-'));
    const pages = join(folder, 'pages.json');
    writeFileSync(pages, '{ "pages": ["p", "q"] }');
    for (const flags of [['--quiet'], ['--log', 'none']]) {
      const argv = ['run', '-', ...flags, '--inputs-file', pages];
      const { status, stderr } = await mlpipeline(argv, { input });
      expect({ status, stderr }).to.deep.equal({
        status: 0,
        stderr:
          'mlpipeline: 3 tasks failed, and the run continued without them: `read[0]`, `read[1]` and `lost`; first `read[0]`: it is configured to fail\n',
      });
    }
    rmSync(folder, { recursive: true });
  });

  it('keeps the commands working that people know: `--file`, no `run`, `-b`', async () => {
    const argv = ['--file', inLists, '--inputs', 'document_id=D0', 'page_num=0', '-b'];
    const { status, stderr } = await mlpipeline(argv);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: log });
  });

  it('prints on stdout nothing that runners print, those in threads neither', async () => {
    const module = ['--runners', './spec/cli/printing-runners.js', '--quiet'];
    const printed = 'at work on 1\nby its name\non the console\n';
    for (const thread of ['', 'thread: true,']) {
      const input = trouble(`runner: Prints, ${thread} inputs: [x]`);
      const { stdout, stderr } = await mlpipeline(['run', '-', ...module, '--inputs', 'x=1'], {
        input,
      });
      expect(stdout).to.equal('{\n  "o0": "1"\n}\n');
      expect(stderr)
        .to.contain(printed)
        .and.to.match(/^loading\n/);
    }
  });

  it('prints outputs as YAML or text, and no log when it is to be quiet', async () => {
    const argv = ['run', example, '--quiet', '--inputs', 'document_id=D0', 'page_num=0'];
    const yaml = await mlpipeline([...argv, '--output', 'yaml']);
    expect(yaml).to.deep.equal({ status: 0, stdout: `extractions: ${traced}\n`, stderr: '' });
    expect((await mlpipeline([...argv, '--output', 'text'])).stdout).to.equal(
      `extractions=${traced}\n`,
    );
  });

  it('runs just what the outputs asked for need', async () => {
    const { stdout, stderr } = await mlpipeline([
      'run',
      branching,
      '--only',
      'readings',
      '--inputs',
      'document_id=D0',
    ]);
    expect(Object.keys(JSON.parse(stdout) as object)).to.deep.equal(['readings']);
    expect(stderr).not.to.contain('ExtractionModel');
  });

  it('says which components it does not run, to those who read the log as text', async () => {
    const input = `pipeline:
  name: Saving
  inputs: [x]
  outputs: [read.y]
  components:
    - read: { runner: PassThrough, inputs: [x], outputs: [y] }
    - save: { runner: PassThrough, inputs: { y: read.y }, outputs: [] }
`;
    const run = async (...more: readonly string[]): Promise<string> =>
      (await mlpipeline(['run', '-', ...more, '--inputs', 'x=1'], { input })).stderr;
    expect(await run()).to.equal(`pruned: \`save\` (no output needs it)
0 : pipeline : inputs - x=1
1 : read - PassThrough : inputs - x=1 : outputs - y=1
2 : pipeline : outputs - read.y=1
`);
    expect(await run('--quiet')).to.equal('');
    expect(await run('--log', 'json')).not.to.contain('pruned:');
  });

  it('logs events as lines of JSON', async () => {
    const { stderr } = await mlpipeline([
      'run',
      example,
      '--log',
      'json',
      '--inputs',
      'document_id=D0',
      'page_num=0',
    ]);
    const types = stderr
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type)
      .filter((type) => type !== 'attempt-progress');
    expect(types).to.deep.equal([
      'run-started',
      ...['attempt-started', 'task-finished'],
      ...['attempt-started', 'task-finished'],
      ...['attempt-started', 'task-finished'],
      'run-finished',
    ]);
  });

  it('logs nothing but events as lines of JSON, also of a run that fails', async () => {
    const input = trouble('runner: Fail, inputs: [x]');
    const argv = ['run', '-', '--log', 'json', '--inputs', 'x=1'];
    const { status, stderr } = await mlpipeline(argv, { input });
    expect(status).to.equal(1);
    const types = stderr
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).to.deep.equal(['run-started', 'attempt-started', 'task-failed', 'run-finished']);
  });

  it('repeats its random numbers with the same seed, and takes only a whole number for one', async () => {
    const drawnWith = async (seed: string): Promise<number[]> => {
      const input = trouble('runner: Draws, inputs: [x]', 'runner: Draws, inputs: [x]');
      const argv = ['run', '-', ...runners, '--quiet', '--seed', seed, '--inputs', 'x=1'];
      const { stdout } = await mlpipeline(argv, { input });
      return Object.values(JSON.parse(stdout) as Record<string, number>);
    };
    const [one, again, other] = [await drawnWith('7'), await drawnWith('7'), await drawnWith('8')];
    expect(again).to.deep.equal(one);
    expect(new Set([...one, ...other]).size).to.equal(4);
    expect(
      await mlpipeline([
        'run',
        example,
        '--seed',
        '1.5',
        '--inputs',
        'document_id=D0',
        'page_num=0',
      ]),
    ).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: 'mlpipeline: `--seed` takes a whole number, 0 or more, not `1.5`\n',
    });
  });

  it('tells all that is wrong with the inputs at once', async () => {
    expect(
      await mlpipeline(['run', branching, '--inputs', 'page_num=two', 'documentid=D0', 'x']),
    ).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `mlpipeline: input \`page_num\` must be an integer, not \`two\`
  \`x\` is not \`name=value\`
  missing input: \`document_id\`
  the pipeline has no input \`documentid\`: did you mean \`document_id\`?
`,
    });
  });

  it('says so when --inputs has swallowed the file', async () => {
    const { status, stderr } = await mlpipeline(['run', '--inputs', 'document_id=D0', branching]);
    expect(status).to.equal(2);
    expect(stderr).to.contain(`\`--inputs\` took \`${branching}\`: name the file before it`);
  });

  it('reads inputs from files', async () => {
    const input = trouble('runner: PassThrough, inputs: [x]');
    const argv = ['run', '-', '--quiet', '--inputs'];
    const fromText = await mlpipeline([...argv, 'x=@.mocharc.json'], { input });
    expect((JSON.parse(fromText.stdout) as { o0: string }).o0).to.contain('forbid-only');
    const literal = await mlpipeline([...argv, 'x=@@home'], { input });
    expect(JSON.parse(literal.stdout)).to.deep.equal({ o0: '@home' });
    const fromFile = await mlpipeline(
      ['run', example, '--quiet', '--inputs-file', 'spec/cli/run/inputs.yaml'],
      {},
    );
    expect(JSON.parse(fromFile.stdout)).to.deep.equal({ extractions: traced });
  });

  it('says which task failed, why, and what became of the others', async () => {
    const input = trouble(
      'runner: Fails, inputs: [x], retry: 1',
      'runner: PassThrough, inputs: [c0.y]',
      'runner: Stuck, inputs: [x]',
    );
    expect(await mlpipeline(['run', '-', ...runners, '--inputs', 'x=1'], { input })).to.deep.equal({
      status: 1,
      stdout: '',
      stderr: `0 : pipeline : inputs - x=1
  c0: attempt 1 failed: no luck at attempt 1\\x1b[2J; the next follows at once
1 : c0 - Fails : inputs - x=1 : failed at attempt 2 - no luck at attempt 2\\x1b[2J
2 : c2 - Stuck : inputs - x=1 : cancelled
3 : c1 - PassThrough : skipped: \`c0\` failed
4 : pipeline : failed : outputs - none
\`c0\` failed at attempt 2: no luck at attempt 2\\x1b[2J
  because of: the disk is full
  skipped    1 task: \`c1\`
  cancelled  1 task: \`c2\`
`,
    });
  });

  it('says where code of a runner has slipped', async () => {
    const input = trouble('runner: Slips, inputs: [x]');
    const { stderr } = await mlpipeline(
      ['run', '-', ...runners, '--log', 'none', '--inputs', 'x=1'],
      { input },
    );
    expect(stderr).to.equal(
      "`c0` failed at attempt 1: Cannot read properties of undefined (reading 'width')\n    at spec/cli/runners.js:9:46\n",
    );
  });

  it('ends with 124 when the time of the run is up, though a runner ignores that', async () => {
    const input = trouble('runner: Stuck, inputs: [x]');
    const argv = ['run', '-', ...runners, '--log', 'none', '--timeout', '50ms', '--inputs', 'x=1'];
    expect(await mlpipeline(argv, { input })).to.deep.equal({
      status: 124,
      stdout: '',
      stderr: 'mlpipeline: the run timed out\n  cancelled  1 task: `c0`\n',
    });
  });

  it('ends with 2 where the declaration is unsound, for then nothing was run', async () => {
    const input = trouble('runner: OCRModle, inputs: [x]');
    const { status, stdout, stderr } = await mlpipeline(['run', '-', '--inputs', 'x=1'], { input });
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
    expect(stderr).to.contain('error[unknown-runner]: there is no runner `OCRModle`');
  });

  it('goes on where nobody reads its log any more', async () => {
    const input = trouble('runner: Delay, params: { for: 300ms }, inputs: [x]');
    const argv = ['run', '-', '--verbose', '--inputs', 'x=1'];
    const { status, stdout } = await mlpipeline(argv, { input, closeStderr: true });
    expect({ status, stdout }).to.deep.equal({ status: 0, stdout: '{\n  "o0": "1"\n}\n' });
  });

  it('prints binary values in a form that can be read back', async () => {
    const input = `pipeline: { name: b, inputs: [], outputs: [c.bytes, c.buffer], components: [c: { runner: Binary, inputs: [], outputs: [bytes, buffer] }] }`;
    const { stdout } = await mlpipeline(['run', '-', ...runners, '--quiet'], { input });
    expect(fromJson(stdout)).to.deep.equal({
      'c.bytes': new Uint8Array(5000),
      'c.buffer': new Uint8Array(3),
    });
  });

  it('tells outputs that JSON cannot say, prints the others, and ends with 1', async () => {
    const input = `pipeline: { name: b, inputs: [], outputs: [c.score, c.text], components: [c: { runner: NotJson, inputs: [], outputs: [score, text] }] }`;
    const result = await mlpipeline(['run', '-', ...runners, '--quiet'], { input });
    expect(result).to.deep.equal({
      status: 1,
      stdout: '{\n  "c.text": "fine"\n}\n',
      stderr: 'mlpipeline: JSON cannot carry `c.score`: it is NaN; give `null` or a string\n',
    });
  });

  interface Interrupted {
    readonly status: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stderr: string;
  }

  /** Sends each signal when the text that goes with it has come, one after the other. */
  const interrupted = (
    component: string,
    signals: readonly (readonly [text: string, signal: NodeJS.Signals])[],
  ): Promise<Interrupted> => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const argv = ['--import', 'tsx', 'lib/cli/main.ts', 'run', '-', ...runners];
    const child = spawn(process.execPath, [...argv, '--inputs', 'x=1', '--verbose'], {
      cwd: root,
    });
    let stderr = '';
    let sent = 0;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      for (let next = signals[sent]; next !== undefined; next = signals[sent]) {
        if (!stderr.includes(next[0])) return;
        sent += 1;
        child.kill(next[1]);
      }
    });
    child.stdin.end(trouble(component));
    return new Promise((resolve) =>
      child.on('close', (status, signal) => {
        resolve({ status, signal, stderr });
      }),
    );
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`cancels in an orderly way on ${signal}, and ends with 130`, async () => {
      const { status, stderr } = await interrupted('runner: Stuck, inputs: [x]', [
        ['attempt 1 starts', signal],
      ]);
      expect(status).to.equal(130);
      expect(stderr).to.match(/the run was cancelled\n {2}cancelled {2}1 task: `c0`\n$/);
    });

  for (const again of ['SIGINT', 'SIGTERM'] as const)
    it(`says which program will not end, and ends at once at a second signal: ${again}`, async () => {
      const command = `[sh, -c, 'trap "" TERM; echo up >&2; while true; do sleep 1; done']`;
      const { status, stderr } = await interrupted(
        `runner: Command, params: { command: ${command}, grace: 1h }, inputs: [x]`,
        [
          ['c0: up', 'SIGTERM'],
          ['waits for', again],
        ],
      );
      expect(status).to.equal(130);
      expect(stderr).to.match(
        /\nmlpipeline: waits for 1 program to end: `sh`; press Ctrl-C to kill it\n$/,
      );
    });

  // As `2>&1 | head -n 1` does, with the status of the first command.
  for (const [what, component, expected] of [
    ['fails', 'runner: Fail, params: { after: 300ms }, inputs: [x]', 1],
    ['does well', 'runner: Delay, params: { for: 300ms }, inputs: [x]', 0],
  ] as const)
    it(`goes on, and writes its report, where nobody reads stdout and stderr: it ${what}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
      try {
        const report = join(folder, 'run.html');
        const [input, status] = [join(folder, 'run.yaml'), join(folder, 'status')];
        writeFileSync(input, trouble(component));
        const argv = `--import tsx lib/cli/main.ts run ${input} --verbose --inputs x=1 --report ${report}`;
        const line = `("${process.execPath}" ${argv}; echo $? > ${status}) 2>&1 | head -n 1`;
        execFileSync('sh', ['-c', line], { encoding: 'utf8' });
        expect(readFileSync(status, 'utf8').trim()).to.equal(String(expected));
        expect(readFileSync(report, 'utf8')).to.contain('<html');
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

  it('ends with 2 where a file of the run cannot be written to the end', async function () {
    if (!existsSync('/dev/full')) this.skip();
    for (const [option, what] of [
      ['--report', 'the report `/dev/full` could not be written'],
      ['--events', 'the events in `/dev/full` are incomplete, since writing failed'],
      ['--trace', 'the trace in `/dev/full` is incomplete, since writing failed'],
    ] as const) {
      const argv = ['run', '-', '--log', 'none', '--inputs', 'x=1', option, '/dev/full'];
      const ended = await mlpipeline(argv, { input: trouble('runner: PassThrough, inputs: [x]') });
      expect(ended).to.deep.equal({
        status: 2,
        stdout: '{\n  "o0": "1"\n}\n',
        stderr: `mlpipeline: ${what}: no space is left on the device\n`,
      });
    }
  });
});
