import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { run } from '../../../lib/store/database/database.js';
import { openSqlite } from '../../../lib/store/database/sqlite.js';
import { openStore } from '../../../lib/store/open-store.js';
import { migrations } from '../../../lib/store/relational/migrations.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';
import { newRun } from '../../store/relational/samples.js';
import { inProcess } from '../in-process.js';
import { mlpipeline, type Result } from '../mlpipeline.js';

const versions = fileURLToPath(new URL('../../store/relational/versions/', import.meta.url));
const page = Buffer.concat([Buffer.from('WORDS'), Buffer.alloc(1_500)]);

/** A store that an earlier version has written. */
const earlier = async (folder: string, version: number): Promise<void> => {
  mkdirSync(folder);
  const database = await openSqlite(join(folder, 'store.db'));
  const text = readFileSync(join(versions, `${version}.sql`), 'utf8')
    .replaceAll('failed-run', 'fa11ed')
    .replaceAll('done-run', 'd0e1');
  const statements = text.trimEnd().split(';\n');
  await database.alone(function* () {
    for (const statement of statements) yield* run(statement.replace(/;$/, ''));
  });
  await database.close();
  await folderBlobs(join(folder, 'values')).put(page);
};

const looks: readonly (readonly [line: string, says: RegExp])[] = [
  ['runs', /^run .*\nd0e1 +done .* 3\/3, 1 omitted .*\nfa11ed +failed .* 2\/3, 1 omitted .*\n$/],
  ['show d0e1', /\nstate +done\n[^]*\noutputs\n +fields = "WORDS"/],
  ['value d0e1 fields', /^WORDS$/],
  ['value d0e1 read', /^WORDS\0+$/],
  ['logs d0e1', /Z the run ends: done\n$/],
  ['report d0e1', /<title>Reading/],
  ['diff fa11ed d0e1', /\n +fields: none → "WORDS"/],
  ['compare fa11ed d0e1', /done +0\.\d s/],
  ['lineage d0e1 fields', /^extract\.text = "WORDS"/],
  ['dry-run reading.yaml --cache --inputs page=words', /\n +read +kept from fa11ed\/read\n/],
  ['prune --older 1s --dry-run', /^would be removed: 2 runs and 0 blobs/],
];

describe('what only looks at a store', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-looking-'));
    cpSync(join(versions, 'reading.yaml'), join(folder, 'reading.yaml'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const call = (line: string): Promise<Result> => inProcess(folder, line.split(' '));

  for (const version of migrations.slice(1).map((_, index) => index + 1)) {
    it(`leaves one of version ${version} as it is`, async () => {
      const store = join(folder, '.mlpipeline');
      await earlier(store, version);
      const before = readFileSync(join(store, 'store.db'));
      for (const [line, says] of looks) {
        const { status, stdout, stderr } = await call(line);
        expect([line, status, stderr]).to.deep.equal([line, 0, '']);
        expect(stdout, line).to.match(says);
        expect(readdirSync(store)).to.deep.equal(['store.db', 'values']);
        expect(readFileSync(join(store, 'store.db')).equals(before), line).to.equal(true);
      }
    });

    it(`is told once that one of version ${version} was upgraded by what writes`, async () => {
      const store = join(folder, '.mlpipeline');
      await earlier(store, version);
      writeFileSync(join(folder, 'ready'), '');
      const told = `mlpipeline: the store \`${join(store, 'store.db')}\` was upgraded from version ${version} of its tables to ${migrations.length}: earlier versions of mlpipeline can no longer read it\n`;
      const again = 'run reading.yaml --inputs page=words --quiet';
      const [first, second] = [await call(again), await call(again)];
      expect([first.status, first.stderr]).to.deep.equal([0, told]);
      expect([second.status, second.stderr]).to.deep.equal([0, '']);
      expect((await call('runs')).stdout.trimEnd().split('\n')).to.have.length(5);
    });
  }

  it('makes nothing in a folder for runs that has none', async () => {
    const store = join(folder, '.mlpipeline');
    mkdirSync(store);
    const { stdout } = await call('dry-run reading.yaml --cache --inputs page=words');
    expect(stdout).to.match(/read +runs: never run/);
    expect((await call('runs')).stderr).to.equal(
      `mlpipeline: there is no store at \`${join(store, 'store.db')}\`: \`mlpipeline run --store\` makes one\n`,
    );
    expect(readdirSync(store)).to.deep.equal([]);
  });

  describe('of another user', () => {
    const other = process.getuid?.() === 0 ? 65_534 : undefined;
    let store: string;
    let id: string;
    beforeEach(async function () {
      if (process.getuid === undefined) this.skip();
      if (other !== undefined)
        try {
          execFileSync(process.execPath, ['--import', 'tsx', '-e', '0'], {
            ...{ cwd: fileURLToPath(new URL('../../..', import.meta.url)), stdio: 'ignore' },
            ...{ uid: other, gid: other },
          });
        } catch {
          // Who may not read the project cannot run it.
          this.skip();
        }
      store = join(folder, '.mlpipeline');
      writeFileSync(join(folder, 'ready'), '');
      await call('run reading.yaml --inputs page=words --store --quiet');
      id =
        (JSON.parse((await call('runs --json')).stdout) as readonly { readonly id: string }[])[0]
          ?.id ?? '';
      chmodSync(folder, 0o755);
    });
    afterEach(() => {
      chmodSync(store, 0o755);
    });
    const look = async (line: string, says: RegExp): Promise<void> => {
      const user = other === undefined ? {} : { user: other };
      const { stderr, stdout } = await mlpipeline([...line.split(' '), '--store', store], user);
      expect(stderr, line).to.equal('');
      expect(stdout, line).to.match(says);
    };

    for (const [what, folderMode, fileMode] of [
      ['folder and file', 0o555, 0o444],
      ['file', 0o777, 0o444],
      ['folder', 0o555, 0o666],
    ] as const)
      it(`reads one of which the ${what} cannot be written, and makes nothing there`, async () => {
        chmodSync(join(store, 'store.db'), fileMode);
        chmodSync(store, folderMode);
        const before = readdirSync(store);
        await look('runs', / done .* Reading\n$/);
        await look(`value ${id} read`, /^WORDS\0+$/);
        expect(readdirSync(store)).to.deep.equal(before);
      });

    it('reads one that its user writes at the same time', async () => {
      const writing = await openStore(store);
      try {
        await writing.create(newRun('at-work'));
        chmodSync(store, 0o555);
        for (const name of readdirSync(store))
          if (statSync(join(store, name)).isFile()) chmodSync(join(store, name), 0o444);
        await look('runs', /\nat-work +running .*\n.* done .* Reading\n$/);
      } finally {
        chmodSync(store, 0o755);
        await writing.close();
      }
    });

    it('says of what writes that it cannot', async () => {
      chmodSync(join(store, 'store.db'), 0o444);
      chmodSync(store, 0o555);
      const line = `run ${join(folder, 'reading.yaml')} --inputs page=words --quiet`;
      const user = other === undefined ? {} : { user: other };
      expect(await mlpipeline([...line.split(' '), '--store', store], user)).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: the store \`${join(store, 'store.db')}\`: it cannot be written; make the file and its folder writable\n`,
      });
    });

    it('says of one that cannot be read that it cannot', async () => {
      chmodSync(join(store, 'store.db'), 0o000);
      const user = other === undefined ? {} : { user: other };
      expect((await mlpipeline(['runs', '--store', store], user)).stderr).to.equal(
        `mlpipeline: the store \`${join(store, 'store.db')}\`: it cannot be read; make the file readable\n`,
      );
    });
  });
});
