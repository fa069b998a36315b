import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { file } from '../../../lib/runners/values/file-value.js';
import { run } from '../../../lib/store/database/database.js';
import { migrate } from '../../../lib/store/database/migrate.js';
import { keepAll } from '../../../lib/store/durable/kept-values.js';
import { UnkeepableError } from '../../../lib/store/values/value-keeper.js';
import { openStore } from '../../../lib/store/open-store.js';
import { migrations } from '../../../lib/store/relational/migrations.js';
import { tableBlobs } from '../../../lib/store/relational/table-blobs.js';
import { node } from '../../cli/installed.js';
import { onBoth, type Place, postgresPlace, rejected } from '../database/databases.js';
import { postgres } from '../../services.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const some = Buffer.from('some bytes');

onBoth('paths of blobs in a table', (place) => {
  it('are made once, however many ask at once, and are gone when it is closed', async () => {
    const database = await place().open();
    await migrate(database, migrations);
    const blobs = tableBlobs(database);
    const hash = await blobs.put(some);
    const paths = await Promise.all([1, 2, 3].map(() => blobs.pathOf(hash)));
    expect(new Set(paths)).to.have.length(1);
    const [path = ''] = paths;
    expect(readFileSync(path)).to.deep.equal(some);
    const listeners = process.listenerCount('exit');
    await blobs.close();
    expect(existsSync(path)).to.equal(false);
    expect(process.listenerCount('exit')).to.equal(listeners - 1);
    await blobs.close();
  });
});

describe('large blobs in PostgreSQL', function () {
  this.timeout(120_000);
  let place: Place;
  beforeEach(async function () {
    place = postgresPlace(await postgres(this));
  });
  afterEach(() => place.close());

  it('are given back, though their text would be longer than one can be', async () => {
    const database = await place.open();
    await migrate(database, migrations);
    const size = 270_000_000;
    const many = Buffer.alloc(size, 'a');
    const hash = sha256(many);
    await database.write('normal', () =>
      run(
        "INSERT INTO blobs (hash, size, kept, bytes) VALUES (?, ?, 0, CAST(repeat('a', ?) AS BYTEA))",
        ...[hash, size, size],
      ),
    );
    expect(many.equals(await tableBlobs(database).get(hash))).to.equal(true);
  });

  it('are refused where PostgreSQL could not keep them, before they are read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-large-'));
    const store = await openStore(place.where);
    try {
      const path = join(folder, 'large');
      writeFileSync(path, '');
      truncateSync(path, 1_000_000_001);
      const error = await rejected(
        keepAll(store.values, { y: file(path) }, (name) => `output ${name}`),
      );
      expect(error).to.be.instanceOf(UnkeepableError);
      expect(error.message).to.equal(
        'output `y` cannot be kept: it has 1,000,000,001 bytes in one piece, and a store in PostgreSQL keeps 1,000,000,000; give it in parts, or open the store with a folder for values',
      );
    } finally {
      await store.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a store in PostgreSQL whose files were asked for', function () {
  this.timeout(60_000);

  it('leaves none of them behind when it is closed, or its process exits', async function () {
    const place = postgresPlace(await postgres(this));
    try {
      const store = await openStore(place.where);
      const path = await store.blobs.pathOf(await store.blobs.put(some));
      expect(existsSync(path)).to.equal(true);
      await store.close();
      expect(existsSync(path)).to.equal(false);
      const child = fileURLToPath(new URL('path-child.ts', import.meta.url));
      const root = fileURLToPath(new URL('../../..', import.meta.url));
      const { status, stdout } = await node(root, '--import=tsx', child, place.where);
      expect([status, stdout === '', existsSync(stdout)]).to.deep.equal([0, false, false]);
    } finally {
      await place.close();
    }
  });
});
