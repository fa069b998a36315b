import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import fc from 'fast-check';

import { UsageError } from '../../../lib/cli/exit/usage-error.js';
import { keyOf } from '../../../lib/runners/values/content-key.js';
import { DoneItems } from '../../../lib/cli/files/done-items.js';
import { openResults, resultLine } from '../../../lib/cli/files/results-file.js';

const told = async (call: () => unknown): Promise<string> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing';
};

const pipeline = '01234567';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlpipeline-results-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the results of --each', () => {
  it('are notes and outputs in a line', () => {
    expect(resultLine('a\n:1', undefined, {})).to.equal('{"x-item":"a\\n:1"}');
    expect(resultLine('a:1', undefined, { text: undefined })).to.equal(
      '{"x-item":"a:1","text":null}',
    );
    expect(resultLine('a:1', '0123456789abcdef', { text: 'b' })).to.equal(
      '{"x-item":"a:1","x-key":"0123456789abcdef","text":"b"}',
    );
  });

  it('are gone on with behind the last line that is whole', async () => {
    const path = join(folder, 'results.ndjson');
    const key = keyOf({ page: 'a' });
    const line = `${resultLine('"quoted":1', `${key}-${pipeline}`, { text: 1 })}\n`;
    writeFileSync(path, `${line}${resultLine('b:2', `${keyOf({ page: 'b' })}-${pipeline}`, {})}`);
    const { stream, done } = await openResults(path, true, pipeline);
    stream.end('more\n');
    await once(stream, 'close');
    expect(readFileSync(path, 'utf8')).to.equal(`${line}more\n`);
    expect([done.size, done.take(key), done.take(key)]).to.deep.equal([1, true, false]);
  });

  it('are not looked for in a file of something else, which stays as it is', async () => {
    const path = join(folder, 'other.txt');
    writeFileSync(path, 'dear diary\nno end');
    expect(await told(() => openResults(path, true, pipeline))).to.equal(
      `line 1 of \`${path}\` is not a result that \`--results\` has written: nothing was run`,
    );
    expect(await told(() => openResults(join(folder, 'no', 'such'), false, pipeline))).to.contain(
      'cannot be written: ENOENT',
    );
    expect(readFileSync(path, 'utf8')).to.equal('dear diary\nno end');
  });

  it('are known by the inputs of their items, however these are ordered', () => {
    expect(keyOf({ a: 1, b: '2' })).to.equal(keyOf({ b: '2', a: 1 }));
    expect(keyOf({ a: 1 })).to.not.equal(keyOf({ a: '1' }));
    const nested = { a: { b: [{ c: 1, d: 2 }], e: null } };
    expect(keyOf({ a: { e: null, b: [{ d: 2, c: 1 }] } })).to.equal(keyOf(nested));
    expect(keyOf({ a: { e: null, b: [{ d: 1, c: 2 }] } })).to.not.equal(keyOf(nested));
  });

  it('are those of an item whose files are what they were', () => {
    const page = join(folder, 'page.txt');
    writeFileSync(page, 'one');
    const before = keyOf({ page });
    expect(keyOf({ page })).to.equal(before);
    writeFileSync(page, 'two');
    expect(keyOf({ page })).to.not.equal(before);
    writeFileSync(page, 'one');
    expect(keyOf({ page })).to.equal(before);
  });

  it('are found again as often as they were done, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 3000 }), fc.array(fc.nat(25)), (did, asked) => {
        const done = new DoneItems();
        const left = new Map<number, number>();
        for (const page of did) {
          done.add(keyOf({ page }));
          left.set(page, (left.get(page) ?? 0) + 1);
        }
        done.sort();
        for (const page of asked) {
          const count = left.get(page) ?? 0;
          expect(done.take(keyOf({ page }))).to.equal(count > 0);
          left.set(page, Math.max(0, count - 1));
        }
      }),
      { numRuns: 30 },
    );
  });
});
