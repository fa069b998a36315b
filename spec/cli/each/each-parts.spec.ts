import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import fc from 'fast-check';

import { csvItems } from '../../../lib/cli/each/csv-items.js';
import {
  type EachCommandOptions,
  refuseConflicts,
  refuseWithoutEach,
} from '../../../lib/cli/each/each-flags.js';
import { ndjsonItems } from '../../../lib/cli/each/ndjson-items.js';
import type { ReadItem } from '../../../lib/cli/each/read-item.js';
import { EachProgress } from '../../../lib/cli/each/each-progress.js';
import { resultLine } from '../../../lib/cli/files/results-file.js';
import { openItems } from '../../../lib/cli/each/open-items.js';
import { UsageError } from '../../../lib/cli/exit/usage-error.js';
import { linesOf } from '../../../lib/cli/files/lines-of.js';
import { plain } from '../../../lib/diagnostics/paint.js';
import { graphOf } from '../../engine/rig.js';

const graph = graphOf({ a: { inputs: ['page'] } }, { inputs: ['page', 'note'] });

const told = async (call: () => unknown): Promise<string> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing';
};

const chunks = async function* (...all: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (const chunk of all) yield Buffer.from(chunk);
};

const allOf = async <T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlpipeline-each-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the flags of --each', () => {
  const defaults = { output: 'json', runners: [], quiet: false, verbose: false } as const;
  const conflict = (items: string, flags: Partial<EachCommandOptions>): Promise<string> =>
    told(() => {
      refuseConflicts('-', items, { ...defaults, ...flags });
    });

  it('say nothing without it', async () => {
    expect(
      await told(() => {
        refuseWithoutEach({ ...defaults, order: 'arrival' });
      }),
    ).to.equal('`--order` needs `--each`');
    expect(
      await told(() => {
        refuseWithoutEach(defaults);
      }),
    ).to.equal('nothing');
  });

  it('are refused where they do not go together', async () => {
    expect(await conflict('x', { output: 'yaml' })).to.equal(
      '`--each` prints lines of JSON: `--output yaml` cannot be used with it',
    );
    expect(await conflict('x', { report: 'y', events: './y' })).to.equal(
      '`--events` and `--report` name the same file, `y`',
    );
    expect(await conflict('x', { resume: true })).to.equal(
      '`--resume` continues from a file of results: name it with `--results`, in the first call too',
    );
    expect(await conflict('-', {})).to.equal(
      'the pipeline and the items cannot both come from standard input',
    );
    expect(await conflict('csv:x', { results: './y/../x' })).to.equal(
      '`--results` would overwrite `x`, which is read',
    );
    expect(await conflict('x', { results: 'y', failed: './y' })).to.equal(
      '`--results` and `--failed` name the same file, `./y`',
    );
    expect(await conflict('x', { inputs: ['page=@y'], failed: 'y' })).to.equal(
      '`--failed` would overwrite `y`, which is read',
    );
    expect(await conflict('x', { failed: '-' })).to.equal(
      '`--failed` takes a file, not `-`: standard output is for the outputs',
    );
    const results = join(folder, 'results.ndjson');
    writeFileSync(results, `${resultLine('x:1', '0123456789abcdef-01234567', { text: 'a' })}\n`);
    expect(await conflict('x', { failed: results })).to.equal(
      `\`--failed\` would overwrite \`${results}\`, which holds results of \`--results\`: name another file, or remove it first`,
    );
    expect(await conflict('x', { results })).to.equal('nothing');
    expect(await conflict('glob:x', { results: 'x' })).to.equal('nothing');
  });
});

describe('the items of --each', () => {
  it('are told where they cannot be read', async () => {
    const path = join(folder, 'nothing.csv');
    expect(await told(() => openItems(path, graph, {}))).to.equal(
      `\`${path}\` cannot be read: there is no such file`,
    );
    expect(await told(() => openItems(folder, graph, {}))).to.equal(
      `\`${folder}\` is a folder: for the files in it \`--each 'glob:${folder}/*'\``,
    );
    expect(await told(() => openItems('pag=glob:*', graph, {}))).to.equal(
      'the pipeline has no input `pag`: did you mean `page`?',
    );
  });

  it('are told by the ending of their file, or by what stands before it, and sized by it', async () => {
    const path = join(folder, 'items.txt');
    writeFileSync(path, 'page\na\n');
    const { items, total } = await openItems(`csv:${path}`, graph, { note: '' });
    expect(total).to.equal(7);
    expect(await allOf(items)).to.deep.equal([
      { place: `${path}:2`, size: 2, values: { page: 'a' }, raw: { page: 'a' } },
    ]);
  });

  it('are the files that a pattern matches, by the input that is left or that is named', async () => {
    for (const name of ['b.txt', 'a.txt']) writeFileSync(join(folder, name), '');
    const pattern = `glob:${folder}/*.txt`;
    const named = await openItems(`page=${pattern}`, graph, {});
    expect(named.total).to.equal(2);
    const items = await allOf(named.items);
    expect(items.map(({ place, values }) => [place, values])).to.deep.equal(
      ['a.txt', 'b.txt'].map((name) => [join(folder, name), { page: join(folder, name) }]),
    );
    const left = await openItems(pattern, graph, { note: '' });
    expect(await allOf(left.items)).to.deep.equal(items);
    expect(await told(() => openItems(pattern, graph, {}))).to.equal(
      `which input gets the path? \`--each page=${pattern}\`: the inputs are \`page\` and \`note\``,
    );
    expect(await told(() => openItems('page=glob:*.tiff', graph, {}))).to.equal(
      'no file matches `*.tiff`',
    );
  });

  it('are named by a header of CSV that knows the inputs', async () => {
    const read = (text: string): Promise<string> =>
      told(() => allOf(csvItems(linesOf(chunks(text)), 'f', graph, { note: '' })));
    expect(await read('pge,note,x-label\n')).to.equal(
      'f:1: missing input: `page`\n  the pipeline has no input `pge`: did you mean `page`?',
    );
    expect(await read('page,page\n')).to.equal('f:1: the header has `page` twice');
    expect(await read('note\n')).to.equal('f:1: missing input: `page`');
    expect(await read('page;note\n')).to.equal('f:1: cells are separated by commas, not by `;`');
    expect(await read('page\n')).to.equal('nothing');
    for (const empty of ['', '\n\n'])
      expect(await read(empty)).to.equal('`f` is empty: the first line of CSV names the inputs');
  });

  const carriageReturn =
    'a carriage return by itself is not a line end: save the file with line feeds, or with both';

  it('are told where a carriage return by itself stands in the place of a line end', async () => {
    const read = (text: string): Promise<string> =>
      told(() => allOf(csvItems(linesOf(chunks(text)), 'f', graph, {})));
    expect(await read('page,note\ra,1\rb,2\r')).to.equal(`f:1: ${carriageReturn}`);
    const csv = 'page,note\n"a","1"\r"b","2"\n"c\rc","""\r"""\r\nd,4\re,5\nf,6\r\n';
    expect(
      (await allOf(csvItems(linesOf(chunks(csv)), 'f', graph, {}))).map(
        ({ place, problem, values }) => [place, problem ?? values],
      ),
    ).to.deep.equal([
      ['f:2', carriageReturn],
      ['f:3', { page: 'c\rc', note: '"\r"' }],
      ['f:4', carriageReturn],
      ['f:5', { page: 'f', note: '6' }],
    ]);
    const json = '{"page":"a"}\r{"page":"b"}\n{"page":\r"c"}\r\n';
    expect(
      (await allOf(ndjsonItems(linesOf(chunks(json)), 'f', graph))).map(
        ({ place, problem, values }) => [place, problem ?? values],
      ),
    ).to.deep.equal([
      ['f:1', carriageReturn],
      ['f:2', { page: 'c' }],
    ]);
  });

  it('are read from CSV as spreadsheets write it', async () => {
    const inputs = graph.inputs.map((input) => ({
      ...input,
      ...(input.name === 'note' ? { name: 'wanted', type: 'boolean' as const } : {}),
    }));
    const typed = { ...graph, inputs };
    const csv = 'page,wanted,,\r\na,TRUE,,\r\nb,FALSE\r\nc,True,,,\r\nd,true,,x\r\n';
    expect(
      (await allOf(csvItems(linesOf(chunks(csv)), 'f', typed, {}))).map(
        ({ place, problem, values }) => [place, problem ?? values],
      ),
    ).to.deep.equal([
      ['f:2', { page: 'a', wanted: true }],
      ['f:3', { page: 'b', wanted: false }],
      ['f:4', { page: 'c', wanted: true }],
      ['f:5', '4 cells, but the header has 2'],
    ]);
  });

  it('are lines, however the bytes come', async () => {
    const text = '\ufeffone\r\n\nzwölf\n\n';
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), async (size) => {
        const bytes = Buffer.from(text);
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const lines = await allOf(linesOf(chunks(...parts)));
        expect(lines.map((line) => line.text)).to.deep.equal(['one', '', 'zwölf', '']);
        expect(lines.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4]);
        expect(lines.reduce((sum, line) => sum + line.bytes, 0)).to.equal(bytes.length);
      }),
    );
  });

  it('are not lines that are not UTF-8; the last needs no end', async () => {
    const lines = await allOf(linesOf(chunks(Buffer.from([0xff, 10]), 'b')));
    expect(lines).to.deep.equal([
      { number: 1, text: Buffer.from([0xff]), bytes: 2 },
      { number: 2, text: 'b', bytes: 1 },
    ]);
  });

  it('are the cells of CSV, as they were written by whatever quotes', async () => {
    const cell = fc.stringMatching(/^[a-z0-9", \n]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), async (rows) => {
        const quote = (text: string): string =>
          /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        // A row of blanks alone is none.
        const written = rows.map(([page, note]) => [`p${page}`, note] as const);
        const text = written.map((row) => `${row.map(quote).join(',')}\n`).join('');
        const items = await allOf(csvItems(linesOf(chunks('page,note\n', text)), 'f', graph, {}));
        expect(items.map(({ values }) => values)).to.deep.equal(
          written.map(([page, note]) => ({ page, note })),
        );
      }),
    );
  });

  it('are not spoilt by a quote that is opened and not closed, save those behind it', async () => {
    const read = (text: string): Promise<ReadItem[]> =>
      allOf(csvItems(linesOf(chunks(text)), 'f', graph, {}));
    const items = await read('page,note\na,1\nb,"2\nc,3\n');
    expect(items.map(({ place, problem }) => [place, problem])).to.deep.equal([
      ['f:2', undefined],
      ['f:3', 'a quote is opened but not closed'],
    ]);
  });
});

describe('the progress of --each', () => {
  it('says how far it came, how fast it is and how much time is left', () => {
    const progress = new EachProgress(100, 1000);
    expect(progress.text(1000)).to.equal('0 items done, 0 %');
    progress.settle('before', 40);
    progress.settle('done', 20);
    progress.settle('failed', 10);
    progress.inFlight = 3;
    expect(progress.text(5000)).to.equal(
      '1 item done, 1 failed, 1 done before, 3 in flight, 0.5/s, 70 %, 4.0 s left',
    );
    expect(progress.summary(1099)).to.equal('1 item done, 1 failed, 1 done before, in 0.0 s');
    expect(progress.summary(5000)).to.equal(
      '1 item done, 1 failed, 1 done before, in 4.0 s (0.5/s)',
    );
  });

  it('draws a bar where there is room and the end is known', () => {
    const progress = new EachProgress(10, 0);
    progress.settle('done', 5);
    expect(progress.line(80, 1000, plain)).to.equal(
      '━━━━━─────  1 item done, 1.0/s, 50 %, 1.0 s left',
    );
    expect(progress.line(20, 1000, plain)).to.equal('1 item done, 1.0/s,…');
    const endless = new EachProgress(undefined, 0);
    for (let count = 0; count < 2000; count += 1) endless.settle('done', 5);
    expect(endless.line(80, 1000, plain)).to.equal('2,000 items done, 2,000/s');
  });
});
