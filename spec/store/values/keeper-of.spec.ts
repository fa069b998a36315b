import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { UnkeepableError } from '../../../lib/store/durable/value-keeper.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';
import { keeperOf } from '../../../lib/store/values/keeper-of.js';

describe('what keeps values', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'keeper-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const values: readonly unknown[] = [
    null,
    0,
    '',
    'x'.repeat(10_000),
    { b: [1, 'two', { c: null }], a: true },
    new Uint8Array([1, 2, 3]),
    { page: new Uint8Array(10_000).fill(7), vector: new Float32Array([1.5, 2]) },
    { image: new Uint8Array(8_000_000).fill(9) },
    { text: 'y'.repeat(5000), twice: [new Uint8Array(9000), new Uint8Array(9000)] },
  ];
  for (const value of values)
    it(`gives back ${JSON.stringify(value).slice(0, 30)}`, async () => {
      const keeper = keeperOf(folderBlobs(folder));
      const kept = await keeper.keep(value);
      expect(await keeper.value(kept)).to.deep.equal(value);
      expect(await keeper.hash?.(value)).to.equal(kept.hash);
    });

  it('knows equal values by one hash, whatever the order of their keys', async () => {
    const keeper = keeperOf(folderBlobs(folder));
    const [one, other] = [await keeper.keep({ a: 1, b: 2 }), await keeper.keep({ b: 2, a: 1 })];
    expect(one).to.deep.equal(other);
  });

  it('says what has no form in which it could be kept', async () => {
    const error = await keeperOf(folderBlobs(folder))
      .keep({ pages: [{ read: () => 1 }] })
      .catch((error: unknown) => error);
    expect(error).to.be.instanceOf(UnkeepableError);
    expect((error as Error).message).to.equal(
      'JSON cannot carry `pages.0.read`: it is a function; give what it stands for',
    );
  });

  it('takes no blob that has been changed', async () => {
    const keeper = keeperOf(folderBlobs(folder));
    const kept = await keeper.keep('z'.repeat(5000));
    const path = join(folder, kept.hash.slice(0, 2), kept.hash.slice(2));
    rmSync(path);
    writeFileSync(path, 'other');
    const error = await keeper.value(kept).catch((error: unknown) => error);
    expect((error as Error).name).to.equal('BlobError');
  });
});
