import { expect } from 'chai';

import { type Database, run } from '../../../lib/store/database/database.js';
import { migrate } from '../../../lib/store/database/migrate.js';
import { versioned } from '../../../lib/store/database/versioned.js';
import { migrations } from '../../../lib/store/relational/migrations.js';
import { relationalStore } from '../../../lib/store/relational/relational-store.js';
import { tableBlobs } from '../../../lib/store/relational/table-blobs.js';
import type { Store } from '../../../lib/store/store.js';
import { onBoth } from '../database/databases.js';
import { finished, newRun } from './samples.js';

onBoth('how long a run was at work', (place) => {
  let now = 0;
  let database: Database;
  let store: Store;
  const opened = async (): Promise<void> => {
    await migrate(database, migrations);
    const at: Database = {
      ...database,
      // eslint-disable-next-line require-yield -- a clock that the spec sets
      *now() {
        return now;
      },
    };
    store = relationalStore(versioned(at, migrations), tableBlobs(database));
  };
  const took = async (): Promise<number> => (await store.history.run('r')).took;

  beforeEach(async () => {
    now = 1_000;
    database = await place().open();
  });

  it('is up to now while it is at work, and up to its end then', async () => {
    await opened();
    const writer = await store.create(newRun('r'));
    now = 1_500;
    expect(await took()).to.equal(500);
    await writer.end('done', new Map());
    now = 9_000;
    expect(await took()).to.equal(500);
  });

  it('is without the time between an interruption and a resume', async () => {
    await opened();
    const first = await store.create(newRun('r'));
    now = 1_300;
    await first.release();
    now = 70_000;
    expect(await took()).to.equal(300);
    const second = await store.takeOver('r');
    now = 70_040;
    expect(await took()).to.equal(340);
    await second.end('failed', new Map());
    now = 90_000;
    const third = await store.takeOver('r');
    now = 90_002;
    await third.end('done', new Map());
    const summary = await store.history.run('r');
    expect(summary).to.include({ took: 342, started: 1_000, ended: 90_002 });
  });

  it('is of a process that is gone up to what it wrote last', async () => {
    await opened();
    const first = await store.create(newRun('r'));
    now = 1_200;
    await first.finish(finished('ocr'));
    now = 50_000;
    expect(await took()).to.equal(200);
    await store.takeOver('r');
    now = 50_001;
    expect(await took()).to.equal(201);
  });

  it('is from its start to its end where it was kept by an earlier version', async () => {
    await migrate(database, migrations.slice(0, 1));
    await database.write('normal', function* () {
      yield* run(`INSERT INTO pipelines (hash, name, declaration) VALUES ('p', 'reading', '{}')`);
      yield* run(
        `INSERT INTO runs (id, pipeline, pipeline_name, seed, options, code, state, started, ended,
           tasks, tasks_done, sequence, fence, lease_until)
         VALUES ('r', 'p', 'reading', 0, '{}', '{}', 'failed', 100, 350, 0, 0, 0, 1, 0)`,
      );
    });
    await opened();
    expect(await took()).to.equal(250);
    const writer = await store.takeOver('r');
    now = 1_004;
    await writer.end('done', new Map());
    expect(await took()).to.equal(254);
  });
});
