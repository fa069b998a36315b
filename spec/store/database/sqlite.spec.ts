import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { all, type Database, first, run } from '../../../lib/store/database/database.js';
import { openDatabase } from '../../../lib/store/database/open-database.js';
import { openSqlite } from '../../../lib/store/database/sqlite.js';
import { StoreError } from '../../../lib/store/store-error.js';
import { rejected } from './databases.js';

const big = 'x'.repeat(100_000);

/** A small file system of its own; `undefined` where none can be mounted. */
const mounted = (folder: string, options: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('a database in a file of SQLite', () => {
  let folder: string;
  let path: string;
  const opened: Database[] = [];
  const open = async (): Promise<Database> => {
    const database = await openSqlite(path);
    opened.push(database);
    return database;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-sqlite-'));
    path = join(folder, 'store.db');
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is let go of when it is closed, though its statements are prepared', async function () {
    if (process.platform !== 'linux') this.skip();
    const files = (): readonly string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        // That of the listing itself is gone.
        if (!existsSync(`/proc/self/fd/${fd}`)) return [];
        const file = readlinkSync(`/proc/self/fd/${fd}`);
        return file.startsWith(folder) ? [file] : [];
      });
    const database = await openSqlite(path);
    await database.write('full', function* () {
      yield* run('CREATE TABLE things (id BIGINT PRIMARY KEY)');
      yield* run('INSERT INTO things VALUES (?)', 1);
    });
    await database.read(() => all('SELECT id FROM things'));
    expect(files()).to.include(path);
    await database.close();
    expect(files()).to.deep.equal([]);
  });

  it('is told where the file is none of SQLite', async () => {
    writeFileSync(path, 'a text that somebody has written '.repeat(100));
    const error = await rejected(open());
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `the store \`${path}\`: it is not a database of SQLite; name another file, or move it aside`,
    );
  });

  it('is told where the file is damaged', async () => {
    const database = await open();
    await database.write('full', function* () {
      yield* run('CREATE TABLE things (id BIGINT PRIMARY KEY, text TEXT)');
      for (let id = 0; id < 100; id += 1) yield* run('INSERT INTO things VALUES (?, ?)', id, big);
    });
    await database.close();
    const file = openSync(path, 'r+');
    // What has not been moved into the file yet would be taken from beside it.
    for (const beside of ['-wal', '-shm']) rmSync(`${path}${beside}`, { force: true });
    // All behind the first page, which says what the file is.
    writeSync(file, Buffer.alloc(statSync(path).size - 4_096, 0xa5), 0, undefined, 4_096);
    const again = await open();
    const error = await rejected(again.read(() => all('SELECT * FROM things')));
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `the store \`${path}\`: it is damaged; restore it from a backup, or move it aside: the next run makes a new one`,
    );
  });

  it('is told where its folder is missing, or is a file', async () => {
    for (const wrong of [join(folder, 'no', 'store.db'), folder]) {
      const error = await rejected(openSqlite(wrong));
      expect(error.message).to.equal(
        `the store \`${wrong}\`: it cannot be opened; check that its folder exists and is writable`,
      );
    }
  });

  it('is told where it cannot be written', async function () {
    const database = await open();
    await database.write('full', () => run('CREATE TABLE things (id BIGINT)'));
    await database.close();
    const place = join(folder, 'mounted');
    mkdirSync(place);
    if (!mounted(place, 'size=1m,mode=755')) return this.skip();
    try {
      execFileSync('sh', ['-c', `cp ${folder}/store.db* ${place} && mount -o remount,ro ${place}`]);
      path = join(place, 'store.db');
      const error = await rejected(
        (async () => {
          const again = await open();
          await again.write('full', () => run('INSERT INTO things VALUES (1)'));
        })(),
      );
      expect(error).to.be.instanceOf(StoreError);
      expect(error.message).to.match(/^the store `.*`: it cannot be (written|opened); /);
    } finally {
      execFileSync('umount', ['-l', place]);
    }
  });

  it('is told where the disk is full, loses nothing, and goes on once there is room', async function () {
    const place = join(folder, 'mounted');
    mkdirSync(place);
    if (!mounted(place, 'size=1m')) return this.skip();
    try {
      path = join(place, 'store.db');
      const database = await open();
      await database.write('full', () => run('CREATE TABLE things (id BIGINT, text TEXT)'));
      let kept = 0;
      const put = () =>
        database.write('full', () => run('INSERT INTO things VALUES (?, ?)', kept, big));
      const error = await rejected(
        (async () => {
          for (; kept < 100; kept += 1) await put();
        })(),
      );
      expect(error).to.be.instanceOf(StoreError);
      expect(error.message).to.equal(
        `the store \`${path}\`: the disk is full; make room, and continue with \`mlpipeline resume\``,
      );
      const count = () => database.read(() => first('SELECT COUNT(*) AS count FROM things'));
      expect(await count()).to.deep.equal({ count: kept });
      execFileSync('mount', ['-o', 'remount,size=8m', place]);
      await put();
      expect(await count()).to.deep.equal({ count: kept + 1 });
      const sound = await database.read(() => first('PRAGMA integrity_check'));
      expect(Object.values(sound ?? {})).to.deep.equal(['ok']);
    } finally {
      for (const one of opened.splice(0)) await one.close();
      execFileSync('umount', ['-l', place]);
    }
  });

  it('waits for another process that has it locked', async () => {
    const database = await open();
    await database.write('full', () => run('CREATE TABLE things (id BIGINT)'));
    const holder = spawn(
      process.execPath,
      ['--import=tsx', fileURLToPath(new URL('lock-child.ts', import.meta.url)), path, '700'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = new Promise((resolve) => holder.once('close', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const started = performance.now();
    await database.write('full', () => run('INSERT INTO things VALUES (2)'));
    expect(performance.now() - started).to.be.above(300);
    await ended;
    const rows = await database.read(() => all('SELECT id FROM things ORDER BY id'));
    expect(rows).to.deep.equal([{ id: 1 }, { id: 2 }]);
  });

  it('is no other kind of place', async () => {
    const error = await rejected(openDatabase('mysql://me:hush@127.0.0.1/db'));
    expect(error.message).to.equal(
      'a store is a path, or a URL that begins with `postgres://`; it cannot be in `mysql://…`',
    );
  });

  it('is made by whichever of several processes that begin at once', async function () {
    this.timeout(120_000);
    const source = fileURLToPath(new URL('making-child.ts', import.meta.url));
    const at = String(Date.now() + 3_000);
    const said = await Promise.all(
      [1, 2, 3, 4].map(
        () =>
          new Promise<string>((resolve, reject) => {
            const child = spawn(process.execPath, ['--import=tsx', source, folder, at]);
            let text = '';
            child.stderr.on('data', (data) => (text += String(data)));
            child.once('error', reject).once('close', () => {
              resolve(text);
            });
          }),
      ),
    );
    expect(said).to.deep.equal(['', '', '', '']);
  });
});
