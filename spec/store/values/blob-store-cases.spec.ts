import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { type Database, run } from '../../../lib/store/database/database.js';
import { migrate } from '../../../lib/store/database/migrate.js';
import { migrations } from '../../../lib/store/relational/migrations.js';
import { type TableBlobs, tableBlobs } from '../../../lib/store/relational/table-blobs.js';
import type { BlobStore } from '../../../lib/store/values/blob-store.js';
import { blobStoreCases } from '../../../lib/store/values/blob-store-cases.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';
import { onBoth } from '../database/databases.js';

describe('what every store of blobs does', () => {
  let folder: string;
  let count = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-blobs-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const place = (): string => join(folder, String((count += 1)));

  describe('that in a folder', () => {
    const damage = (blobs: BlobStore, hash: string): Promise<void> => {
      const path = join(blobs.where, hash.slice(0, 2), hash.slice(2));
      chmodSync(path, 0o644);
      writeFileSync(path, 'damage');
      return Promise.resolve();
    };
    for (const { name, run: check } of blobStoreCases(() => folderBlobs(place()), damage))
      it(name, check);
  });

  onBoth('that in a table', (at) => {
    let database: Database;
    let blobs: TableBlobs | undefined;
    afterEach(() => blobs?.close());
    const make = async (): Promise<BlobStore> => {
      database = await at().open();
      await migrate(database, migrations);
      return (blobs = tableBlobs(database));
    };
    const damage = (_: BlobStore, hash: string): Promise<void> =>
      database.write('full', function* () {
        const bytes = Buffer.from('damage');
        expect(yield* run('UPDATE blobs SET bytes = ? WHERE hash = ?', bytes, hash)).to.equal(1);
      });
    for (const { name, run: check } of blobStoreCases(make, damage)) it(name, check);
  });

  describe('the cases', () => {
    const broken: Readonly<Record<string, (blobs: BlobStore) => Partial<BlobStore>>> = {
      'names bytes otherwise': () => ({ put: () => Promise.resolve('a'.repeat(64)) }),
      'forgets them': (blobs) => ({ has: () => Promise.resolve(false), list: blobs.list }),
      'lists nothing': () => ({
        // eslint-disable-next-line @typescript-eslint/require-await
        async *list() {
          yield* [];
        },
      }),
      'removes nothing': () => ({ remove: () => Promise.resolve(true) }),
      'does not say whether it removed one': (blobs) => ({
        remove: async (hash, before) => {
          await blobs.remove(hash, before);
          return true;
        },
      }),
      'removes what was put since': (blobs) => ({ remove: (hash) => blobs.remove(hash) }),
      'moves the file away': (blobs) => ({
        putFile: async (path) => {
          const hash = await blobs.putFile(path);
          rmSync(path);
          return hash;
        },
      }),
    };
    for (const [name, change] of Object.entries(broken))
      it(`find one that ${name}`, async () => {
        const make = (): BlobStore => {
          const blobs = folderBlobs(place());
          return { ...blobs, ...change(blobs) };
        };
        const ends = await Promise.allSettled(blobStoreCases(make).map((one) => one.run()));
        expect(ends.filter(({ status }) => status === 'rejected')).to.not.be.empty;
      });
  });
});
