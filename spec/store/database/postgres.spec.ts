import { spawn } from 'node:child_process';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { all, type Database, first, run } from '../../../lib/store/database/database.js';
import { openPostgres } from '../../../lib/store/database/postgres.js';
import { StoreError } from '../../../lib/store/store-error.js';
import { freePort, postgres } from '../../services.js';
import { asked, type Place, postgresPlace, rejected } from './databases.js';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A process that uses a database and does not close it; gives what it says, once it has ended. */
const child = (where: string, args: readonly string[] = []): Promise<string> =>
  new Promise((resolve, reject) => {
    const started = spawn(
      process.execPath,
      ['--import=tsx', ...args, pathOf('open-child.ts'), where],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    started.stdout.on('data', (data) => (said += String(data)));
    started.once('error', reject).once('close', (code) => {
      resolve(code === 0 ? said : `${said} (${code})`);
    });
  });

/** A message of PostgreSQL's protocol. */
const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

const refusal = (code: string, text: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`));

/** What listens on a port of its own; `close` cuts its connections. */
const listening = async (
  onConnection: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
};

describe('a database of PostgreSQL that is not to be had', () => {
  it('is told where nothing listens', async () => {
    const port = await freePort();
    const error = await rejected(openPostgres(`postgres://me:hush@127.0.0.1:${port}/db`));
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `the store \`postgres://me@127.0.0.1:${port}/db\`: the server is not reached (ECONNREFUSED); check that PostgreSQL runs there, and the host and the port`,
    );
  });

  it('is told where the server refuses the password, without it', async () => {
    const server = await listening((socket) => {
      socket.once('data', () => {
        socket.end(refusal('28P01', 'password authentication failed for user "me"'));
      });
    });
    const error = await rejected(openPostgres(`postgres://me:hush@127.0.0.1:${server.port}/db`));
    await server.close();
    expect(error.message).to.equal(
      `the store \`postgres://me@127.0.0.1:${server.port}/db\`: the user or the password is wrong; give them in the URL, or the password in \`PGPASSWORD\``,
    );
  });

  it('is told where the server asks for a password', async () => {
    const scram = message(
      'R',
      Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from('SCRAM-SHA-256\0\0')]),
    );
    const salt = message(
      'R',
      Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('r=a,s=YQ==,i=4096')]),
    );
    const server = await listening((socket) => {
      socket.once('data', () => {
        socket.write(scram);
        socket.once('data', () => socket.write(salt));
      });
    });
    const error = await rejected(openPostgres(`postgres://me@127.0.0.1:${server.port}/db`));
    await server.close();
    expect(error.message).to.equal(
      `the store \`postgres://me@127.0.0.1:${server.port}/db\`: the server asks for a password; give it in the URL, or in \`PGPASSWORD\``,
    );
  });

  it('is told where something else listens', async () => {
    const server = await listening((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const error = await rejected(openPostgres(`postgres://me:hush@127.0.0.1:${server.port}/db`));
    await server.close();
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.match(/^the store `.*`: the server is not reached \(.*\); check/);
    expect(error.message).not.to.contain('hush');
  });

  it('is told where TLS is asked for and not there', async function () {
    const url = new URL(await postgres(this));
    url.searchParams.set('sslmode', 'verify-full');
    url.password = 'hush';
    const error = await rejected(openPostgres(url.href));
    expect(error.message).to.match(/^the store `.*`: .*SSL.*; check `sslmode` in the URL$/);
    expect(error.message).not.to.contain('hush');
  });

  it('is told where there is no such database', async function () {
    const url = new URL(await postgres(this));
    url.pathname = '/nowhere_at_all';
    const error = await rejected(openPostgres(url.href));
    expect(error.message).to.equal(
      `the store \`${url.href}\`: there is no such database; create it (\`createdb NAME\`), or name another`,
    );
  });

  for (const [what, url] of [
    ['#', 'postgres://me:hu#sh@127.0.0.1/db'],
    ['# after digits', 'postgres://me:12#sh@127.0.0.1/db'],
    ['/', 'postgres://me:12/sh@127.0.0.1/db'],
    ['?', 'postgres://me:12?sh@127.0.0.1/db'],
    ['%', 'postgres://me:hu%sh@127.0.0.1/db'],
    ['a port that is none', 'postgres://me:hush@127.0.0.1:port/db'],
    ['two names', 'postgres://me:hush@127.0.0.1/db/sh'],
  ] as const)
    it(`is told where its URL is mistaken (${what}), without the URL`, async () => {
      const error = await rejected(openPostgres(url));
      expect(error).to.be.instanceOf(StoreError);
      expect(error.message).to.equal(
        'the URL of the store is not one of PostgreSQL: expected `postgres://user:password@host:port/database`; write signs such as `#`, `/`, `?`, `@` and `%` in a name or password as `%23`, `%2F`, `%3F`, `%40` and `%25`',
      );
      expect(error.cause).to.equal(undefined);
    });

  it('is told where its schema has no name, or a long one', async () => {
    for (const name of ['', 'ä'.repeat(32)]) {
      const error = await rejected(openPostgres(`postgres://127.0.0.1/db?schema=${name}`));
      expect(error.message).to.match(
        /: the name of a schema must have 1 to 63 bytes; give another `schema`$/,
      );
    }
  });

  it('is told where `pg` is missing', async () => {
    expect(
      await child('postgres://127.0.0.1/db', [`--import=${pathOf('without-pg.mjs')}`]),
    ).to.equal('a store in PostgreSQL needs the package `pg`: install it with `npm install pg`');
  });
});

describe('a database of PostgreSQL', () => {
  let url: string;
  let place: Place;
  let database: Database;

  before(async function () {
    url = await postgres(this);
  });

  beforeEach(async () => {
    place = postgresPlace(url);
    database = await place.open();
    await database.write('full', () =>
      run('CREATE TABLE things (id BIGINT PRIMARY KEY, text TEXT)'),
    );
  });

  afterEach(() => place.close());

  const put = (id: number) => run('INSERT INTO things (id) VALUES (?)', id);
  const ids = async (): Promise<readonly unknown[]> =>
    (await database.read(() => all('SELECT id FROM things ORDER BY id'))).map(({ id }) => id);
  const self = 'SELECT pg_terminate_backend(pg_backend_pid())';

  it('takes a schema with any name, made by many at once', async () => {
    const named = new URL(url);
    const name = `spec ${process.pid} "x'; ä\\`;
    named.searchParams.set('schema', name);
    const opened = await Promise.all(Array.from({ length: 5 }, () => openPostgres(named.href)));
    await opened[0]?.write('full', () => run('CREATE TABLE things (id BIGINT)'));
    const rows = await opened[4]?.read(() =>
      all(
        "SELECT schemaname FROM pg_tables WHERE tablename = 'things' AND schemaname = current_schema()",
      ),
    );
    expect(rows).to.deep.equal([{ schemaname: name }]);
    await Promise.all(opened.map((one) => one.close()));
    await asked(url, `DROP SCHEMA "${name.replaceAll('"', '""')}" CASCADE`);
  });

  it('keeps its tables in the schema `mlpipeline` where none is named', async () => {
    const one = await openPostgres(url);
    const row = await one.read(() => first('SELECT current_schema() AS name'));
    await one.close();
    expect(row).to.deep.equal({ name: 'mlpipeline' });
    expect(one.where).not.to.contain('schema');
  });

  it('never tells its password', async () => {
    const secret = new URL(place.where);
    secret.password = 'hush';
    const one = await openPostgres(secret.href);
    expect(one.where).to.match(/^postgres:\/\/\w+@127\.0\.0\.1:5432\/test\?schema=spec_/);
    const error = await rejected(one.read(() => all('SELECT nonsense')));
    await one.close();
    expect(one.where + error.message).not.to.contain('hush');
  });

  it('refuses text with the character U+0000, and tells so', async () => {
    const error = await rejected(
      database.write('full', () => run('INSERT INTO things VALUES (1, ?)', 'a\0b')),
    );
    expect(error.message).to.equal(
      `the store \`${database.where}\`: PostgreSQL cannot store text that has the character U+0000 or is not Unicode; remove it, or give bytes`,
    );
  });

  it('does again what was lost before it was committed', async () => {
    let times = 0;
    await database.write('full', function* () {
      times += 1;
      yield* put(1);
      if (times === 1) yield* all(self);
      yield* put(2);
    });
    expect(times).to.equal(2);
    expect(await ids()).to.deep.equal([1, 2]);
  });

  it('tells where it is not known whether a change was committed, and goes on with the next', async () => {
    await database.write('full', function* () {
      yield* run(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`);
      yield* run(`CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON things
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()`);
    });
    const error = await rejected(database.write('full', () => put(1)));
    expect(error).to.be.instanceOf(StoreError);
    expect(error.message).to.equal(
      `the store \`${database.where}\`: the connection was lost during a commit, and it is not known whether the change was made; check the store before you try again`,
    );
    expect(await ids()).to.deep.equal([]);
  });

  it('connects again where idle connections were cut', async () => {
    const named = new URL(place.where);
    named.searchParams.set('application_name', `spec_cut_${process.pid}`);
    const one = await openPostgres(named.href);
    const count = () => one.read(() => first('SELECT COUNT(*) AS count FROM things'));
    await Promise.all([count(), count(), count()]);
    const cut = await asked(
      url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [`spec_cut_${process.pid}`],
    );
    expect(cut.length).to.equal(3);
    expect(await count()).to.deep.equal({ count: 0 });
    await one.write('normal', () => put(1));
    expect(await count()).to.deep.equal({ count: 1 });
    await one.close();
  });

  it('waits some seconds for a server that is gone, tells so, and goes on once it is back', async function () {
    this.timeout(30_000);
    const target = new URL(place.where);
    const to = Number(target.port || 5432);
    const forward = (socket: Socket): void => {
      const onward = connect(to, target.hostname);
      onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      socket.pipe(onward).pipe(socket);
    };
    const server = await listening(forward);
    const { port } = server;
    target.port = String(port);
    const one = await openPostgres(target.href);
    await one.write('full', () => put(1));
    await server.close();
    const error = await rejected(one.write('full', () => put(2)));
    expect(error.message).to.equal(
      `the store \`${one.where}\`: the server is not reached (ECONNREFUSED); check that PostgreSQL runs there, and the host and the port`,
    );
    const writing = one.write('full', () => put(3));
    const back = createServer(forward);
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve));
    await writing;
    await one.close();
    back.close();
    expect(await ids()).to.deep.equal([1, 3]);
  });

  it('tells where a statement failed, and what came after it would be lost', async () => {
    await database.write('full', () => put(1));
    const error = await rejected(
      database.write('full', function* () {
        try {
          yield* put(1);
        } catch {
          // As if nothing were.
        }
      }),
    );
    expect(error.message).to.equal(
      `the store \`${database.where}\`: a statement failed, and with it all of its transaction`,
    );
  });

  it('writes nothing in a read', async () => {
    const error = await rejected(database.read(() => put(1)));
    expect(error.message).to.match(/it is read-only/);
  });

  it('ends deadlocks by doing one of the two again', async () => {
    await database.write('full', function* () {
      yield* put(1);
      yield* put(2);
    });
    const both = (one: number, other: number) => () =>
      (function* () {
        yield* run("UPDATE things SET text = COALESCE(text, '') || 'x' WHERE id = ?", one);
        yield* all('SELECT pg_sleep(0.1)');
        yield* run("UPDATE things SET text = COALESCE(text, '') || 'x' WHERE id = ?", other);
      })();
    await Promise.all([database.write('full', both(1, 2)), database.write('full', both(2, 1))]);
    const rows = await database.read(() => all('SELECT text FROM things'));
    expect(rows).to.deep.equal([{ text: 'xx' }, { text: 'xx' }]);
  });

  it('does more at once than it has connections', async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, id) => database.write('normal', () => put(id))),
    );
    expect((await ids()).length).to.equal(50);
  });

  it('says what right is missing', async () => {
    const user = `spec_user_${process.pid}`;
    await asked(url, `DROP ROLE IF EXISTS ${user}`);
    await asked(url, `CREATE ROLE ${user} LOGIN`);
    const other = new URL(url);
    other.username = user;
    other.searchParams.set('schema', `${user}_schema`);
    const making = await rejected(openPostgres(other.href));
    const there = new URL(place.where);
    there.username = user;
    const one = await openPostgres(there.href);
    const reading = await rejected(one.read(() => all('SELECT * FROM things')));
    await one.close();
    await asked(url, `DROP ROLE ${user}`);
    expect(making.message).to.match(
      /: permission denied for database \w+; grant the user that right, or give another user$/,
    );
    expect(reading.message).to.match(
      /^the store `.*`: .*; grant the user|^the store `.*`: relation/,
    );
  });

  it('keeps no process alive', async () => {
    expect(await child(place.where)).to.equal('read');
  });

  it('waits at its end for what is at work', async () => {
    const writing = database.write('full', function* () {
      yield* all('SELECT pg_sleep(0.2)');
      yield* put(1);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await database.close();
    await writing;
    const rows = await asked(
      place.where.replace(/\?.*/, ''),
      `SELECT id FROM "${new URL(place.where).searchParams.get('schema') ?? ''}".things`,
    );
    expect(rows).to.deep.equal([{ id: '1' }]);
  });
});
