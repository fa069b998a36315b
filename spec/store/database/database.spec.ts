import { expect } from 'chai';
import fc from 'fast-check';

import { all, type Database, first, run, type Work } from '../../../lib/store/database/database.js';
import { insert } from '../../../lib/store/database/insert.js';
import { StoreError } from '../../../lib/store/store-error.js';
import { onBoth, rejected } from './databases.js';

const table = 'CREATE TABLE things (id BIGINT PRIMARY KEY, text TEXT, real REAL, bytes BLOB)';

onBoth('a database', (place) => {
  let database: Database;

  beforeEach(async () => {
    database = await place().open();
    await database.write('full', () => run(table));
  });

  const texts = async (): Promise<readonly unknown[]> =>
    (await database.read(() => all('SELECT text FROM things ORDER BY id'))).map(({ text }) => text);

  const put = (id: number, text: string): Work<number> =>
    run('INSERT INTO things (id, text) VALUES (?, ?)', id, text);

  it('gives back what it was given: text, numbers, bytes, nothing', async () => {
    const cell = fc.record({
      // Halves of surrogate pairs are no text.
      text: fc.string({ unit: 'grapheme', maxLength: 50 }).filter((text) => !text.includes('\0')),
      real: fc.double({ noNaN: true }),
      bytes: fc.uint8Array({ maxLength: 100 }),
      big: fc.maxSafeInteger(),
    });
    await fc.assert(
      fc.asyncProperty(cell, async ({ text, real, bytes, big }) => {
        const row = await database.write('normal', function* () {
          yield* run('DELETE FROM things');
          yield* run('INSERT INTO things VALUES (?, ?, ?, ?)', big, text, real, bytes);
          return yield* first('SELECT id, text, real, bytes FROM things WHERE id = ?', big);
        });
        expect(row).to.deep.equal({
          id: big === 0 ? 0 : big,
          text,
          real: real === 0 ? row?.['real'] : real,
          bytes,
        });
        expect(Object.getPrototypeOf(row?.['bytes'])).to.equal(Uint8Array.prototype);
      }),
      { numRuns: 200, examples: [[{ text: '', real: 0, bytes: new Uint8Array(), big: 0 }]] },
    );
    await database.write('normal', () =>
      run('INSERT INTO things VALUES (?, ?, ?, ?)', -7, null, null, null),
    );
    const row = await database.read(() => first('SELECT * FROM things WHERE id = -7'));
    expect(row).to.deep.equal({ id: -7, text: null, real: null, bytes: null });
  });

  it('gives sums, counts and comparisons as numbers', async () => {
    const row = await database.write('normal', function* () {
      yield* put(1, 'a');
      yield* put(2, 'b');
      return yield* first(
        'SELECT COUNT(*) AS count, SUM(id) AS sum, MAX(id) AS most, MIN(id) > 1 AS above FROM things',
      );
    });
    expect(row).to.deep.equal({ count: 2, sum: 3, most: 2, above: 0 });
  });

  it('keeps megabytes', async () => {
    const bytes = new Uint8Array(5_000_000).map((_, index) => index % 251);
    await database.write('full', () => run('INSERT INTO things (id, bytes) VALUES (1, ?)', bytes));
    const row = await database.read(() => first('SELECT bytes FROM things'));
    expect(Buffer.compare(row?.['bytes'] as Uint8Array, bytes)).to.equal(0);
  });

  it('tells how many rows were changed, and gives the rows that are returned', async () => {
    await database.write('full', () =>
      insert(
        'things',
        ['id', 'text'],
        Array.from({ length: 1_234 }, (_, id) => [id, `t${id}`]),
      ),
    );
    const changed = await database.write('full', () => run('DELETE FROM things WHERE id >= ?', 3));
    expect(changed).to.equal(1_231);
    const rows = await database.write('full', () =>
      all(
        `INSERT INTO things (id, text) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET text = excluded.text RETURNING id, text`,
        1,
        'again',
      ),
    );
    expect(rows).to.deep.equal([{ id: 1, text: 'again' }]);
  });

  it('orders text by its bytes', async () => {
    const given = ['b', 'B', 'a', 'ä', 'z', '_', 'a b', 'ab'];
    await database.write('full', () =>
      insert(
        'things',
        ['id', 'text'],
        given.map((text, id) => [id, text]),
      ),
    );
    const rows = await database.read(() => all('SELECT text FROM things ORDER BY text'));
    expect(rows.map(({ text }) => text)).to.deep.equal([...given].sort());
  });

  it('leaves question marks in quotes alone', async () => {
    const row = await database.read(() =>
      first(`SELECT 'what? it''s ?' AS "is?", CAST(? AS BIGINT) AS given`, 3),
    );
    expect(row).to.deep.equal({ 'is?': `what? it's ?`, given: 3 });
  });

  it('undoes all of what throws', async () => {
    const error = await rejected(
      database.write('full', function* () {
        yield* put(1, 'a');
        throw new RangeError('no');
      }),
    );
    expect(error).to.be.instanceOf(RangeError);
    expect(await texts()).to.deep.equal([]);
    await database.write('full', () => put(2, 'b'));
    expect(await texts()).to.deep.equal(['b']);
  });

  it('tells of a statement that fails as a StoreError, and goes on with the next', async () => {
    await database.write('full', () => put(1, 'a'));
    const error = await rejected(
      database.write('full', function* () {
        yield* put(2, 'b');
        yield* put(1, 'c');
      }),
    );
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.match(/^the store `.*(store\.db|schema=spec_\w+)`: .*unique/i);
    expect(await texts()).to.deep.equal(['a']);
  });

  it('refuses what is no cell', async () => {
    const error = await rejected(
      database.write('full', () => run('INSERT INTO things (id) VALUES (?)', true as never)),
    );
    expect(error.message).to.equal('a boolean cannot be bound: text, numbers, bytes and null can');
    await database.write('full', () => put(2, 'b'));
  });

  it('sees one state in all of a read, whatever others write', async () => {
    const other = await place().open();
    await database.write('full', () => put(1, 'a'));
    let writing: Promise<unknown> = Promise.resolve();
    const counts = await database.read(function* () {
      const before = yield* first('SELECT COUNT(*) AS count FROM things');
      writing = other.write('full', () => put(2, 'b'));
      for (let times = 0; times < 20; times += 1) yield* first('SELECT COUNT(*) AS n FROM things');
      const after = yield* first('SELECT COUNT(*) AS count FROM things');
      return [before?.['count'], after?.['count']];
    });
    await writing;
    expect(counts).to.deep.equal([1, 1]);
    expect(await texts()).to.deep.equal(['a', 'b']);
  });

  it('writes of many at once as if one came after the other', async function () {
    this.timeout(60_000);
    const others = [database, await place().open(), await place().open()];
    await database.write('full', () => run('INSERT INTO things (id, real) VALUES (1, 0)'));
    const increase = function* (): Work<void> {
      const row = yield* first('SELECT real FROM things WHERE id = 1');
      yield* run('UPDATE things SET real = ? WHERE id = 1', Number(row?.['real']) + 1);
    };
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (others[index % 3] as Database).write(index % 2 === 0 ? 'full' : 'normal', increase),
      ),
    );
    const row = await database.read(() => first('SELECT real FROM things WHERE id = 1'));
    expect(row?.['real']).to.equal(60);
  });

  it('does one after the other what asks to be alone', async () => {
    const other = await place().open();
    const increase = function* (): Work<void> {
      const row = yield* first('SELECT MAX(id) AS most FROM things');
      yield* put(Number(row?.['most'] ?? 0) + 1, 'x');
    };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? database : other).alone(increase),
      ),
    );
    expect((await texts()).length).to.equal(20);
  });

  it('tells the time', async () => {
    const now = await database.read(() => database.now());
    expect(now).to.be.a('number');
    expect(Math.abs(now - Date.now())).to.be.below(5_000);
    expect(Number.isInteger(now)).to.equal(true);
  });

  it('is closed once, and tells who goes on', async () => {
    await database.close();
    await database.close();
    const error = await rejected(database.read(() => all('SELECT 1')));
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.match(/^the store `.*` has been closed$/);
  });
});
