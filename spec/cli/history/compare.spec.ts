import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { ComparisonData } from '../../../lib/comparison/comparison-data.js';
import type { Row } from '../../../lib/comparison/row.js';
import type { RunSummary } from '../../../lib/store/store.js';
import { run as update } from '../../../lib/store/database/database.js';
import { openDatabase } from '../../../lib/store/database/open-database.js';
import { inProcess, wordsOf } from '../in-process.js';
import type { Result } from '../mlpipeline.js';

const pipeline = `pipeline:
  name: Page reading
  runners: [./runners.mjs]
  inputs: [page]
  outputs: { fields: extractor.fields, size: evaluate.size }
  components:
    ocr: { runner: Read, params: { psm: 3 }, inputs: [page], outputs: [text] }
    extractor: { runner: Extract, params: { rule: a }, inputs: [ocr.text], outputs: [fields] }
    evaluate: { runner: Evaluate, inputs: [extractor.fields], outputs: [size, scores] }
`;

const runners = `export const Read = ({ page }, { params }) => ({ text: 'x'.repeat(params.psm) + page });
export const Extract = ({ text }, { params: { rule } }) => {
  if (rule === 'bad') throw new Error('no such rule');
  return { fields: text + rule };
};
export const Evaluate = ({ fields }) => ({ size: fields.length, scores: { f1: 1 / fields.length } });
`;

describe('mlpipeline compare', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-compare-'));
    write('reading.yaml', pipeline);
    write('runners.mjs', runners);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  /** Texts without what differs from run to run, with one blank for several. */
  const plain = (text: string): string =>
    text
      .replace(/\b[0-9a-f]{8}\b/g, 'ID')
      .replace(/\b[0-9a-f]{12}\b/g, 'HASH')
      .replace(/\d\.\d s/g, 'TIME')
      .replace(/ +/g, ' ')
      .replaceAll(folder, 'FOLDER');
  const call = async (line: string): Promise<Result> => {
    const { status, stdout, stderr } = await inProcess(folder, wordsOf(line));
    return { status, stdout, stderr: plain(stderr) };
  };
  const run = (more = ''): Promise<Result> =>
    call(
      `run reading.yaml --store --quiet ${more.includes('--seed') ? '' : '--seed 0 '}--inputs page=p${more}`,
    );
  /** The earliest first. */
  const ids = async (): Promise<readonly string[]> => {
    const { stdout } = await call('runs --json');
    return (JSON.parse(stdout) as RunSummary[]).map(({ id }) => id).reverse();
  };

  it('shows what varies between runs beside what came of them', async () => {
    await run();
    await run(' --set ocr.psm=6 --seed 7');
    await run(' --set extractor.rule=bad');
    const { status, stdout, stderr } = await call(`compare ${(await ids()).join(' ')}`);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    expect(plain(stdout)).to.equal(
      `ocr.psm extractor.rule seed size state took work kept run failed
 3 a 0 5 done TIME TIME 0/3 ID
 6 a 7 8 done TIME TIME 0/3 ID
 3 bad 0 failed 0/1 ID \`extractor\` failed: no such rule
`,
    );
  });

  it('shows inputs, code and declaration where those vary', async () => {
    await run();
    write('runners.mjs', runners.replace('f1: 1', 'f1: 1.0'));
    write(
      'reading.yaml',
      pipeline
        .replace('inputs: [ocr.text]', 'retry: 2, inputs: [ocr.text]')
        .replace(
          '  components:',
          '  components:\n    more: { runner: Read, inputs: [page], outputs: [text] }',
        ),
    );
    const second = await call('run reading.yaml --store --quiet --seed 0 --inputs page=other');
    expect(second.stderr).to.equal('');
    const { stdout } = await call(
      `compare ${(await ids()).join(' ')} --metric f1=evaluate.scores.f1 --json`,
    );
    const rows = JSON.parse(stdout) as Row[];
    expect(rows.map(({ values }) => Object.keys(values).sort())).to.deep.equal([
      ['code of evaluate', 'code of extractor', 'code of ocr', 'input page'],
      [
        'code of evaluate',
        'code of extractor',
        'code of ocr',
        'extractor retry.attempts',
        'extractor retry.backoff',
        'extractor retry.delay',
        'extractor retry.jitter',
        'input page',
        'runner of more',
      ],
    ]);
    expect(rows.map(({ values, metrics }) => [values['input page'], metrics['f1']?.mean]))
      .to.deep //
      .equal([
        ['p', 1 / 5],
        ['other', 1 / 9],
      ]);
  });

  it('compares the settings of a sweep by its id, by what that was compared by', async () => {
    const swept = await call(
      'sweep reading.yaml --store --set ocr.psm=1,2 --inputs page=p --metric size --best max',
    );
    const [first = ''] = await ids();
    const { batch } = (JSON.parse((await call('runs --json')).stdout) as RunSummary[])[0] ?? {};
    const { stdout } = await call(`compare ${(batch?.id ?? '').slice(0, 8)}`);
    expect(plain(stdout)).to.equal(
      `ocr.psm size state took work kept run
 2 4 done TIME TIME 0/3 ID
 1 3 done TIME TIME 0/3 ID
`,
    );
    expect(plain(swept.stdout)).to.equal(
      `ocr.psm size work kept run
 2 4 TIME 0/3 ID
 1 3 TIME 0/3 ID
`,
    );
    const csv = await call(`compare ${first} --metric evaluate.scores.f1 --csv`);
    expect(csv.stdout.split('\r\n')[0]).to.equal(
      'evaluate.scores.f1,evaluate.scores.f1 deviation,evaluate.scores.f1 count,state,took ms,work ms,tasks,kept,done,failed,error,runs',
    );
  });

  it('sorts by the direction that a sweep was asked for by its own metrics alone', async () => {
    await call(
      'sweep reading.yaml --store --set ocr.psm=1,2 --inputs page=p --metric size --best max',
    );
    const { batch } = (JSON.parse((await call('runs --json')).stdout) as RunSummary[])[0] ?? {};
    const first = async (more: string): Promise<unknown> => {
      const { stdout } = await call(`compare ${batch?.id} --json ${more}`);
      return (JSON.parse(stdout) as readonly Row[])[0]?.values['ocr.psm'];
    };
    expect(await first('')).to.equal(2);
    expect(await first('--best min')).to.equal(1);
    expect(await first('--metric f1=evaluate.scores.f1')).to.equal(1);
    expect(await first('--metric size')).to.equal(1);
    expect(await first('--metric size --best max')).to.equal(2);
  });

  it('has the metrics in the order that is asked for, whichever a row lacks', async () => {
    write(
      'runners.mjs',
      runners.replace('f1: 1 / fields.length', "f1: fields.length > 3 ? 1 : ''"),
    );
    const swept = await call(
      'sweep reading.yaml --store --set ocr.psm=1,2 --inputs page=p --metric f1=evaluate.scores.f1 --metric size --report sweep.html',
    );
    expect(plain(swept.stdout).split('\n')[0]).to.equal('ocr.psm f1 size work kept run');
    const page = (): unknown => {
      const html = readFileSync(join(folder, 'sweep.html'), 'utf8');
      const [, json = ''] =
        /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
      return (JSON.parse(json) as ComparisonData).metrics;
    };
    expect(page()).to.deep.equal(['f1', 'size']);
    const compared = await call(
      `compare ${(await ids()).join(' ')} --csv --metric f1=evaluate.scores.f1 --metric size --report sweep.html`,
    );
    expect(compared.stdout).to.match(/^ocr\.psm,f1,f1 deviation,f1 count,size,/);
    expect(page()).to.deep.equal(['f1', 'size']);
  });

  it('writes a page of what it compares, and of a sweep too', async () => {
    await call('sweep reading.yaml --store --set ocr.psm=1,2 --inputs page=p --report sweep.html');
    await call(`compare ${(await ids()).join(' ')} --report compared.html`);
    for (const name of ['sweep.html', 'compared.html']) {
      const html = readFileSync(join(folder, name), 'utf8');
      const [, json = ''] =
        /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
      const { pipeline, varying, metrics, rows } = JSON.parse(json) as ComparisonData;
      expect({ pipeline, varying, metrics }).to.deep.equal({
        ...{ pipeline: 'Page reading', varying: ['ocr.psm'], metrics: ['size'] },
      });
      expect(rows.map(({ values, each }) => [values['ocr.psm'], each.length])).to.deep.equal([
        [1, 1],
        [2, 1],
      ]);
    }
    write('mine.html', 'notes');
    expect((await call(`compare ${(await ids()).join(' ')} --report mine.html`)).stderr).to.equal(
      'mlpipeline: `--report` would overwrite `mine.html`, which is not a report that MLPipeline wrote: name another file, or remove it first\n',
    );
  });

  it('finds that its page cannot be written before anything is compared', async () => {
    await run();
    expect(await call(`compare ${(await ids()).join(' ')} --report absent/a.html`)).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        'mlpipeline: `--report`: `absent/a.html` cannot be written: there is no such folder\n',
    });
  });

  it('names what is damaged where it would stand, and tells all else', async () => {
    await run();
    await run(' --set ocr.psm=6');
    const [first = '', second = ''] = await ids();
    const database = await openDatabase(join(folder, '.mlpipeline/store.db'));
    await database.write('full', function* () {
      yield* update('UPDATE vals SET json = ? WHERE json = ?', '9', '8');
    });
    await database.close();
    const why = 'the value `HASH64` is damaged: its row in the store has changed';
    const hidden = (text: string): string => text.replace(/[0-9a-f]{64}/g, 'HASH64');
    const said = `mlpipeline: metric \`size\` of run ID is left out: ${why}\n`;
    for (const metric of ['', ' --metric size=evaluate.size']) {
      const { status, stdout, stderr } = await call(`compare ${first} ${second}${metric}`);
      expect([status, hidden(stderr)]).to.deep.equal([0, said]);
      expect(plain(stdout)).to.equal(
        `ocr.psm size state took work kept run
 3 5 done TIME TIME 0/3 ID
 6 damaged done TIME TIME 0/3 ID
`,
      );
    }
    const { stdout } = await call(`compare ${first} ${second} --json`);
    expect(
      (JSON.parse(stdout) as Row[]).map(({ metrics, error }) => [metrics, error && hidden(error)]),
    ).to.deep.equal([
      [{ size: { mean: 5, deviation: 0, count: 1 } }, undefined],
      [{}, `metric \`size\`: ${why}`],
    ]);
  });

  it('says what is wrong with what it is asked', async () => {
    await run();
    const [id = ''] = await ids();
    expect(await call('compare 00')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        'mlpipeline: the store `FOLDER/.mlpipeline/store.db` has no run `00`: `mlpipeline runs` lists those that it has\n',
    });
    expect((await call(`compare ${id} --metric f1=evaluate.skores.f1`)).stderr).to.equal(
      'mlpipeline: `--metric`: neither the pipeline nor a task of it has the output `evaluate.skores.f1`; did you mean `evaluate.scores`?\n',
    );
    expect((await call(`compare ${id} --best max`)).stderr).to.equal(
      'mlpipeline: `--best` needs a metric to sort by, such as `--metric score=evaluate.f1`\n',
    );
  });
});
