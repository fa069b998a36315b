import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { mlpipeline } from '../mlpipeline.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const pipeline = `pipeline:
  name: Pages
  inputs: { page: { type: string }, number: { type: integer, default: 1 } }
  outputs: [text]
  components:
    read: { runner: Read, inputs: [page, number], outputs: [text] }
`;

const careless = pipeline.replace('runner: Read', 'runner: Careless');

const shuffled = `pipeline:
  name: Late
  inputs: [milliseconds]
  outputs: [text]
  components:
    wait: { runner: Wait, inputs: [milliseconds], outputs: [text] }
`;

const whyNotJson = (text: string): string => {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    return (error as Error).message;
  }
};

describe('mlpipeline run --each', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-each-'));
    file = join(folder, 'pages.yaml');
    writeFileSync(file, pipeline);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const put = (name: string, ...lines: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    return path;
  };

  const read = (path: string): string => readFileSync(path, 'utf8');

  const argv = (...more: readonly string[]): string[] => [
    'run',
    file,
    '--runners',
    './spec/cli/each/each-runners.js',
    ...more,
  ];

  /** What the rate and the time are cannot be known. */
  const timeless = (text: string): string =>
    text.replace(/in [\d.]+ s(?: \([\d.,]+\/s\))?/g, 'in T').replaceAll(folder, '.');

  const pages = (...all: readonly string[]): string[] =>
    all.map((page) => JSON.stringify({ page }));

  it('tells of items that are done without what failed, also where nothing is logged', async () => {
    writeFileSync(
      file,
      `pipeline:
  name: Guess
  inputs: [x]
  outputs: { y: { first: [a.y, x] } }
  components:
    - a: { runner: Command, inputs: [x], outputs: [y], onFailure: omit, params: { command: ['false'], stdout: text } }
`,
    );
    const items = put('items.ndjson', '{"x":1}', '{"x":2}');
    const { status, stdout, stderr } = await mlpipeline(['run', file, '--each', items, '--quiet']);
    expect(status).to.equal(0);
    expect(stdout.match(/"y":\d/g)).to.deep.equal(['"y":1', '"y":2']);
    expect(stderr).to.match(
      /^mlpipeline: 2 items are done although tasks of theirs failed; first `a` of .*items\.ndjson:[12]: `false` exited with status 1\n$/,
    );
  });

  it('prints a line for each item, in their order, and how it went', async () => {
    const items = put('items.ndjson', ...pages('a', 'b'), '', ...pages('c'));
    const { status, stdout, stderr } = await mlpipeline(argv('--each', items));
    expect({ status, stderr: timeless(stderr) }).to.deep.equal({
      status: 0,
      stderr: 'mlpipeline: 3 items done, in T\n',
    });
    expect(timeless(stdout)).to.equal(
      `{"x-item":"./items.ndjson:1","text":"text of a"}
{"x-item":"./items.ndjson:2","text":"text of b"}
{"x-item":"./items.ndjson:4","text":"text of c"}
`,
    );
  });

  it('goes on after items that fail and lines that cannot be read, and tells where they stand', async () => {
    const items = put(
      'items.ndjson',
      ...pages('a', 'torn'),
      '{"page":',
      '[1]',
      '{"pag":"b","x-error":"earlier","x-team":"ours"}',
      '{"page":"c","number":"x"}',
      ...pages('d'),
    );
    const failed = join(folder, 'failed.ndjson');
    const { status, stdout, stderr } = await mlpipeline(
      argv('--each', items, '--failed', failed, '--each-concurrency', '1'),
    );
    expect(status).to.equal(1);
    expect(stdout.match(/text of ./g)).to.deep.equal(['text of a', 'text of d']);
    expect(timeless(stderr)).to.equal(
      `./items.ndjson:2: \`read\` failed: the page is torn\\x1b[2J
./items.ndjson:3: the line is not JSON: Unexpected end of JSON input
./items.ndjson:4: the line is not a JSON object of inputs by name
./items.ndjson:5: missing input: \`page\`; the pipeline has no input \`pag\`: did you mean \`page\`?
./items.ndjson:6: input \`number\` must be an integer, not the string "x"
mlpipeline: 2 items done, 5 failed, in T; those that failed are in \`./failed.ndjson\`
`,
    );
    expect(timeless(read(failed))).to.equal(
      `{"page":"torn","x-item":"./items.ndjson:2","x-error":"\`read\` failed: the page is torn\\u001b[2J"}
{"page":
[1]
{"pag":"b","x-team":"ours","x-item":"./items.ndjson:5","x-error":"missing input: \`page\`; the pipeline has no input \`pag\`: did you mean \`page\`?"}
{"page":"c","number":"x","x-item":"./items.ndjson:6","x-error":"input \`number\` must be an integer, not the string \\"x\\""}
`,
    );
    // Once they are mended they are items again: notes are no inputs.
    const mended = put(
      'mended.ndjson',
      ...read(failed).replace('torn', 'mended').split('\n').slice(0, 1),
    );
    expect(timeless((await mlpipeline(argv('--each', mended))).stdout)).to.equal(
      '{"x-item":"./mended.ndjson:1","text":"text of mended"}\n',
    );
  });

  it('fails the item whose runner lets something fall, or never ends, and goes on with the others', async () => {
    writeFileSync(file, careless);
    const pages = ['a', 'later', 'b', 'never', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'dropped', 'j'];
    const items = put('pages.ndjson', ...pages.map((page) => JSON.stringify({ page })));
    const failed = join(folder, 'failed.ndjson');
    const result = await mlpipeline(argv('--each', items, '--failed', failed));
    expect(result.status).to.equal(1);
    const lines = result.stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).to.deep.equal(
      pages.filter((page) => page.length === 1),
    );
    const place = 'spec/cli/each/each-runners.js';
    const told = timeless(result.stderr).replaceAll(/(each-runners\.js):\d+:\d+/g, '$1');
    expect(told.split('\n')).to.include.members([
      `./pages.ndjson:2: \`read\` failed: an error outside of its promise: too late (at ${place})`,
      './pages.ndjson:4: `read` failed: nothing is left to run: it waits for something that never happens',
      `./pages.ndjson:12: \`read\` failed: an error outside of its promise: nobody heard (at ${place})`,
    ]);
    expect(read(failed).match(/"page":"\w+"/g)).to.have.members([
      '"page":"later"',
      '"page":"never"',
      '"page":"dropped"',
    ]);
  });

  it('keeps a line that is not UTF-8 as it is', async () => {
    const items = join(folder, 'items.ndjson');
    const failed = join(folder, 'failed.ndjson');
    const line = Buffer.concat([
      Buffer.from('{"page":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n'),
    ]);
    writeFileSync(items, line);
    const { status, stderr } = await mlpipeline(argv('--each', items, '--failed', failed));
    expect({ status, told: timeless(stderr).split('\n')[0] }).to.deep.equal({
      status: 1,
      told: './items.ndjson:1: the line is not UTF-8',
    });
    expect(readFileSync(failed).equals(line)).to.equal(true);
  });

  it('does what comes before a line that is too long, and says where it stopped', async () => {
    const items = put('items.ndjson', ...pages('a', 'x'.repeat(2 ** 26 + 2 ** 17)));
    const { status, stdout, stderr } = await mlpipeline(argv('--each', items));
    expect({ status, stderr: timeless(stderr) }).to.deep.equal({
      status: 1,
      stderr: `mlpipeline: \`./items.ndjson\` cannot be read any further: line 2 is longer than 64 MiB
mlpipeline: 1 item done, in T
`,
    });
    expect(stdout.match(/text of ./g)).to.deep.equal(['text of a']);
  });

  it('types the cells of CSV as the pipeline declares, and tells which are wrong', async () => {
    const items = put(
      'items.csv',
      'page,number,x-label',
      'a,2,first',
      '"b, ""quoted""\nin two lines",,',
      'c,two,',
      'd"e,1,',
      'f,1',
      'g,1,last',
    );
    const { status, stdout, stderr } = await mlpipeline(argv('--each', items));
    expect(status).to.equal(1);
    expect(timeless(stdout)).to.equal(
      `{"x-item":"./items.csv:2","text":"text of a"}
{"x-item":"./items.csv:3","text":"text of b, \\"quoted\\"\\nin two lines"}
{"x-item":"./items.csv:8","text":"text of g"}
`,
    );
    expect(timeless(stderr)).to.equal(
      `./items.csv:5: input \`number\` must be an integer, not \`two\`
./items.csv:6: unexpected quote: put the cell in quotes, and double each quote in it
./items.csv:7: 2 cells, but the header has 3
mlpipeline: 3 items done, 3 failed, in T
`,
    );
  });

  it('takes the files that a pattern matches, by their paths', async () => {
    put('b.txt');
    put('a.txt');
    const byName = await mlpipeline(argv('--each', `page=glob:${folder}/*.txt`));
    expect(timeless(byName.stdout)).to.equal(
      `{"x-item":"./a.txt","text":"text of ./a.txt"}
{"x-item":"./b.txt","text":"text of ./b.txt"}
`,
    );
  });

  it('reads standard input, with inputs that are the same for all items', async () => {
    const input = '{"page":"a"}\n{"page":"b","number":3}';
    const { stdout, status } = await mlpipeline(
      argv('--each', '-', '--quiet', '--inputs', 'number=2'),
      { input },
    );
    expect(status).to.equal(0);
    expect(stdout).to.equal(
      `{"x-item":"<stdin>:1","text":"text of a"}
{"x-item":"<stdin>:2","text":"text of b"}
`,
    );
  });

  it('gives results as they come, where that is asked for', async () => {
    const runners = put(
      'wait.mjs',
      'export const Wait = ({ milliseconds }) => new Promise((resolve) => setTimeout(resolve, milliseconds, { text: milliseconds }));',
    );
    writeFileSync(file, shuffled);
    const input = '{"milliseconds":400}\n{"milliseconds":1}\n';
    const { stdout } = await mlpipeline(
      ['run', file, '--runners', runners, '--each', '-', '--order', 'completion'],
      { input },
    );
    expect(stdout).to.equal('{"x-item":"<stdin>:2","text":1}\n{"x-item":"<stdin>:1","text":400}\n');
  });

  it('stops at the first failure, where that is asked for', async () => {
    const input = `${pages('a', 'torn', 'b', 'c').join('\n')}\n`;
    const { status, stdout, stderr } = await mlpipeline(
      argv('--each', '-', '--on-failure', 'stop', '--each-concurrency', '1'),
      { input },
    );
    expect(status).to.equal(1);
    expect(stdout).to.equal('{"x-item":"<stdin>:1","text":"text of a"}\n');
    expect(timeless(stderr)).to.match(
      /^<stdin>:2: .*\nmlpipeline: stopped at a failure: 1 item done, 1 failed, in T; with `--results FILE` a later call can continue from there\n$/,
    );
  });

  it('tells only the first of very many failures', async () => {
    const input = `${pages(...Array.from({ length: 30 }, () => 'torn')).join('\n')}\n`;
    const { stderr } = await mlpipeline(argv('--each', '-'), { input });
    const lines = stderr.trim().split('\n');
    expect(lines.slice(19, 21)).to.deep.equal([
      '<stdin>:20: `read` failed: the page is torn\\x1b[2J',
      '… more items failed: `--failed FILE` keeps them all',
    ]);
    expect(lines).to.have.length(22);
  });

  it('logs the steps of every item where that is asked for', async () => {
    const input = '{"page":"a"}\n';
    const text = await mlpipeline(argv('--each', '-', '--log', 'text'), { input });
    expect(text.stderr).to.contain('[<stdin>:1] 1 : read - Read : inputs - page=a, number=1');
    const json = await mlpipeline(argv('--each', '-', '--log', 'json'), { input });
    const first = JSON.parse(json.stderr.split('\n')[0] ?? '') as { type: string; run: string };
    expect(first.type).to.equal('run-started');
    expect(first.run).to.match(/-0$/);
  });

  it('writes nothing but lines of JSON on stderr where the log is such', async () => {
    const input = '{"page":"a"}\n[1]\n';
    const { stderr } = await mlpipeline(argv('--each', '-', '--log', 'json'), { input });
    const lines = stderr.trim().split('\n');
    const read = lines.map((line) => JSON.parse(line) as { type: string; message: string });
    const notes = read.filter(({ type }) => type === 'note');
    expect(notes.map(({ message }) => timeless(message))).to.deep.equal([
      '<stdin>:2: the line is not a JSON object of inputs by name',
      '1 item done, 1 failed, in T',
    ]);
    expect(read.length).to.be.above(notes.length);
  });

  it('goes on with the next items where an error falls when none is at work', async () => {
    writeFileSync(file, pipeline.replace('Read', 'Leaves'));
    const { status, stdout, stderr } = await mlpipeline(
      argv('--each', '-', '--each-concurrency', '1'),
      { input: '{"page":"a"}\n{"page":"b"}\n{"page":"c"}\n' },
    );
    expect(status).to.equal(1);
    expect(stdout.trim().split('\n')).to.have.lengthOf(3);
    expect(timeless(stderr)).to.match(
      /^mlpipeline: an error outside of any task: nobody heard of a .*\nmlpipeline: 3 items done, in T/,
    );
  });

  it('counts outputs that cannot be written as failures', async () => {
    writeFileSync(file, pipeline.replace('Read', 'Loop'));
    const { status, stderr } = await mlpipeline(argv('--each', '-'), { input: '{"page":"a"}' });
    expect(status).to.equal(1);
    expect(stderr.split('\n')[0]).to.equal(
      '<stdin>:1: JSON cannot carry `text.itself`: it is part of itself; remove the circular reference',
    );
  });

  /** Runs until an item is stuck, then sends a signal. */
  const interrupted = (
    signal: NodeJS.Signals,
    ...more: readonly string[]
  ): Promise<{ status: number | null; stderr: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', 'lib/cli/main.ts', ...argv('--each-concurrency', '1', ...more)],
        { cwd: root, env: { ...process.env, STUCK_AT: 'c' }, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        stderr += chunk;
        if (chunk.includes('stuck')) child.kill(signal);
      });
      child.on('error', reject);
      child.on('close', (status) => {
        resolve({ status, stderr });
      });
    });

  const itemsOf = (path: string): unknown[] =>
    read(path)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { text: unknown }).text);

  it('tells a teardown that throws, and goes on', async () => {
    writeFileSync(file, pipeline.replace('Read', 'TearsDown'));
    const items = put('items.ndjson', ...pages('a', 'b'));
    const { status, stdout, stderr } = await mlpipeline(argv('--each', items));
    expect(status).to.equal(0);
    expect(stdout.trim().split('\n')).to.have.length(2);
    expect(timeless(stderr)).to
      .equal(`[./items.ndjson:1]   read: a teardown of its runner failed: the device is busy
[./items.ndjson:2]   read: a teardown of its runner failed: the device is busy
mlpipeline: 2 items done, in T
`);
  });

  it('ends where the time of an item is up, though its runner computes without pause', async () => {
    writeFileSync(file, pipeline.replace('Read', 'Stalls'));
    const items = put('items.ndjson', ...pages('a', 'endless', 'b'));
    const { status, stderr } = await mlpipeline(argv('--each', items, '--timeout', '700ms'));
    expect(status).to.equal(124);
    expect(timeless(stderr)).to.equal(
      'mlpipeline: an item timed out, and its runner blocks the event loop: 1 item done, in T; 1 cancelled in flight; with `--results FILE` a later call can continue from there\n',
    );
  });

  it('ends where nobody reads its results any more, with what came of those that were done', async () => {
    const items = put('items.ndjson', ...pages('torn', ...Array.from({ length: 20000 }, String)));
    const { status, stderr } = await mlpipeline(argv('--each', items), { closeAfter: 1 });
    expect(status).to.equal(1);
    expect(stderr).to.match(/\nmlpipeline: stopped: \d+ items done, 1 failed/);
  });

  it('says how far it came when it is interrupted, and goes on from there', async () => {
    const items = put('items.ndjson', ...pages('a', 'torn', 'b', 'c', 'd', 'b'));
    const results = join(folder, 'results.ndjson');
    const { status, stderr } = await interrupted('SIGINT', '--each', items, '--results', results);
    expect(status).to.equal(130);
    expect(timeless(stderr)).to.equal(
      `./items.ndjson:2: \`read\` failed: the page is torn\\x1b[2J
stuck
mlpipeline: interrupted: 2 items done, 1 failed, in T; 1 cancelled in flight; run the same command with \`--resume\` to continue
`,
    );
    expect(itemsOf(results)).to.deep.equal(['text of a', 'text of b']);
    const refused = await mlpipeline(argv('--each', items, '--results', results));
    expect(refused.status).to.equal(2);
    expect(timeless(refused.stderr)).to.equal(
      'mlpipeline: `./results.ndjson` is not empty: `--resume` continues from the results in it; to start over, remove it\n',
    );
    // What failed is tried again, and of two that are alike the second is not done.
    const resumed = await mlpipeline(argv('--each', items, '--results', results, '--resume'));
    expect(timeless(resumed.stderr)).to.equal(
      `./items.ndjson:2: \`read\` failed: the page is torn\\x1b[2J
mlpipeline: 3 items done, 1 failed, 2 done before, in T
`,
    );
    expect(itemsOf(results)).to.deep.equal(
      ['a', 'b', 'c', 'd', 'b'].map((one) => `text of ${one}`),
    );
  });

  it('goes on where it was killed, in the midst of a line even, with items in another order', async () => {
    const items = put('items.ndjson', ...pages('a', 'b', 'c', 'd'));
    const results = join(folder, 'results.ndjson');
    await interrupted('SIGKILL', '--each', items, '--results', results);
    writeFileSync(results, '{"x-item":"items.nd', { flag: 'a' });
    put('items.ndjson', ...pages('e', 'd', 'c', 'b', 'a'));
    const { status } = await mlpipeline(argv('--each', items, '--results', results, '--resume'));
    expect(status).to.equal(0);
    expect(itemsOf(results)).to.have.members(
      ['a', 'b', 'c', 'd', 'e'].map((one) => `text of ${one}`),
    );
  });

  it('says that results it goes on from were made by a pipeline that has changed', async () => {
    const items = put('items.ndjson', ...pages('a', 'b'));
    const results = join(folder, 'results.ndjson');
    const resume = ['--each', items, '--results', results, '--resume', '--quiet'];
    await mlpipeline(argv(...resume));
    writeFileSync(file, pipeline.replace('outputs: [text]', 'outputs: { words: read.text }'));
    put('items.ndjson', ...pages('c'));
    const told =
      './results.ndjson` were made before the pipeline, its params or its modules of runners changed: they are kept as they are; to make them again, remove them from the file\n';
    expect(timeless((await mlpipeline(argv(...resume))).stderr)).to.equal(
      `mlpipeline: the results in \`${told}`,
    );
    expect(timeless((await mlpipeline(argv(...resume))).stderr)).to.equal(
      `mlpipeline: 2 of 3 results in \`${told}`,
    );
  });

  it('records the events of all items and reports on them, as `report` does from the record', async () => {
    const items = put('items.ndjson', ...pages('a', 'torn'), 'nope', ...pages('b'));
    const [events, page] = [join(folder, 'events.ndjson'), join(folder, 'page.html')];
    const files = ['--events', events, '--report', page];
    const { status, stdout } = await mlpipeline(argv('--each', items, '--quiet', ...files));
    expect(status).to.equal(1);
    expect(stdout.trim().split('\n')).to.have.length(2);
    const told = read(events)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { item: string; type: string; message?: string });
    const last = told.filter(({ type }) => /^(run-finished|item-failed)$/.test(type));
    expect(
      last.map(({ item, type, message }) => [timeless(item), type, message]),
    ).to.have.deep.members([
      ['./items.ndjson:1', 'run-finished', undefined],
      ['./items.ndjson:2', 'run-finished', undefined],
      ['./items.ndjson:3', 'item-failed', `the line is not JSON: ${whyNotJson('nope')}`],
      ['./items.ndjson:4', 'run-finished', undefined],
    ]);
    expect(read(page)).to.contain('<title>Pages: 2 items done, 2 failed</title>');
    const again = join(folder, 'again.html');
    expect(await mlpipeline(['report', events, '-o', again])).to.deep.include({ status: 0 });
    expect(read(again)).to.equal(read(page));
    const simulated = await mlpipeline([
      ...['simulate', file, '--runners', 'any', '--durations', events],
    ]);
    expect(simulated).to.deep.include({ status: 0, stderr: '' });
  });

  it('refuses what would write over the items, and runs nothing', async () => {
    const items = put('items.ndjson', ...pages('a'));
    const { status, stderr } = await mlpipeline(argv('--each', items, '--failed', items));
    expect(timeless(stderr)).to.equal(
      'mlpipeline: `--failed` would overwrite `./items.ndjson`, which is read\n',
    );
    expect(status).to.equal(2);
    expect(read(items)).to.equal('{"page":"a"}\n');
  });
});
