import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { all, type Database, first, run } from '../../../lib/store/database/database.js';
import { openSqlite } from '../../../lib/store/database/sqlite.js';
import { openDriver } from '../../../lib/store/database/sqlite-driver.js';
import { openUnwritable } from '../../../lib/store/database/sqlite-unwritable.js';
import { rejected } from './databases.js';

/** Takes no rights from a user who has all of them: that nothing is written is seen by the files. */
describe('a file of SQLite that is only read', () => {
  let folder: string;
  let path: string;
  const opened: Database[] = [];
  const written = async (): Promise<Database> => {
    const database = await openSqlite(path);
    opened.push(database);
    return database;
  };
  const read = (): Database => {
    const database = openUnwritable(path);
    opened.push(database);
    return database;
  };
  const put = (database: Database, id: number): Promise<number> =>
    database.write('full', () => run('INSERT INTO things VALUES (?)', id));
  const ids = async (database: Database): Promise<readonly unknown[]> => {
    const rows = await database.read(() => all('SELECT id FROM things ORDER BY id'));
    return rows.map(({ id }) => id);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-unwritable-'));
    path = join(folder, 'store.db');
    const database = await written();
    await database.write('full', () => run('CREATE TABLE things (id BIGINT PRIMARY KEY)'));
    await put(database, 1);
    await database.close();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    rmSync(folder, { recursive: true });
  });

  it('is as it was, and alone, when it was read', async () => {
    const before = readFileSync(path);
    const database = read();
    expect(await ids(database)).to.deep.equal([1]);
    expect(readdirSync(folder)).to.deep.equal(['store.db']);
    await database.close();
    expect(readdirSync(folder)).to.deep.equal(['store.db']);
    expect(readFileSync(path).equals(before)).to.equal(true);
  });

  it('has what a process has written that is at work still', async () => {
    const writer = await written();
    await put(writer, 2);
    const database = read();
    expect(await ids(database)).to.deep.equal([1, 2]);
    await put(writer, 3);
    expect(await ids(database)).to.deep.equal([1, 2, 3]);
  });

  it('has what was written since it was opened', async () => {
    const database = read();
    expect(await ids(database)).to.deep.equal([1]);
    const writer = await written();
    await put(writer, 2);
    expect(await ids(database)).to.deep.equal([1, 2]);
    await writer.close();
    const later = await written();
    await put(later, 3);
    expect(await ids(database)).to.deep.equal([1, 2, 3]);
  });

  it('is read again where it was written in the midst', async () => {
    const database = read();
    const writer = await openDriver(path);
    let times = 0;
    const counts = await database.read(function* () {
      const before = yield* first('SELECT COUNT(*) AS count FROM things');
      if ((times += 1) === 1) writer.run('INSERT INTO things VALUES (?)', [2]);
      const after = yield* first('SELECT COUNT(*) AS count FROM things');
      return [before, after].map((row) => row?.['count']);
    });
    await writer.close();
    expect([times, counts]).to.deep.equal([2, [2, 2]]);
  });

  it('takes no writes', async () => {
    const database = read();
    const told = `the store \`${path}\`: it cannot be written; make the file and its folder writable`;
    expect((await rejected(put(database, 2))).message).to.equal(told);
    expect((await rejected(database.alone(() => run('DELETE FROM things')))).message).to.equal(
      told,
    );
    expect(await ids(database)).to.deep.equal([1]);
  });

  it('is told where what was not moved into it yet cannot be read, as after a copy', async () => {
    writeFileSync(`${path}-wal`, 'x'.repeat(5_000));
    const error = await rejected(ids(read()));
    expect(error.message).to.equal(
      `the store \`${path}\`: it cannot be opened; check that its folder exists and is writable`,
    );
  });

  it('gives nothing when it was closed', async () => {
    const database = read();
    expect(await ids(database)).to.deep.equal([1]);
    await database.close();
    expect((await rejected(ids(database))).message).to.equal(
      `the store \`${path}\` has been closed`,
    );
  });
});
