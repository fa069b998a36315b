import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { loadText, orThrow, type Pipeline } from '../../../lib/load.js';
import { all, type Database, first, run } from '../../../lib/store/database/database.js';
import { migrate } from '../../../lib/store/database/migrate.js';
import { openStore } from '../../../lib/store/open-store.js';
import { migrations } from '../../../lib/store/relational/migrations.js';
import { tableBlobs } from '../../../lib/store/relational/table-blobs.js';
import { resume } from '../../../lib/store/resume.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';
import { postgres } from '../../services.js';
import {
  asked,
  onBoth,
  type Place,
  postgresPlace,
  rejected,
  sqlitePlace,
} from '../database/databases.js';

/*
 * What each earlier version has written, as SQL: a run of `versions/reading.yaml` that failed in its last
 * task, and one that took the first of them from the cache and was done. A new version comes with the one
 * before it.
 */

const fileOf = (name: string): string =>
  fileURLToPath(new URL(`versions/${name}`, import.meta.url));
const statementsOf = (version: number): readonly string[] =>
  readFileSync(fileOf(`${version}.sql`), 'utf8')
    .trimEnd()
    .replace(/;$/, '')
    .split(';\n');
const versions = migrations.slice(1).map((_, index) => index + 1);

/** Of SQLite they stand in a folder, which no version has changed. */
const putPage = (database: Database): Promise<string> =>
  (database.kind === 'sqlite'
    ? folderBlobs(join(dirname(database.where), 'values'))
    : tableBlobs(database)
  ).put(page);

const written = async (place: Place, version: number): Promise<Database> => {
  const database = await place.open();
  await database.alone(function* () {
    for (const statement of statementsOf(version)) yield* run(statement);
  });
  await putPage(database);
  return database;
};

const versionOf = async (database: Database): Promise<number> => {
  const row = await database.read(() =>
    first('SELECT MAX(version) AS version FROM mlpipeline_migrations'),
  );
  return Number(row?.['version']);
};

const page = Buffer.concat([Buffer.from('WORDS'), Buffer.alloc(1_500)]);

onBoth('a store that an earlier version has written', (place) => {
  let folder: string;
  let pipeline: Pipeline;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-versions-'));
    const text = readFileSync(fileOf('reading.yaml'), 'utf8');
    pipeline = orThrow(await loadText(text, { directory: folder }));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const version of versions)
    it(`is read as it is, and upgraded when it is gone on with, from version ${version}`, async () => {
      const database = await written(place(), version);
      const upgrades: unknown[] = [];
      const store = await openStore(place().where, {
        isThere: true,
        onUpgrade: (upgrade) => upgrades.push(upgrade),
      });
      try {
        const counts = { tasks: 3, tasksOmitted: 1 };
        const [done, failed] = await store.history.runs();
        expect(failed).to.deep.include({ id: 'failed-run', state: 'failed', batch: undefined });
        expect(failed).to.deep.include({ ...counts, tasksDone: 2, tasksFailed: 1 });
        expect(done).to.deep.include({
          id: 'done-run',
          state: 'done',
          file: '/there/reading.yaml',
        });
        expect(done).to.deep.include({ ...counts, tasksDone: 3, tasksFailed: 0 });
        expect(done?.took).to.equal((done?.ended ?? 0) - (done?.started ?? 0));

        const { inputs, outputs, events, seed } = await store.history.run('done-run');
        const valuesOf = async (values: typeof inputs): Promise<unknown> =>
          Object.fromEntries(
            await Promise.all(
              [...values].map(
                async ([name, one]) => [name, await store.values.value(one)] as const,
              ),
            ),
          );
        expect(seed).to.be.greaterThan(0);
        expect(await valuesOf(inputs)).to.deep.equal({ page: 'words' });
        const read = { fields: 'WORDS', read: page, guess: null };
        expect(await valuesOf(outputs)).to.deep.equal(read);

        const tasks = await store.history.tasks('done-run');
        expect(tasks.map(({ task, from }) => [task, from])).to.deep.equal([
          ['read', 'failed-run/read'],
          ['extract', undefined],
        ]);
        const told = await store.history.events('done-run', -1);
        expect(told.map(({ sequence }) => sequence)).to.deep.equal([0, 1, 2, 3, 4, 5]);
        expect(events).to.equal(6);
        expect(told[0]).to.have.nested.property('graph.name', 'Reading');
        const [latest] = await store.results.latest('Reading', 'read', 5);
        expect(await store.results.find(latest?.key.hash ?? '')).to.deep.equal(latest);
        expect(latest?.outputs.get('text')).to.deep.equal(outputs.get('read'));

        expect(upgrades).to.deep.equal([]);
        expect(await versionOf(database)).to.equal(version);

        writeFileSync(join(folder, 'ready'), '');
        const again = await resume(store, 'failed-run', { pipeline });
        expect(await again.outputs).to.deep.equal(read);
        expect(upgrades).to.deep.equal([{ from: version, to: migrations.length }]);
        expect(await versionOf(database)).to.equal(migrations.length);
        expect((await store.history.runs())[0]).to.deep.equal(done);
        expect(await store.history.run('failed-run')).to.deep.include({
          ...{ state: 'done', ...counts, tasksDone: 3, tasksFailed: 0 },
        });
        const attempts = (await store.history.events('failed-run', 6)).flatMap((event) =>
          event.type === 'attempt-started' ? [event.task] : [],
        );
        expect(attempts).to.deep.equal(['extract']);
      } finally {
        await store.close();
      }
    });
});

describe('a store on a server that an earlier version has written, for who may only select', () => {
  const user = `spec_reader_${process.pid}`;
  let url: string;
  let place: Place;
  beforeEach(async function () {
    url = await postgres(this);
    place = postgresPlace(url);
    await asked(url, `CREATE ROLE ${user} LOGIN`);
  });
  afterEach(async () => {
    await place.close();
    await asked(url, `DROP OWNED BY ${user}; DROP ROLE ${user}`);
  });

  for (const version of versions)
    it(`is read as it is, and says what right it takes to write to it, of version ${version}`, async () => {
      const database = await written(place, version);
      const where = new URL(place.where);
      const schema = where.searchParams.get('schema') ?? '';
      await asked(url, `GRANT USAGE ON SCHEMA ${schema} TO ${user}`);
      await asked(url, `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${user}`);
      where.username = user;
      const store = await openStore(where.href, { isThere: true });
      try {
        expect((await store.history.runs()).map(({ id, took }) => [id, took > 0])).to.deep.equal([
          ['done-run', true],
          ['failed-run', true],
        ]);
        const { outputs } = await store.history.run('done-run');
        const { read } = Object.fromEntries(outputs);
        expect(read && (await store.values.value(read))).to.deep.equal(page);
        expect((await store.history.tasks('failed-run')).map(({ task }) => task)).to.deep.equal([
          'read',
        ]);
        expect(await store.history.events('done-run', -1)).to.have.lengthOf(6);
        const [latest] = await store.results.latest('Reading', 'read', 5);
        expect(await store.results.find(latest?.key.hash ?? '')).to.deep.equal(latest);
        const writing = await rejected(store.prune({ before: 0 }));
        expect(writing.message).to.equal(
          `the store \`${store.where}\`: must be owner of table runs; grant the user that right, or give another user`,
        );
        expect(await versionOf(database)).to.equal(version);
      } finally {
        await store.close();
      }
    });
});

describe('the steps from version to version', () => {
  // Whoever has a store of that version made it so.
  for (const version of versions)
    it(`make version ${version} as it was`, async () => {
      const place = sqlitePlace();
      try {
        const database = await place.open();
        await migrate(database, migrations.slice(0, version));
        const made = await database.read(() =>
          all('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid'),
        );
        const plain = (sql: unknown): string => String(sql).replace(/\s+/g, ' ');
        expect(made.map(({ sql }) => plain(sql))).to.deep.equal(
          statementsOf(version)
            .filter((statement) => statement.startsWith('CREATE'))
            .map(plain),
        );
      } finally {
        await place.close();
      }
    });
});
