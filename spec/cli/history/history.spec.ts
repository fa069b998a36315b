import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect } from 'chai';

import { start } from '../../../lib/engine/run/start.js';
import { loadText, orThrow } from '../../../lib/load.js';
import { run as takeOver } from '../../../lib/store/database/database.js';
import { openSqlite } from '../../../lib/store/database/sqlite.js';
import { openStore } from '../../../lib/store/index.js';
import type { RunSummary } from '../../../lib/store/store.js';
import { inProcess } from '../in-process.js';
import type { Result } from '../mlpipeline.js';

const page = readFileSync(new URL('../../../docs/store.md', import.meta.url), 'utf8');
const reading = /```yaml\n(# reading\.yaml\n[^]*?)```/.exec(page)?.[1] ?? '';
const refusing = reading.replace("[sed, 's/^/fields of /']", "[sh, -c, 'test -f ready && cat']");

describe('runs that are kept', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-history-'));
    write(reading);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (text: string): void => {
    writeFileSync(join(folder, 'reading.yaml'), text);
  };
  const call = (line: string): Promise<Result> => inProcess(folder, line.split(' '));
  const run = (more = ''): Promise<Result> =>
    call(`run reading.yaml --store --inputs page=words${more}`);
  const ids = async (): Promise<readonly string[]> => {
    const { stdout } = await call('runs --json');
    return (JSON.parse(stdout) as RunSummary[]).map(({ id }) => id.slice(0, 8));
  };
  /** Texts without what differs from run to run. */
  const plain = (text: string): string =>
    text
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'LONG')
      .replace(/\b[0-9a-f]{8}\b/g, 'ID')
      .replaceAll(folder, 'FOLDER')
      .replace(/\d+ seconds? ago/g, 'AGE ago')
      .replace(/\d\.\d s/g, 'TIME');

  it('says by what a run is known, and where it is kept', async () => {
    const { status, stdout, stderr } = await run();
    expect({ status, stdout, stderr: plain(stderr) }).to.deep.equal({
      status: 0,
      stdout: '{\n  "fields": "fields of WORDS"\n}\n',
      stderr: `mlpipeline: run ID, kept in \`FOLDER/.mlpipeline/store.db\`
0 : pipeline : inputs - page=words
1 : ocr - Command : inputs - page=words : outputs - text=WORDS
2 : extractor - Command : inputs - text=WORDS : outputs - fields=fields of WORDS
3 : pipeline : outputs - fields=fields of WORDS
`,
    });
  });

  it('says of one that failed how it goes on, and goes on with what has not finished', async () => {
    write(refusing);
    const failed = await run();
    expect(failed.status).to.equal(1);
    const [id = ''] = await ids();
    expect(failed.stderr).to.match(
      new RegExp(`mlpipeline: \`mlpipeline resume ${id}\` continues it\n$`),
    );
    const elsewhere = await call('run reading.yaml --inputs page=words --store other');
    expect(plain(elsewhere.stderr)).to.contain(
      '`mlpipeline resume ID --store other` continues it\n',
    );
    writeFileSync(join(folder, 'ready'), '');
    const { status, stdout, stderr } = await call('resume');
    expect({ status, stdout, stderr: plain(stderr) }).to.deep.equal({
      status: 0,
      stdout: '{\n  "fields": "WORDS"\n}\n',
      stderr: `mlpipeline: run ID, kept in \`FOLDER/.mlpipeline/store.db\`
0 : pipeline : inputs - page=words
1 : ocr - Command : outputs - text=WORDS : kept from LONG/ocr
2 : extractor - Command : inputs - text=WORDS : outputs - fields=WORDS
3 : pipeline : outputs - fields=WORDS
`,
    });
    expect(await ids()).to.deep.equal([id]);
    expect(plain((await call('resume')).stderr)).to.equal(
      'mlpipeline: every run in the store `FOLDER/.mlpipeline/store.db` is done or at work: there is none to continue\n',
    );
    expect(plain((await call(`resume ${id}`)).stderr)).to.equal(
      'mlpipeline: run ID is done: there is nothing to continue; `mlpipeline restart ID --task NAME` runs tasks of it again\n',
    );
  });

  it('says of a run without a store that with one it could go on, unless that is not wanted', async () => {
    write(refusing);
    const line = 'run reading.yaml --quiet --inputs page=words';
    expect((await call(line)).stderr).to.equal(
      '`extractor` failed at attempt 1: `sh` exited with status 1\n  finished   1 task: `ocr`\n' +
        'mlpipeline: with `--store` the finished tasks would be kept, and `mlpipeline resume` could continue from there\n',
    );
    expect((await call(`${line} --no-store`)).stderr).not.to.contain('--store');
    expect((await call('runs')).stderr).to.equal(
      'mlpipeline: no store found: `MLPIPELINE_STORE` is not set, and there is no folder `.mlpipeline` here or above; name a store with `--store WHERE`\n',
    );
  });

  it('says what has changed, and runs it again or keeps it as asked', async () => {
    const other = refusing.replace('A-Z', 'b-za');
    for (const [changed, fields] of [
      ['keep', 'xpset'],
      ['rerun', 'WORDS'],
    ] as const) {
      rmSync(join(folder, 'ready'), { force: true });
      write(other);
      await run();
      write(refusing);
      writeFileSync(join(folder, 'ready'), '');
      const { status, stderr } = await call('resume');
      expect({ status, stderr: plain(stderr) }).to.deep.equal({
        status: 2,
        stderr: `mlpipeline: the pipeline has changed since run \`LONG\` began:
  ocr: params.command.2 "b-za" → "A-Z"
tasks that must run again: \`ocr\` and \`extractor\`
\`--changed rerun\` runs those again, in a new run that takes everything else from this one; \`--changed keep\` continues, and keeps what has finished as it is
`,
      });
      const { stdout } = await call(`resume --changed ${changed}`);
      expect(stdout).to.equal(`{\n  "fields": "${fields}"\n}\n`);
    }
    expect(await ids()).to.have.length(3);
  });

  it('goes on where what has changed had not finished, and says so', async () => {
    write(refusing);
    await run();
    write(refusing.replace('test -f ready', 'test -e ready'));
    writeFileSync(join(folder, 'ready'), '');
    const { status, stdout, stderr } = await call('resume');
    expect({ status, stdout }).to.deep.equal({
      status: 0,
      stdout: '{\n  "fields": "WORDS"\n}\n',
    });
    expect(plain(stderr)).to.contain(
      'mlpipeline: the pipeline has changed since run ID started, but only in tasks that had not finished: the results of the others are kept; `mlpipeline diff ID ID` shows what has changed\n',
    );
  });

  it('says of one that another process has taken over that it has, and not how it goes on', async () => {
    const path = join(folder, '.mlpipeline', 'store.db');
    const taken = async (): Promise<void> => {
      const database = await openSqlite(path);
      await database.write('full', () => takeOver('UPDATE runs SET fence = fence + 1'));
      await database.close();
    };
    Reflect.set(globalThis, 'takenByAnother', taken);
    writeFileSync(
      join(folder, 'taken.mjs'),
      'export const Taken = async () => (await globalThis.takenByAnother(), { y: 1 });\n',
    );
    write(`pipeline:
  name: Taken
  runners: [./taken.mjs]
  inputs: []
  outputs: [take.y]
  components: { take: { runner: Taken, inputs: [], outputs: [y] } }
`);
    try {
      const { status, stderr } = await call('run reading.yaml --store --quiet');
      expect({ status, stderr: plain(stderr) }).to.deep.equal({
        status: 1,
        stderr:
          'mlpipeline: another process has taken over the run `LONG`: this process no longer writes to it\n  cancelled  1 task: `take`\n',
      });
    } finally {
      Reflect.deleteProperty(globalThis, 'takenByAnother');
    }
  });

  it('says what there is to do for a run that was not started from a file', async () => {
    const store = await openStore(join(folder, '.mlpipeline'));
    const pipeline = orThrow(await loadText(refusing, { directory: folder }));
    await start(pipeline, { page: 'words' }, { store, id: 'abcdef01' }).outputs.catch(
      () => undefined,
    );
    await store.close();
    expect(await call('resume')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        "mlpipeline: run abcdef01 was not started from a file: name a file that has its pipeline with `--file FILE`, and its own runners with `--runners MODULE`; in code, `resume(store, 'abcdef01', { pipeline })` continues it\n",
    });
    writeFileSync(join(folder, 'ready'), '');
    write(refusing);
    expect((await call('resume --file reading.yaml')).stdout).to.equal(
      '{\n  "fields": "WORDS"\n}\n',
    );
  });

  it('lists runs, and those that did not finish', async () => {
    await run();
    write(refusing);
    await run();
    expect(plain((await call('runs')).stdout).replace(/ +/g, ' ')).to.equal(
      `run state began took tasks pipeline
ID failed AGE ago TIME 1/2 Reading
ID done AGE ago TIME 2/2 Reading
`,
    );
    expect((await call('runs --failed')).stdout.split('\n')).to.have.length(3);
    expect((await call('runs --most 1')).stderr).to.equal(
      'mlpipeline: there are more: `--most 10` lists them\n',
    );
  });

  it('lists a run that is done as that, with what it omitted and went without', async () => {
    write(`pipeline:
  name: Choosing
  inputs: { page: { type: string } }
  outputs: { text: quick.text, guess: { maybe: guess.text } }
  components:
    quick: { runner: PassThrough, inputs: { text: page }, outputs: [text], store: none }
    careful: { runner: PassThrough, when: page == "hard", inputs: { text: page }, outputs: [text] }
    guess:
      runner: Command
      params: { command: ['false'], stdout: text }
      onFailure: omit
      inputs: [careful.text]
      outputs: [text]
`);
    await run();
    const summary = async (): Promise<Record<string, unknown>> =>
      (JSON.parse((await call('runs --json')).stdout) as Record<string, unknown>[])[0] ?? {};
    expect(await summary()).to.include({
      ...{ state: 'done', tasks: 3, tasksDone: 3, tasksOmitted: 2, tasksFailed: 0 },
    });
    expect((await call('runs')).stdout).to.match(/ 3\/3, 2 omitted {2}Choosing\n/);
    await call('run reading.yaml --inputs page=hard');
    expect(await summary()).to.include({
      ...{ state: 'done', tasks: 3, tasksDone: 2, tasksOmitted: 0, tasksFailed: 1 },
    });
    expect((await call('runs')).stdout).to.match(/ 2\/3, 1 failed {2}Choosing\n/);
  });

  it('says of a store that has no runs, or none such, what it has none of', async () => {
    await (await openStore(join(folder, '.mlpipeline'))).close();
    const has = 'mlpipeline: the store `FOLDER/.mlpipeline/store.db` has no ';
    for (const [line, what] of [
      ['runs', 'runs yet'],
      ['show', 'runs yet'],
      ['runs --failed', 'run that did not finish'],
      ['runs --pipeline Other', 'such run'],
    ] as const)
      expect(plain((await call(line)).stderr)).to.equal(`${has}${what}\n`);
  });

  it('says of a value that is gone what makes it again, and of an input that nothing does', async () => {
    write(refusing);
    writeFileSync(join(folder, 'long.txt'), 'a'.repeat(5000));
    await call('run reading.yaml --store --inputs page=@long.txt');
    const [id = ''] = await ids();
    rmSync(join(folder, '.mlpipeline/values'), { recursive: true });
    mkdirSync(join(folder, '.mlpipeline/values/aside'), { recursive: true });
    const hashes = /[0-9a-f]{2}\/?[0-9a-f]{62}/g;
    const said = (text: string): string => plain(text.replace(hashes, 'HASH'));
    const missing = 'the blob `HASH` is missing: there is no `FOLDER/.mlpipeline/values/HASH`';
    expect(said((await call(`value ${id} ocr.text`)).stderr)).to.equal(
      `mlpipeline: ${missing}; \`mlpipeline restart ID --task ocr\` makes it again\n`,
    );
    expect(said((await call(`value ${id} page`)).stderr)).to.equal(`mlpipeline: ${missing}\n`);
    for (const line of ['resume', `restart ${id} --task ocr`])
      expect(said((await call(line)).stderr)).to.equal(
        `mlpipeline: the input \`page\` of run \`LONG\` cannot be read, and its tasks cannot run without it: ${missing}\n`,
      );
  });

  it('shows a run, its log, its values and from what they were made', async () => {
    await run(' --seed 7');
    const [id = ''] = await ids();
    const shown = plain((await call('show')).stdout);
    expect(shown).to.contain('\nseed      7\n');
    expect(shown).to.contain('\ninputs\n  page = "words"  (');
    expect(shown).to.contain('\noutputs\n  fields = "fields of WORDS"  (');
    expect(shown).to.match(/\n {2}extractor {2}finished +1 +TIME\n/);
    expect((await call(`value ${id} ocr.text`)).stdout).to.equal('WORDS');
    expect((await call(`value ${id} fields --out fields.txt`)).status).to.equal(0);
    expect(readFileSync(join(folder, 'fields.txt'), 'utf8')).to.equal('fields of WORDS');
    expect((await call(`value ${id} ocr.words`)).stderr).to.equal(
      'mlpipeline: the run has kept no value `ocr.words`: it has `page`, `fields`, `ocr.text` and `extractor.fields`\n',
    );
    expect((await call(`value ${id} orc.text`)).stderr).to.equal(
      'mlpipeline: the run has kept no value `orc.text`: did you mean `ocr.text`?\n',
    );
    const hashes = / {2}\([0-9a-f]{12}\)/g;
    expect((await call(`lineage ${id} fields`)).stdout.replace(hashes, '')).to.equal(
      `extractor.fields = "fields of WORDS", given by extractor
  ocr.text = "WORDS", given by ocr
    page = "words", an input of the run
`,
    );
    expect(
      plain((await call(`lineage ${id} ocr.text --down`)).stdout).replace(hashes, ''),
    ).to.equal(
      `ocr.text = "WORDS"
  taken by extractor of run ID as text
    extractor.fields = "fields of WORDS"
      fields, an output of run ID
`,
    );
    expect((await call(`logs ${id} nobody`)).stderr).to.equal(
      'mlpipeline: the pipeline `Reading` has no task `nobody`\n',
    );
    expect((await call(`logs ${id} extracter`)).stderr).to.equal(
      'mlpipeline: the pipeline `Reading` has no task `extracter`; did you mean `extractor`?\n',
    );
    expect((await call(`logs ${id}`)).stdout).to.match(
      /^\S+ the run begins\n\S+ the run ends: done\n$/,
    );
    expect((await call(`logs ${id} ocr --json`)).stdout).to.contain('"type":"task-finished"');
    expect((await call(`report ${id}`)).stdout).to.contain('<title>');
    expect(plain((await call('show 00')).stderr)).to.equal(
      'mlpipeline: the store `FOLDER/.mlpipeline/store.db` has no run `00`: `mlpipeline runs` lists those that it has\n',
    );
  });

  it('gives tasks that run again what JSON has no form for, and says so where it is asked for', async () => {
    writeFileSync(
      join(folder, 'dates.mjs'),
      `export const Give = () => ({ at: new Date(0), page: Buffer.from('text'), score: NaN });
export const Take = ({ at, page, score }) => ({ text: [at.toISOString(), page.toString('hex'), score].join() });
`,
    );
    write(`pipeline:
  name: Dates
  runners: [./dates.mjs]
  inputs: []
  outputs: [take.text]
  components:
    - give: { runner: Give, inputs: [], outputs: [at, page, score] }
    - take: { runner: Take, inputs: [give.at, give.page, give.score], outputs: [text] }
`);
    const first = await call('run reading.yaml --store');
    const [id = ''] = await ids();
    const again = await call(`restart ${id} --task take`);
    expect(again.stdout).to.equal('{\n  "take.text": "1970-01-01T00:00:00.000Z,74657874,NaN"\n}\n');
    expect(again.stdout).to.equal(first.stdout);
    expect((await call(`value ${id} give.page`)).stdout).to.equal('text');
    expect(await call(`value ${id} give.at`)).to.deep.include({
      status: 2,
      stderr: 'mlpipeline: JSON cannot carry `give.at`: it is a Date; give plain data\n',
    });
  });

  it('runs tasks again, and tells two runs apart', async () => {
    await run(' --seed 7');
    const [first = ''] = await ids();
    const { stderr } = await call(`restart ${first} --task extractor`);
    expect(stderr).to.contain('1 : ocr - Command : outputs - text=WORDS : kept from ');
    expect(stderr).to.contain('2 : extractor - Command : inputs - text=WORDS : outputs - ');
    const [second = ''] = await ids();
    expect(plain((await call(`diff ${first} ${second}`)).stdout)).to.equal(
      'ID and ID have the same pipeline, code, inputs and outputs\n',
    );
    await call('run reading.yaml --inputs page=words --seed 8 --set extractor.command=[cat]');
    const [third = ''] = await ids();
    const different = (await call(`diff ${first} ${third}`)).stdout;
    expect(different).to.contain('settings\n  seed: 7 → 8\n');
    expect(different).to.contain('tasks with other outputs\n  extractor.fields: "fields of WORDS"');
    expect((await call(`restart ${first} --task nobody`)).stderr).to.contain(
      'the pipeline has no task `nobody`',
    );
    expect((await call('prune --older 0s --dry-run')).stdout).to.contain('3 runs and ');
    const sent = join(folder, '.mlpipeline/uploads', 'ab'.repeat(32), 'page.png');
    mkdirSync(dirname(sent), { recursive: true });
    writeFileSync(sent, 'a page');
    utimesSync(sent, 1, 1);
    const pruned = (await call('prune --older 0s')).stdout;
    expect(pruned).to.match(
      /^removed: 3 runs and \d+ blobs \(.*\)\nremoved: 1 uploaded file \(6 bytes\)\n$/,
    );
    expect(await ids()).to.deep.equal([]);
    expect((await call('prune --older soon')).stderr).to.equal(
      'mlpipeline: `--older` takes an age, such as `12h`, `30d` or `8w`, not `soon`\n',
    );
  });

  it('keeps items as runs of a batch, and of one that is gone on with runs only what is missing', async () => {
    const marking = refusing
      .replace('[tr, a-z, A-Z]', "[sh, -c, 'echo >> marks; tr a-z A-Z']")
      .replace('test -f ready && cat', 'read x; test -f ready -o $x != TWO && echo $x');
    write(marking);
    const items = ['one', 'two', 'three'].map((one) => `{"page":"${one}"}\n`);
    writeFileSync(join(folder, 'items.ndjson'), items.join(''));
    const line = 'run reading.yaml --each items.ndjson';
    const lineOf = (number: number, fields: string): string =>
      `{"x-item":"items.ndjson:${number}","fields":"${fields}\\n"}\n`;
    expect((await call(`${line} --resume`)).stderr).to.contain('name it with `--results`');
    const first = await call(`${line} --store`);
    expect(first.status).to.equal(1);
    expect(first.stdout).to.equal(lineOf(1, 'ONE') + lineOf(3, 'THREE'));
    expect(plain(first.stderr)).to.match(/^mlpipeline: batch ID, kept in `FOLDER.*store\.db`\n/);
    writeFileSync(join(folder, 'ready'), '');
    appendFileSync(join(folder, 'items.ndjson'), '{"page":"four"}\n');
    const second = await call(`${line} --resume`);
    expect(second.status).to.equal(0);
    expect(second.stdout).to.equal(
      lineOf(1, 'ONE') + lineOf(2, 'TWO') + lineOf(3, 'THREE') + lineOf(4, 'FOUR'),
    );
    expect(readFileSync(join(folder, 'marks'), 'utf8')).to.equal('\n'.repeat(4));
    expect(await ids()).to.have.length(4);
  });

  it('says how to go on with a batch where its id is given for that of a run', async () => {
    write(refusing);
    writeFileSync(join(folder, 'items.ndjson'), '{"page":"one"}\n{"page":"two"}\n');
    const { stderr } = await call('run reading.yaml --each items.ndjson --store');
    const [, batch = ''] = /batch (\w+)/.exec(stderr) ?? [];
    expect(await call(`resume ${batch}`)).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `mlpipeline: \`${batch}\` is a batch of \`Reading\`, 2 runs: to continue it, run the command that started it with \`--resume\`\n`,
    });
    const lone = await call('resume');
    expect(plain(lone.stderr)).to.contain(
      'mlpipeline: run ID is part of the batch ID: only this run is continued; to continue the whole batch, run the command that started it with `--resume`\n',
    );
  });

  it('lists the runs of a batch by the beginning of its id', async () => {
    write(refusing);
    writeFileSync(join(folder, 'ready'), '');
    writeFileSync(join(folder, 'items.ndjson'), '{"page":"one"}\n{"page":"two"}\n');
    await run();
    await call('run reading.yaml --each items.ndjson --store');
    const all = JSON.parse((await call('runs --json')).stdout) as RunSummary[];
    const batch = all.find((one) => one.batch !== undefined)?.batch?.id ?? '';
    for (const id of [batch, batch.slice(0, 8)]) {
      const { stdout } = await call(`runs --json --batch ${id}`);
      expect((JSON.parse(stdout) as RunSummary[]).map((one) => one.batch?.id)).to.deep.equal([
        batch,
        batch,
      ]);
    }
    const { status, stderr } = await call('runs --batch 00x');
    expect({ status, stderr: plain(stderr) }).to.deep.equal({
      status: 2,
      stderr:
        'mlpipeline: the store `FOLDER/.mlpipeline/store.db` has no batch `00x`: `mlpipeline runs` lists those that it has\n',
    });
  });

  it('goes on with no items of another file, and says so', async () => {
    write(refusing);
    writeFileSync(join(folder, 'ready'), '');
    writeFileSync(join(folder, 'a.ndjson'), '{"page":"one"}\n');
    writeFileSync(join(folder, 'b.ndjson'), '{"page":"one"}\n{"page":"two"}\n');
    const line = 'run reading.yaml --each';
    await call(`${line} a.ndjson --store`);
    const other = await call(`${line} b.ndjson --resume`);
    expect(plain(other.stderr)).to.contain(
      'mlpipeline: `--resume`: the store `FOLDER/.mlpipeline/store.db` has no items of `reading.yaml` with these inputs and items: a new batch is started\n',
    );
    expect(await ids()).to.have.length(3);
    const same = await call(`${line} a.ndjson --resume`);
    expect(same.stderr).not.to.contain('--resume');
    expect(await ids()).to.have.length(3);
  });

  it('makes items anew, as far as the change of a pipeline asks for it', async () => {
    const marking = refusing.replace('[tr, a-z, A-Z]', "[sh, -c, 'echo >> marks; tr a-z A-Z']");
    const ending = (mark: string): string =>
      marking.replace('test -f ready && cat', `read x; echo >> ends; echo $x${mark}`);
    write(ending('.'));
    writeFileSync(join(folder, 'items.ndjson'), '{"page":"one"}\n{"page":"two"}\n');
    const line = 'run reading.yaml --each items.ndjson';
    const count = (file: string): number => readFileSync(join(folder, file)).length;
    expect((await call(`${line} --store`)).stdout).to.contain('ONE.');
    write(ending('!'));
    for (let time = 0; time < 2; time += 1) {
      const { status, stdout } = await call(`${line} --resume`);
      expect(status).to.equal(0);
      expect(stdout.match(/[A-Z]+[.!]/g)).to.deep.equal(['ONE!', 'TWO!']);
      expect([count('marks'), count('ends')]).to.deep.equal([2, 4]);
    }
    write(ending('!').replace('fields: extractor.fields', 'fields: ocr.text'));
    for (let time = 0; time < 2; time += 1) {
      const { status, stdout } = await call(`${line} --resume`);
      expect(status).to.equal(0);
      expect(stdout.match(/[A-Z]+[.!]?/g)).to.deep.equal(['ONE', 'TWO']);
      expect([count('marks'), count('ends')]).to.deep.equal([2, 4]);
    }
  });

  it('says what is wrong with a store, and with a file that was taken for one', async () => {
    expect((await call('run --store reading.yaml')).stderr).to.contain(
      '`--store` took `reading.yaml`, which is not a store: name the pipeline file before it',
    );
    writeFileSync(join(folder, 'damaged.db'), 'x'.repeat(5000));
    const { status, stderr } = await call(
      'run reading.yaml --inputs page=words --store damaged.db',
    );
    expect(status).to.equal(2);
    expect(stderr).to.match(/^mlpipeline: .*damaged\.db/);
  });

  it('makes no store of a path that is mistyped, where one is only read', async () => {
    for (const command of ['runs', 'show', 'resume', 'prune --older 1d', 'logs 00', 'value 00 x'])
      expect(plain((await call(`${command} --store absent`)).stderr)).to.equal(
        'mlpipeline: there is no store at `FOLDER/absent/store.db`: `mlpipeline run --store` makes one\n',
      );
    expect(existsSync(join(folder, 'absent'))).to.equal(false);
  });

  it('overwrites nothing but its own with a report or a value', async () => {
    await run();
    const [id = ''] = await ids();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const refused = async (line: string): Promise<string> => plain((await call(line)).stderr);
    expect(await refused(`report ${id} -o reading.yaml`)).to.equal(
      'mlpipeline: `--output` would overwrite `reading.yaml`, which by its ending is source: name another file, or remove it first\n',
    );
    expect(await refused(`report ${id} -o notes.txt`)).to.equal(
      'mlpipeline: `--output` would overwrite `notes.txt`, which is not a report that MLPipeline wrote: name another file, or remove it first\n',
    );
    expect(await refused(`value ${id} fields -o reading.yaml`)).to.equal(
      'mlpipeline: `--out` would overwrite `reading.yaml`, which by its ending is source: name another file, or remove it first\n',
    );
    expect(await refused(`value ${id} fields -o .mlpipeline/store.db`)).to.equal(
      'mlpipeline: `--out` would overwrite `FOLDER/.mlpipeline/store.db`, which is read\n',
    );
    expect(readFileSync(join(folder, 'reading.yaml'), 'utf8')).to.equal(reading);
    for (const line of [`report ${id} -o page.html`, `value ${id} fields -o fields.txt`])
      for (const status of [0, 0]) expect((await call(line)).status).to.equal(status);
  });
});
