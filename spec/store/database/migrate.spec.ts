import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { all, run } from '../../../lib/store/database/database.js';
import { migrate, versionOf } from '../../../lib/store/database/migrate.js';
import { StoreError } from '../../../lib/store/store-error.js';
import { onBoth, rejected } from './databases.js';
import { steps } from './steps.js';

const whole = [
  { id: 1, text: 'one', size: 3 },
  { id: 2, text: 'other', size: 5 },
];
const things = () => all('SELECT id, text, size FROM things ORDER BY id');

/** Another process; gives what it says where it fails. */
const child = (where: string, at: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const path = fileURLToPath(new URL('migrate-child.ts', import.meta.url));
    const process_ = spawn(process.execPath, ['--import=tsx', path, where, String(at)]);
    let said = '';
    process_.stderr.on('data', (data) => (said += String(data)));
    process_.once('error', reject).once('close', (code) => {
      resolve(code === 0 ? said : `${code} ${said}`);
    });
  });

onBoth('migrate', (place) => {
  for (let from = 0; from <= steps.length; from += 1)
    it(`goes on from version ${from}`, async () => {
      const database = await place().open();
      await migrate(database, steps.slice(0, from));
      await migrate(database, steps);
      expect(await database.read(things)).to.deep.equal(whole);
      const rows = await database.read(() =>
        all('SELECT version, name FROM mlpipeline_migrations ORDER BY version'),
      );
      expect(rows).to.deep.equal(steps.map(({ name }, index) => ({ version: index + 1, name })));
    });

  it('reads once where there is nothing to do', async () => {
    const database = await place().open();
    await migrate(database, steps);
    let reads = 0;
    const never = (): never => {
      throw new Error('nothing is to be written');
    };
    await migrate(
      {
        ...database,
        read: (work) => {
          reads += 1;
          return database.read(work);
        },
        write: never,
        alone: never,
      },
      steps,
    );
    expect(reads).to.equal(1);
  });

  it('refuses a database in which something else has a table of a name that it needs', async () => {
    const database = await place().open();
    const others = ['CREATE TABLE things (sort TEXT)', "INSERT INTO things VALUES ('theirs')"];
    await database.alone(function* () {
      for (const statement of others) yield* run(statement);
    });
    const error = await rejected(migrate(database, steps));
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `no store can be made at \`${database.where}\`: something else has a table \`things\` there; name another ${database.kind === 'sqlite' ? 'file' : 'schema (`?schema=name`)'}`,
    );
    expect(await database.read(() => all('SELECT sort FROM things'))).to.deep.equal([
      { sort: 'theirs' },
    ]);
    expect(await database.read(() => versionOf(database, 1))).to.equal(0);
  });

  it('refuses what a newer version has written, and changes nothing', async () => {
    const database = await place().open();
    await migrate(database, steps);
    const error = await rejected(migrate(database, steps.slice(0, 2)));
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `the store \`${database.where}\` was written by a newer version of mlpipeline: its tables are of version 4, and this one knows them up to 2; update mlpipeline`,
    );
    expect(await database.read(things)).to.deep.equal(whole);
  });

  it('undoes a step that fails, keeps those before it, and goes on from there', async () => {
    const database = await place().open();
    const failing = [
      ...steps.slice(0, 1),
      {
        name: 'sizes',
        statements: [
          'ALTER TABLE things ADD COLUMN size BIGINT',
          "INSERT INTO things (id, text) VALUES (1, 'twice')",
        ],
      },
    ];
    expect(await rejected(migrate(database, failing))).to.be.instanceOf(StoreError);
    expect(await database.read(() => all('SELECT * FROM things'))).to.deep.equal([
      { id: 1, text: 'one' },
    ]);
    await migrate(database, steps);
    expect(await database.read(things)).to.deep.equal(whole);
  });

  it('does each step once, however many of one process begin at once', async () => {
    const opened = await Promise.all(Array.from({ length: 4 }, () => place().open()));
    await Promise.all(opened.map((database) => migrate(database, steps)));
    expect(await opened[0]?.read(things)).to.deep.equal(whole);
  });

  it('does each step once, however many processes begin at once', async function () {
    this.timeout(60_000);
    const at = Date.now() + 4_000;
    const said = await Promise.all([1, 2, 3].map(() => child(place().where, at)));
    expect(said).to.deep.equal(['', '', '']);
    const database = await place().open();
    await migrate(database, steps);
    expect(await database.read(things)).to.deep.equal(whole);
    await database.write('full', () => run('DELETE FROM things'));
  });
});
