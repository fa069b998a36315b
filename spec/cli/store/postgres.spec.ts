import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { openStore } from '../../../lib/store/open-store.js';
import { postgres } from '../../services.js';
import { asked, type Place, postgresPlace } from '../../store/database/databases.js';
import { inProcess, link } from '../in-process.js';
import { mlpipeline, type Result } from '../mlpipeline.js';

const day = 24 * 60 * 60 * 1_000;

const files = `pipeline:
  name: Files
  runners: [./write.mjs]
  inputs: [page]
  outputs: { image: crop.image }
  components:
    render: { runner: Write, inputs: [page], outputs: [image] }
    crop: { runner: Write, inputs: { page: render.image }, outputs: [image] }
`;

const module = `import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { file } from 'mlpipeline';

export const Write = ({ page }, { component, scratch }) => {
  const path = join(scratch(), 'page.txt');
  const text = typeof page === 'string' ? page : readFileSync(page.path, 'utf8');
  writeFileSync(path, \`\${component} of \${text}\`);
  return { image: file(path) };
};
`;

describe('a file among the outputs of a run in PostgreSQL', function () {
  this.timeout(120_000);
  let folder: string;
  let cache: string;
  let place: Place | undefined;
  beforeEach(async function () {
    place = undefined;
    place = postgresPlace(await postgres(this));
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-outputs-'));
    cache = join(folder, 'cache');
    link(folder);
    writeFileSync(join(folder, 'files.yaml'), files);
    writeFileSync(join(folder, 'write.mjs'), module);
  });
  afterEach(async () => {
    await place?.close();
    if (place !== undefined) rmSync(folder, { recursive: true });
  });

  const call = (...argv: readonly string[]): Promise<Result> =>
    mlpipeline([...argv, '--quiet', '--store', place?.where ?? ''], {
      environment: { XDG_CACHE_HOME: cache },
    });
  const run = async (page: string): Promise<string> => {
    const { stdout, stderr } = await call(
      'run',
      join(folder, 'files.yaml'),
      '--inputs',
      `page=${page}`,
    );
    expect(stderr).to.equal('');
    return (JSON.parse(stdout) as { readonly image: string }).image;
  };
  const there = (): readonly string[] =>
    readdirSync(join(cache, 'mlpipeline', 'files'), { recursive: true, encoding: 'utf8' })
      .map((name) => join(cache, 'mlpipeline', 'files', name))
      .filter((path) => statSync(path).isFile());

  it('is there when the command has ended, by what is in it, and no other copy is', async () => {
    const path = await run('7');
    expect(readFileSync(path, 'utf8')).to.equal('crop of render of 7');
    expect(there()).to.deep.equal([path]);
    expect(await run('7')).to.equal(path);
    expect(there()).to.deep.equal([path]);
  });

  it('is removed when nobody has asked for it for 30 days', async () => {
    const [old, asked] = [await run('1'), await run('2')];
    const then = new Date(Date.now() - 31 * day);
    for (const path of [old, asked]) utimesSync(path, then, then);
    await run('2');
    expect(there()).to.deep.equal([asked]);
  });

  it('is in the temporary folder where there can be none for what is cached', async () => {
    writeFileSync(cache, '');
    const path = await run('7');
    expect(readFileSync(path, 'utf8')).to.equal('crop of render of 7');
    rmSync(path);
  });
});

const counting = `pipeline:
  name: Counting
  runners: [./count.mjs]
  inputs: [n]
  outputs: { count: count.y }
  defaults: { cache: true }
  components:
    make: { runner: Make, inputs: [n], outputs: [y] }
    count: { runner: Count, inputs: [make.y], outputs: [y] }
`;

const counts = `import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const mark = ({ component, directory }) => appendFileSync(join(directory, 'ran'), component + ' ');
export const Make = ({ n }, context) => {
  mark(context);
  return { y: n.repeat(10_000) };
};
export const Count = ({ y }, context) => {
  mark(context);
  return { y: y.length };
};
`;

describe('a store in PostgreSQL that is not as it should be', function () {
  this.timeout(60_000);
  let folder: string;
  let place: Place | undefined;
  let url: string;
  let schema: string;
  beforeEach(async function () {
    place = undefined;
    url = await postgres(this);
    place = postgresPlace(url);
    schema = new URL(place.where).searchParams.get('schema') ?? '';
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-hostile-'));
    writeFileSync(join(folder, 'count.yaml'), counting);
    writeFileSync(join(folder, 'count.mjs'), counts);
    writeFileSync(join(folder, 'ran'), '');
  });
  afterEach(async () => {
    await place?.close();
    if (place !== undefined) rmSync(folder, { recursive: true });
  });

  const call = (line: string, where = place?.where ?? ''): Promise<Result> =>
    inProcess(folder, [...line.split(' '), '--store', where]);
  const ask = (sql: string) => asked(url, sql.replaceAll('$schema', `"${schema}"`));
  const ran = (): string => readFileSync(join(folder, 'ran'), 'utf8').trimEnd();
  const run = 'run count.yaml --inputs n=ab --quiet';
  const done = { status: 0, stdout: '{\n  "count": 20000\n}\n', stderr: '' };

  it('is refused by every command where a newer version has written it', async () => {
    expect(await call(run)).to.deep.equal(done);
    await ask(`INSERT INTO $schema.mlpipeline_migrations VALUES (999, 'newer', 1)`);
    const known = (await ask('SELECT COUNT(*) AS count FROM $schema.mlpipeline_migrations'))[0];
    const told = `mlpipeline: the store \`${postgresText(place)}\` was written by a newer version of mlpipeline: its tables are of version 999, and this one knows them up to ${Number(known?.['count']) - 1}; update mlpipeline\n`;
    for (const line of [run, 'resume', 'runs', 'prune --older 1d'])
      expect(await call(line)).to.deep.equal({ status: 2, stdout: '', stderr: told });
    await ask('DELETE FROM $schema.mlpipeline_migrations WHERE version = 999');
    expect(await call(run)).to.deep.equal(done);
    expect(ran()).to.equal('make count');
  });

  it('is not made by what only looks', async () => {
    for (const line of ['runs', 'dry-run count.yaml --cache --inputs n=ab'])
      expect(await call(line)).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: there is no store at \`${postgresText(place)}\`: \`mlpipeline run --store\` makes one\n`,
      });
    expect(await ask(`SELECT 1 FROM pg_namespace WHERE nspname = '${schema}'`)).to.deep.equal([]);
  });

  it('loses nothing that was finished where the disk of its server is full', async () => {
    await (await openStore(place?.where ?? '')).close();
    await ask(`CREATE FUNCTION $schema.full_disk() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.task = ''count'' THEN
        RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100'';
      END IF; RETURN NEW; END'`);
    await ask(`CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON $schema.tasks
      FOR EACH ROW EXECUTE FUNCTION $schema.full_disk()`);
    const { status, stderr } = await call(`${run} --no-cache`);
    expect(status).to.equal(1);
    expect(stderr).to.contain(
      `the store \`${postgresText(place)}\`: the disk of the server is full; make room, and continue with \`mlpipeline resume\``,
    );
    expect(ran()).to.equal('make count');
    await ask('DROP TRIGGER full_disk ON $schema.tasks');
    expect(await call('resume --quiet')).to.deep.equal(done);
    expect(ran()).to.equal('make count count');
  });

  it('is told where it may only be read, and can be', async () => {
    await call(run);
    const user = `spec_reader_${process.pid}`;
    await ask(`DROP ROLE IF EXISTS ${user}`);
    await ask(`CREATE ROLE ${user} LOGIN`);
    try {
      await ask(`GRANT USAGE ON SCHEMA $schema TO ${user}`);
      await ask(`GRANT SELECT ON ALL TABLES IN SCHEMA $schema TO ${user}`);
      const reader = new URL(place?.where ?? '');
      reader.username = user;
      for (const line of [run, 'prune --older 1d']) {
        const { status, stdout, stderr } = await call(line, reader.href);
        expect([status, stdout]).to.deep.equal([2, '']);
        expect(stderr).to.match(
          /^mlpipeline: the store `.+`: permission denied for table \w+; grant the user that right, or give another user\n$/,
        );
      }
      const [{ id } = { id: '' }] = JSON.parse(
        (await call('runs --json', reader.href)).stdout,
      ) as readonly { readonly id: string }[];
      expect(await call(`value ${id} count.y`, reader.href)).to.deep.equal({
        status: 0,
        stdout: '20000\n',
        stderr: '',
      });
      await ask(`UPDATE $schema.blobs SET bytes = 'damage'`);
      const dry = await call('dry-run count.yaml --cache --inputs n=ab', reader.href);
      expect(dry.stdout).to.match(
        /make +runs: the kept result is damaged\n +count +runs: input make.y\n$/,
      );
    } finally {
      await ask(`DROP OWNED BY ${user}`);
      await ask(`DROP ROLE ${user}`);
    }
  });

  it('goes on where its connections are lost in the midst of a run', async () => {
    await (await openStore(place?.where ?? '')).close();
    const named = new URL(place?.where ?? '');
    named.searchParams.set('application_name', schema);
    await ask(`CREATE FUNCTION $schema.lose() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN
        IF NEW.task = ''count'' AND nextval(''$schema.times'') = 1
          THEN PERFORM pg_terminate_backend(pg_backend_pid());
        END IF; RETURN NEW; END'`);
    await ask('CREATE SEQUENCE $schema.times');
    await ask(`CREATE TRIGGER lose BEFORE INSERT OR UPDATE ON $schema.tasks
      FOR EACH ROW EXECUTE FUNCTION $schema.lose()`);
    expect(await call(run, named.href)).to.deep.equal(done);
    expect(ran()).to.equal('make count');
    const [times] = await ask('SELECT last_value FROM $schema.times');
    expect(Number(times?.['last_value'])).to.be.greaterThan(1);
  });

  it('has what was damaged again when its task has run again', async () => {
    await call(run);
    const [{ id } = { id: '' }] = JSON.parse((await call('runs --json')).stdout) as readonly {
      readonly id: string;
    }[];
    await ask(`UPDATE $schema.blobs SET bytes = 'damage'`);
    await ask(`UPDATE $schema.vals SET json = '1' WHERE json = '20000'`);
    const dry = await call('dry-run count.yaml --cache --inputs n=ab');
    expect(dry.stdout).to.match(/make +runs: the kept result is damaged\n/);
    const { stdout, stderr } = await call('run count.yaml --inputs n=ab --explain');
    expect(stdout).to.equal(done.stdout);
    expect(stderr).to.contain('make: runs: the kept result is damaged\n');
    expect(stderr).to.contain('count: runs: the kept result is damaged\n');
    expect(ran()).to.equal('make count make count');
    expect((await call(`value ${id} count.y`)).stdout).to.equal('20000\n');
    expect((await call(`value ${id} make.y`)).stdout).to.equal('ab'.repeat(10_000));
    expect(await call(run)).to.deep.equal(done);
    expect(ran()).to.equal('make count make count');
  });
});

/** As a reader may see it. */
const postgresText = (place: Place | undefined): string => {
  const url = new URL(place?.where ?? '');
  url.password = '';
  return url.href;
};
