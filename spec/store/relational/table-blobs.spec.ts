import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { migrate } from '../../../lib/store/database/migrate.js';
import { openStore } from '../../../lib/store/open-store.js';
import { migrations } from '../../../lib/store/relational/migrations.js';
import { tableBlobs } from '../../../lib/store/relational/table-blobs.js';
import { node } from '../../cli/installed.js';
import { onBoth, postgresPlace } from '../database/databases.js';
import { postgres } from '../../services.js';

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
