import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { RunSummary } from '../../../lib/store/store.js';
import { inProcess, link, wordsOf } from '../in-process.js';
import type { Result } from '../mlpipeline.js';

const pipeline = `pipeline:
  name: Page reading
  runners: [./runners.ts]
  inputs: [page]
  outputs: { fields: extractor.fields, size: evaluate.size }
  components:
    ocr: { runner: Read, params: { psm: 3 }, inputs: [page], outputs: [text] }
    extractor: { runner: Extract, params: { rule: a }, inputs: [ocr.text], outputs: [fields] }
    evaluate: { runner: Evaluate, inputs: [extractor.fields], outputs: [size, scores] }
    unused: { runner: Evaluate, inputs: [extractor.fields], outputs: [size] }
`;

const runners = `import { appendFileSync, existsSync } from 'node:fs';
import * as t from 'io-ts';
import { defineRunner } from 'mlpipeline';

export const Read = defineRunner({
  name: 'Read',
  params: t.strict({ psm: t.number }),
  run: async ({ page }, { params }) => {
    if (params.psm === 9 && !existsSync('mended')) await new Promise((go) => setTimeout(go, 60_000));
    appendFileSync('read.log', \`\${params.psm} \`);
    return { text: 'x'.repeat(params.psm) + String(page) };
  },
});
export const Extract = defineRunner({
  name: 'Extract',
  params: t.strict({ rule: t.string }),
  run: ({ text }, { params: { rule } }) => {
    if (rule === 'bad' && !existsSync('mended')) throw new Error('no such rule');
    return { fields: String(text) + rule };
  },
});
export const Evaluate = ({ fields }) => ({
  size: fields.length,
  scores: { f1: 1 / fields.length },
});
`;

describe('mlpipeline sweep', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-sweep-'));
    link(folder);
    write('reading.yaml', pipeline);
    write('runners.ts', runners);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  const read = (name: string): string => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  /** Texts without what differs from run to run. */
  const plain = (text: string): string =>
    text
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'LONGID')
      .replace(/\b[0-9a-f]{8}\b/g, 'ID')
      .replace(/ run {7}failed$/m, ' run  failed')
      .replaceAll(folder, 'FOLDER')
      .replace(/\d\.\d s/g, '0.0 s');
  const call = async (line: string): Promise<Result> => {
    const { status, stdout, stderr } = await inProcess(folder, wordsOf(line));
    return { status, stdout: plain(stdout), stderr: plain(stderr) };
  };
  const ids = async (): Promise<string> => {
    const { stdout } = await inProcess(folder, ['runs', '--json']);
    return (JSON.parse(stdout) as readonly RunSummary[]).map(({ id }) => id).join(' ');
  };
  const sweep = (more: string): Promise<Result> =>
    call(`sweep reading.yaml --store --inputs page=P ${more}`);

  it('runs what settings have in common once, and prints a table of them', async () => {
    const ran = await sweep('--set ocr.psm=1,2 --set extractor.rule=a,bb');
    expect(ran).to.deep.equal({
      status: 0,
      stdout: `ocr.psm  extractor.rule  size   work  kept  run
      1               a     3  0.0 s   0/3  ID
      1              bb     4  0.0 s   1/3  ID
      2               a     4  0.0 s   0/3  ID
      2              bb     5  0.0 s   1/3  ID
`,
      stderr: `mlpipeline: sweep ID of 4 settings, kept in \`FOLDER/.mlpipeline/store.db\`
mlpipeline: 1/4 ocr.psm=1, extractor.rule=a: done in 0.0 s, 0 of 3 tasks from the cache, run ID
mlpipeline: 2/4 ocr.psm=1, extractor.rule=bb: done in 0.0 s, 1 of 3 tasks from the cache, run ID
mlpipeline: 3/4 ocr.psm=2, extractor.rule=a: done in 0.0 s, 0 of 3 tasks from the cache, run ID
mlpipeline: 4/4 ocr.psm=2, extractor.rule=bb: done in 0.0 s, 1 of 3 tasks from the cache, run ID
mlpipeline: 4 of 4 settings done, in 0.0 s; 2 of 12 tasks from the cache
`,
    });
    expect(read('read.log')).to.equal('1 2 ');
  });

  it('is told of each of its runs by what was set', async () => {
    await sweep('--set ocr.psm=1,2 --set extractor.rule=a --quiet');
    expect(
      (await call('runs')).stdout.split('\n').map((line) => line.split('  ').at(-1)),
    ).to.deep.equal([
      'of batch',
      'ID extractor.rule=a, ocr.psm=2',
      'ID extractor.rule=a, ocr.psm=1',
      '',
    ]);
    expect((await call('show')).stdout).to.contain('of batch  ID extractor.rule=a, ocr.psm=2\n');
  });

  it('says before it begins what this machine lacks', async () => {
    const needs = "ocr: { runner: Command, params: { command: [./read, '3'], stdout: text }";
    write('reading.yaml', pipeline.replace('ocr: { runner: Read, params: { psm: 3 }', needs));
    const sweep = 'sweep reading.yaml --set extractor.rule=a,b --inputs page=1';
    const said =
      'mlpipeline: `reading.yaml`: there is no program `./read` in `FOLDER`: `ocr` needs it\n';
    const { status, stderr } = await call(`${sweep} --store st`);
    expect(status).to.equal(1);
    expect(stderr.split(said)).to.have.lengthOf(2);
    expect(stderr.indexOf(said)).to.equal(0);
    expect((await call(`${sweep} --store other --quiet`)).stderr).to.not.include(said);
  });

  it('records the events of its runs, and traces them', async () => {
    const { status } = await sweep(
      '--set ocr.psm=1,2 --events events.ndjson --trace trace.json --quiet',
    );
    expect(status).to.equal(0);
    const events = read('events.ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly item: string });
    expect(
      events.filter(({ type }) => type === 'run-finished').map(({ item }) => item),
    ).to.deep.equal(['ocr.psm=1', 'ocr.psm=2']);
    const traced = JSON.parse(read('trace.json')) as readonly unknown[];
    expect(JSON.stringify(traced)).to.contain('extractor');
    expect((await sweep('--set ocr.psm=1 --events x.csv --table x.csv')).stderr).to.equal(
      'mlpipeline: `--table` and `--events` name the same file, `x.csv`\n',
    );
  });

  it('says of a metric that is no number that nothing is sorted by it', async () => {
    const { status, stderr } = await sweep('--set ocr.psm=1,2 --metric fields --best max --quiet');
    expect(status).to.equal(0);
    expect(stderr).to.contain(
      'mlpipeline: `--metric fields` is not a number in any of these runs: it has no values, and nothing is best by it\n',
    );
    const compared = await call('compare --metric fields --metric size ' + (await ids()));
    expect(compared.stderr).to.equal(
      'mlpipeline: `--metric fields` is not a number in any of these runs: it has no values\n',
    );
  });

  it('runs with several runs at once what they have in common once', async () => {
    const { status } = await sweep('--set ocr.psm=1,2 --set extractor.rule=a,b,c,d --runs 8');
    expect(status).to.equal(0);
    expect(read('read.log').split(' ').sort()).to.deep.equal(['', '1', '2']);
  });

  it('runs all of it for each setting without the cache, and what says so with it', async () => {
    await sweep('--set ocr.psm=1 --set extractor.rule=a,b --no-cache');
    expect(read('read.log')).to.equal('1 1 ');
    write('reading.yaml', pipeline.replace('runner: Read', 'runner: Read, cache: false'));
    await sweep('--set ocr.psm=2 --set extractor.rule=a,b');
    expect(read('read.log')).to.equal('1 1 2 2 ');
  });

  it('sorts by the first metric, and tells the best', async () => {
    const { stdout, stderr } = await sweep(
      '--set ocr.psm=1,3,2 --metric f1=evaluate.scores.f1 --metric size --best min',
    );
    expect(stdout).to.equal(`ocr.psm      f1  size   work  kept  run
      3     0.2     5  0.0 s   0/3  ID
      2    0.25     4  0.0 s   0/3  ID
      1  0.3333     3  0.0 s   0/3  ID
`);
    expect(stderr).to.match(
      /\nmlpipeline: 3 of 3 settings done, .*\nmlpipeline: best f1: 0.2 with ocr.psm=3\n$/,
    );
  });

  it('prints with `--quiet` the table alone where nothing went wrong', async () => {
    const set = '--set ocr.psm=1,2 --metric size --best max --quiet';
    expect(await sweep(set)).to.deep.equal({
      status: 0,
      stdout: `ocr.psm  size   work  kept  run
      2     4  0.0 s   0/3  ID
      1     3  0.0 s   0/3  ID
`,
      stderr: '',
    });
  });

  it('tells long values by how they begin and end', async () => {
    const rule = 'a'.repeat(500);
    const { stderr } = await sweep(`--set extractor.rule=b,${rule} --metric size --best max`);
    const short = `extractor.rule=${'a'.repeat(24)}…${'a'.repeat(15)}`;
    expect(stderr).to.contain(`best size: 504 with ${short}\n`);
    expect((await call('runs')).stdout).to.contain(`ID ${short}\n`);
  });

  it('tells settings that fail and goes on with the others; they go on by `--resume`', async () => {
    const set = '--set ocr.psm=1 --set extractor.rule=a,bad,b --quiet';
    const failed = await sweep(set);
    expect(failed).to.deep.equal({
      status: 1,
      stdout: `extractor.rule  size   work  kept  run  failed
             a     3  0.0 s   0/3  ID
           bad                1/1  ID  \`extractor\` failed: no such rule
             b     3  0.0 s   1/3  ID
`,
      stderr: `mlpipeline: 2 of 3 settings done, 1 failed, in 0.0 s; 2 of 7 tasks from the cache
mlpipeline: run the same command with \`--resume\` to continue
`,
    });
    write('mended', '');
    const resumed = await sweep(set.replace('=a,', '=a,new,').replace('--quiet', '--resume'));
    expect(resumed.stderr).to
      .equal(`mlpipeline: sweep ID of 4 settings, kept in \`FOLDER/.mlpipeline/store.db\`
mlpipeline: 1/4 ocr.psm=1, extractor.rule=a: done before, run ID
mlpipeline: 2/4 ocr.psm=1, extractor.rule=new: done in 0.0 s, 1 of 3 tasks from the cache, run ID
mlpipeline: 3/4 ocr.psm=1, extractor.rule=bad: done in 0.0 s, 1 of 3 tasks from the cache, run ID
mlpipeline: 4/4 ocr.psm=1, extractor.rule=b: done before, run ID
mlpipeline: 4 of 4 settings done, in 0.0 s; 3 of 12 tasks from the cache
`);
    expect(resumed.status).to.equal(0);
    expect(read('read.log')).to.equal('1 ');
  });

  /** What is printed until a first setting has ended, when the process gets the signal. */
  const stopped = (signal: NodeJS.Signals): Promise<Result> =>
    new Promise((done) => {
      const root = join(import.meta.dirname, '../../..');
      const main = join(root, 'lib/cli/main.ts');
      const argv = [
        'sweep',
        'reading.yaml',
        '--store',
        '--inputs',
        'page=P',
        '--set',
        'ocr.psm=1,9',
      ];
      const tsx = join(root, 'node_modules/tsx/dist/esm/index.mjs');
      const child = spawn(process.execPath, ['--import', tsx, main, ...argv], { cwd: folder });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        if (text.includes('1/2 ')) child.kill(signal);
      });
      child.on('close', (status) => {
        done({ status, stdout: plain(stdout), stderr: plain(stderr) });
      });
    });

  it('prints what there is when it is interrupted', async () => {
    expect(await stopped('SIGINT')).to.deep.equal({
      status: 130,
      stdout: `ocr.psm  size   work  kept  run
      1     3  0.0 s   0/3  ID
`,
      stderr: `mlpipeline: sweep ID of 2 settings, kept in \`FOLDER/.mlpipeline/store.db\`
mlpipeline: 1/2 ocr.psm=1: done in 0.0 s, 0 of 3 tasks from the cache, run ID
mlpipeline: interrupted: 1 of 2 settings done, in 0.0 s; 0 of 3 tasks from the cache
mlpipeline: run the same command with \`--resume\` to continue
`,
    });
  });

  it('goes on with a sweep that was killed', async function () {
    // From its source, the whole package is compiled anew for the runners of each process.
    this.timeout(120_000);
    expect((await stopped('SIGKILL')).status).to.equal(null);
    write('mended', '');
    const { status, stdout, stderr } = await sweep('--set ocr.psm=1,9 --resume');
    expect(status).to.equal(0);
    expect(stdout).to.match(/ {6}1 {5}3 .*\n {6}9 {4}11 /);
    expect(stderr).to.include('1/2 ocr.psm=1: done before, run ID\n');
    expect(read('read.log')).to.equal('1 9 ');
  });

  it('takes nothing from an earlier sweep of a pipeline that was another', async () => {
    await sweep('--set ocr.psm=1,2');
    write('reading.yaml', pipeline.replace('rule: a', 'rule: other'));
    const { stdout, stderr } = await sweep('--set ocr.psm=1,2 --resume');
    expect(stdout).to.match(/ {6}1 {5}7 .*\n {6}2 {5}8 /);
    expect(stderr).to.include('ocr.psm=1: done in 0.0 s, 1 of 3 tasks from the cache');
  });

  it('goes on with no sweep of another file or of other inputs, and says so', async () => {
    const began = (batch: string): string =>
      `mlpipeline: \`--resume\`: the store \`FOLDER/.mlpipeline/store.db\` has no sweep of \`${batch}: a new one is started\n`;
    const batches = async (): Promise<number> => {
      const { stdout } = await inProcess(folder, ['runs', '--json']);
      const runs = JSON.parse(stdout) as readonly RunSummary[];
      return new Set(runs.map(({ batch }) => batch?.id)).size;
    };
    const set = '--set ocr.psm=1,2 --quiet';
    write('other.yaml', pipeline);
    write('items.ndjson', '{"page":"a"}\n');
    write('more.ndjson', '{"page":"a"}\n');
    await call(`sweep other.yaml --store --inputs page=P ${set}`);
    const first = await sweep(`${set} --resume`);
    expect(first.stderr).to.include(began('reading.yaml` with these inputs'));
    expect(await batches()).to.equal(2);
    const others = await call(`sweep reading.yaml --store --inputs page=Q ${set} --resume`);
    expect(others.stderr).to.include(began('reading.yaml` with these inputs'));
    expect(await batches()).to.equal(3);
    const same = await sweep(`${set.replace('=1,2', '=1,2,3')} --resume`);
    expect(same.stderr).not.to.include('--resume');
    expect(await batches()).to.equal(3);
    const each = (items: string): Promise<Result> =>
      call(`sweep reading.yaml --store --each ${items} ${set} --resume`);
    expect((await each('items.ndjson')).stderr).to.include(
      began('reading.yaml` with these inputs and items'),
    );
    write('items.ndjson', '{"page":"a"}\n{"page":"b"}\n');
    expect((await each('items.ndjson')).stderr).not.to.include('--resume');
    expect(await batches()).to.equal(4);
    expect((await each('more.ndjson')).stderr).to.include(
      began('reading.yaml` with these inputs and items'),
    );
    expect(await batches()).to.equal(5);
  });

  it('starts no more after so many failures', async () => {
    const { status, stdout, stderr } = await sweep(
      '--set extractor.rule=bad,b --stop-after-failures 1 --quiet',
    );
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 1,
      stdout: `extractor.rule  work  kept  run  failed
           bad         0/1  ID  \`extractor\` failed: no such rule
`,
      stderr: `mlpipeline: 0 of 2 settings done, 1 failed, in 0.0 s; 0 of 1 task from the cache
mlpipeline: stopped by \`--stop-after-failures\`: run the same command with \`--resume\` to continue
`,
    });
  });

  it('tells of many items the mean and the deviation', async () => {
    write('items.ndjson', '{"page":"a"}\n{"page":"abc"}\n');
    const { stdout, stderr } = await call(
      'sweep reading.yaml --store --each items.ndjson --set ocr.psm=1,2 --best max --metric size',
    );
    expect(stdout).to.equal(`ocr.psm       size   work  kept  runs
      2  5 ± 1.414  0.0 s   0/6     2
      1  4 ± 1.414  0.0 s   0/6     2
`);
    expect(stderr).to.include('of 2 settings with 2 items, kept in');
  });

  it('writes the table as CSV and as JSON', async () => {
    const set = '--set extractor.rule=\'"a,b",c\'';
    await sweep(`--table table.csv ${set}`);
    expect(plain(read('table.csv')).replace(/,\d+,\d+,3,/g, ',TOOK,WORK,3,')).to.equal(
      [
        'extractor.rule,size,size deviation,size count,state,took ms,work ms,tasks,kept,done,failed,error,runs',
        '"a,b",7,0,1,done,TOOK,WORK,3,0,1,0,,LONGID',
        'c,5,0,1,done,TOOK,WORK,3,1,1,0,,LONGID',
        '',
      ].join('\r\n'),
    );
    const { stdout } = await sweep(`--table table.json --json ${set}`);
    const [row] = JSON.parse(stdout) as readonly object[];
    expect({ ...row, work: 0, took: 0 }).to.deep.equal({
      ...{ index: 0, values: { 'extractor.rule': 'a,b' }, runs: ['LONGID'] },
      metrics: { size: { mean: 7, deviation: 0, count: 1 } },
      ...{ state: 'done', took: 0, done: 1, before: 0, failed: 0, work: 0, tasks: 3, kept: 3 },
    });
    expect(plain(read('table.json'))).to.equal(stdout);
    const csv = await sweep(`--table table.csv --csv ${set}`);
    expect(csv.stdout).to.equal(plain(read('table.csv')));
    const again = await sweep(`--table table.json ${set} --quiet`);
    expect(again.status).to.equal(0);
  });

  it('takes a sweep from a file, above which options count', async () => {
    write(
      'sweep.yaml',
      `set:
  ocr.psm: 1..3
  extractor.rule: [a, "1..2"]
sample: 4
metrics: { f1: evaluate.scores.f1 }
best: max
`,
    );
    const { stdout } = await sweep('--sweep-file sweep.yaml --set ocr.psm=1,2 --quiet');
    expect(stdout).to.equal(`ocr.psm  extractor.rule      f1   work  kept  run
      1               a  0.3333  0.0 s   0/3  ID
      2               a    0.25  0.0 s   0/3  ID
      1            1..2  0.1667  0.0 s   1/3  ID
      2            1..2  0.1429  0.0 s   1/3  ID
`);
  });

  it('tells what is wrong with a file at its place', async () => {
    write(
      'sweep.yaml',
      `set:
  ocr: { psm: [1, 2] }
  extractor.rule: 1..x
  ocr.psm: []
zipp: true
best: most
`,
    );
    const { status, stderr } = await sweep('--sweep-file sweep.yaml');
    expect(status).to.equal(2);
    expect(stderr).to.equal(`error[invalid-reference]: \`ocr\` is not the name of a param
 --> sweep.yaml:2:3
  |
2 |   ocr: { psm: [1, 2] }
  |   ^^^ expected \`component.param\`
  = a param is named by its path: \`ocr.psm\`, or \`read/ocr.psm\` in a nested pipeline

error[wrong-type]: \`ocr\` of \`set\` of \`sweep\` must be a list, or a range as text, not a map
 --> sweep.yaml:2:8
  |
2 |   ocr: { psm: [1, 2] }
  |        ^^^^^^^^^^^^^^^ expected a list, or a range as text
  = a param is named by its path: \`ocr.box.x: [1, 2]\`; put a map that is a value in a list

error[bad-value]: \`1..x\`: a range goes from one number to another; write a list \`3,6,11\`, a range \`1..10\` or \`0.1..0.9 / 5\`, or \`log 1e-4..1e-1 / 5\`
 --> sweep.yaml:3:19
  |
3 |   extractor.rule: 1..x
  |                   ^^^^ no values

error[wrong-type]: \`ocr.psm\` of \`set\` of \`sweep\` must be at least one value, not an empty list
 --> sweep.yaml:4:12
  |
4 |   ocr.psm: []
  |            ^^ expected at least one value

error[unknown-key]: \`sweep\` has no key \`zipp\`
 --> sweep.yaml:5:1
  |
5 | zipp: true
  | ^^^^ unknown key
  = did you mean \`zip\`?

error[bad-value]: \`best\` of \`sweep\` must be \`max\` or \`min\`, not \`most\`
 --> sweep.yaml:6:7
  |
6 | best: most
  |       ^^^^ expected \`max\` or \`min\`

sweep.yaml, reading.yaml: 6 errors
`);
  });

  it('tells all kinds of mistakes of a file in one go', async () => {
    write(
      'sweep.yaml',
      `set:
  ocr.psm: [1, two, 2]
  ocr.pms: [1]
  extractor.rule: 1..x
inputs: { pages: 8 }
each: items.ndjson
metrics: { f1: evaluate.f1 }
best: most
`,
    );
    const { status, stderr } = await sweep('--sweep-file sweep.yaml');
    expect(status).to.equal(2);
    expect(stderr.split('\n').filter((line) => /error/.test(line))).to.deep.equal([
      'error[bad-value]: `1..x`: a range goes from one number to another; write a list `3,6,11`, a range `1..10` or `0.1..0.9 / 5`, or `log 1e-4..1e-1 / 5`',
      'error[bad-value]: `best` of `sweep` must be `max` or `min`, not `most`',
      'error[bad-params]: runner `Read` has no param `pms`',
      'error[bad-params]: param `psm` of runner `Read` must be `number`',
      'error[unknown-input]: the pipeline has no input `pages`: did you mean `page`?',
      'error[unreadable-file]: there is no file `items.ndjson`',
      'error[invalid-reference]: neither the pipeline nor a task of it has the output `evaluate.f1`; did you mean `evaluate.size`?',
      'sweep.yaml, reading.yaml: 7 errors',
    ]);
  });

  it('tells with them what is wrong with all of its settings', async () => {
    write('sweep.yaml', 'set: { ocr.psm: [1, 2, 1] }\nmetrics: { f1: evaluate.f1 }\n');
    expect(await sweep('--sweep-file sweep.yaml')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `error[invalid-reference]: neither the pipeline nor a task of it has the output \`evaluate.f1\`; did you mean \`evaluate.size\`?
 --> sweep.yaml:2:16
  |
2 | metrics: { f1: evaluate.f1 }
  |                ^^^^^^^^^^^

sweep.yaml, reading.yaml: 1 error
mlpipeline: \`ocr.psm\` has the value \`1\` twice: each setting is run once
`,
    });
  });

  it('refuses a param of which neither its runner nor the pipeline says that there is one', async () => {
    write(
      'reading.yaml',
      pipeline.replace(
        'runner: Evaluate, ',
        'runner: Evaluate, params: { language: en, box: { left: 1 } }, ',
      ),
    );
    expect(await sweep('--set evaluate.lenguage=en,de --set evaluate.box.top=1')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `error[bad-params]: \`evaluate\` is not known to have a param \`lenguage\`
 --> --set:1:10
  |
1 | evaluate.lenguage=en,de
  |          ^^^^^^^^ unknown param
  = did you mean \`language\`?
  = its runner does not declare its params, and the pipeline sets \`language\` and \`box\`: give \`evaluate.lenguage\` a value there to vary it

error[bad-params]: \`evaluate.box\` is not known to have a param \`top\`
 --> --set:1:14
  |
1 | evaluate.box.top=1
  |              ^^^ unknown param
  = its runner does not declare its params, and the pipeline sets \`left\`: give \`evaluate.box.top\` a value there to vary it

reading.yaml: 2 errors
`,
    });
    const { status } = await sweep(
      '--set evaluate.language=en,de --set evaluate.box.left=2 --quiet',
    );
    expect(status).to.equal(0);
  });

  it('takes inputs and items from a file, with paths from its folder', async () => {
    mkdirSync(join(folder, 'of'));
    write('of/items.ndjson', '{"page":"a"}\n{"page":"abc"}\n');
    write(
      'of/sweep.yaml',
      'set: { ocr.psm: [1, 2] }\neach: items.ndjson\nmetrics: { size: size }\n',
    );
    expect((await call('sweep reading.yaml --store --sweep-file of/sweep.yaml --quiet')).stdout).to
      .equal(`ocr.psm       size   work  kept  runs
      1  4 ± 1.414  0.0 s   0/6     2
      2  5 ± 1.414  0.0 s   0/6     2
`);
    write('of/sweep.yaml', 'set: { ocr.psm: 1..2 }\ninputs: { page: abcd }\n');
    const { stdout } = await call('sweep reading.yaml --store --sweep-file of/sweep.yaml --quiet');
    expect(stdout).to.equal(`ocr.psm  size   work  kept  run
      1     6  0.0 s   0/3  ID
      2     7  0.0 s   0/3  ID
`);
  });

  it('tells inputs and metrics of a file that the pipeline has not, at their places', async () => {
    write('reading.yaml', pipeline.replace('inputs: [page]', 'inputs: { page: { type: string } }'));
    write(
      'sweep.yaml',
      `set: { ocr.psm: [1, 2] }
inputs:
  page: 7
  pages: 8
metrics: { f1: evaluate.f1 }
`,
    );
    expect(await call('sweep reading.yaml --store --sweep-file sweep.yaml')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `error[bad-value]: input \`page\` must be a string, not the number 7
 --> sweep.yaml:3:9
  |
3 |   page: 7
  |         ^

error[unknown-input]: the pipeline has no input \`pages\`: did you mean \`page\`?
 --> sweep.yaml:4:10
  |
4 |   pages: 8
  |          ^

error[invalid-reference]: neither the pipeline nor a task of it has the output \`evaluate.f1\`; did you mean \`evaluate.size\`?
 --> sweep.yaml:5:16
  |
5 | metrics: { f1: evaluate.f1 }
  |                ^^^^^^^^^^^

sweep.yaml, reading.yaml: 3 errors
`,
    });
    write('sweep.yaml', 'set: { ocr.psm: [1, 2] }\ninputs: 7\neach: { a: 1 }\n');
    expect((await call('sweep reading.yaml --store --sweep-file sweep.yaml')).stderr).to
      .equal(`error[wrong-type]: \`inputs\` of \`sweep\` must be a map from inputs to values, not the number 7
 --> sweep.yaml:2:9
  |
2 | inputs: 7
  |         ^ expected a map from inputs to values

error[wrong-type]: \`each\` of \`sweep\` must be items: a file of JSON lines or CSV, or \`glob:\` and a pattern, not a map
 --> sweep.yaml:3:7
  |
3 | each: { a: 1 }
  |       ^^^^^^^^ expected items: a file of JSON lines or CSV, or \`glob:\` and a pattern

sweep.yaml, reading.yaml: 2 errors
`);
  });

  it('tells every value that is wrong before anything is run, where it is written', async () => {
    write('sweep.yaml', 'set:\n  ocr.psm: [1, two]\n  extractor.rulle: [a]\n');
    const { status, stdout, stderr } = await sweep(
      '--sweep-file sweep.yaml --set ocrr.psm=1 --set extractor.rule=a,7',
    );
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `error[unknown-component]: no component is named \`ocrr\`
 --> --set:1:1
  |
1 | ocrr.psm=1
  | ^^^^ unknown component
  = did you mean \`ocr\`?

error[bad-params]: runner \`Extract\` has no param \`rulle\`
 --> sweep.yaml:3:3
  |
3 |   extractor.rulle: [a]
  |   ^^^^^^^^^^^^^^^ unknown param
  = did you mean \`rule\`?
  = its params are \`rule\`

error[bad-params]: param \`psm\` of runner \`Read\` must be \`number\`
 --> sweep.yaml:2:16
  |
2 |   ocr.psm: [1, two]
  |                ^^^ expected \`number\`

error[bad-params]: param \`rule\` of runner \`Extract\` must be \`string\`
 --> --set:1:16
  |
1 | extractor.rule=a,7
  |                ^^^ expected \`string\`

sweep.yaml, reading.yaml: 4 errors
`,
    });
    expect(existsSync(join(folder, '.mlpipeline'))).to.equal(false);
  });

  it('refuses to keep its runs nowhere', async () => {
    const { status, stderr } = await call('sweep reading.yaml --inputs page=P --set ocr.psm=1,2');
    expect(status).to.equal(2);
    expect(stderr).to.equal(
      'mlpipeline: `sweep` keeps its runs in a store: add `--store`, or make a folder `.mlpipeline` beside the pipeline\n',
    );
    expect(await call('sweep reading.yaml --set ocr.psm=1,2 --no-store')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        'mlpipeline: `sweep` keeps its runs in a store: it cannot be used with `--no-store`\n',
    });
  });

  const refusals: readonly (readonly [flags: string, message: string])[] = [
    ['', 'nothing varies: `--set ocr.psm=3,6` says what does'],
    ['--set ocr=3', '`--set` takes `component.param=values`, not `ocr=3`'],
    [
      '--set ocr.psm=1..x',
      '`--set` `ocr.psm`: `1..x`: a range goes from one number to another; write a list `3,6,11`, a range `1..10` or `0.1..0.9 / 5`, or `log 1e-4..1e-1 / 5`',
    ],
    ['--set ocr.psm=1,2,1', '`ocr.psm` has the value `1` twice: each setting is run once'],
    [
      '--set ocr.psm=1,1 --set extractor.rule=a,a --zip',
      'the values that are taken together make settings 1 and 2 equal: each is run once',
    ],
    [
      '--set ocr.psm=1..',
      '`--set` `ocr.psm`: `1..`: a range goes from one number to another; write a list `3,6,11`, a range `1..10` or `0.1..0.9 / 5`, or `log 1e-4..1e-1 / 5`',
    ],
    [
      '--set ocr.psm=1 --set ocr.psm=2',
      '`ocr.psm` is set twice: `--set ocr.psm=1,2` takes all its values',
    ],
    [
      '--set ocr.psm=1,2 --set extractor.rule=a --zip',
      'values that are taken together must be equally many: `ocr.psm` has 2 values, `extractor.rule` has 1 value',
    ],
    [
      '--set ocr.psm=1..1000 --set extractor.x=1..1000',
      'these are 1000000 settings, and 100000 are the most: vary less, or take a sample (`--sample 100`)',
    ],
    [
      '--set ocr.psm=1 --best max',
      '`--best` needs a metric to sort by, such as `--metric score=evaluate.f1`',
    ],
    [
      '--set ocr.psm=1 --metric evaluat.size',
      '`--metric`: neither the pipeline nor a task of it has the output `evaluat.size`; did you mean `evaluate.size`?',
    ],
    [
      '--set ocr.psm=1 --metric unused.size',
      '`--metric`: `unused.size` is an output of a task that is not run, since no output needs it: name it under `outputs` of the pipeline',
    ],
    [
      '--set ocr.psm=1 --table table.txt',
      '`--table` takes a file whose name ends in `.csv` or `.json`, not `table.txt`',
    ],
    [
      '--set ocr.psm=1 --table package.json',
      '`--table` would overwrite `package.json`, which is not a table of a sweep that MLPipeline wrote: name another file, or remove it first',
    ],
    [
      '--set ocr.psm=1 --report absent/a.html',
      '`--report`: `absent/a.html` cannot be written: there is no such folder',
    ],
    [
      '--set ocr.psm=1 --table absent/a.csv',
      '`--table`: `absent/a.csv` cannot be written: there is no such folder',
    ],
    [
      '--set ocr.psm=1 --resume',
      '`--resume`: the store `FOLDER/.mlpipeline/store.db` has no sweep of the pipeline `Page reading` yet',
    ],
  ];
  for (const [flags, message] of refusals)
    it(`refuses \`${flags}\``, async () => {
      const { status, stdout, stderr } = await sweep(flags);
      expect({ status, stdout, stderr }).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: ${message}\n`,
      });
    });
});
