import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { BlobError, StoreError } from '../../../lib/store/store-error.js';
import type { KeptBlob } from '../../../lib/store/values/blob-store.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';

const bytes = new TextEncoder().encode('a page that has been read');

describe('blobs in a folder', () => {
  let folder: string;
  let path: string;
  const mounts: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-blobs-'));
    path = join(folder, 'values');
  });

  afterEach(() => {
    for (const one of mounts.splice(0)) execFileSync('umount', [one]);
    rmSync(folder, { recursive: true, force: true });
  });

  const mounted = (options: string): boolean => {
    mkdirSync(path, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
    } catch {
      return false;
    }
    mounts.push(path);
    return true;
  };
  const fileOf = (hash: string): string => join(path, hash.slice(0, 2), hash.slice(2));
  const rejected = async (promise: Promise<unknown>): Promise<Error> => {
    const error = await promise.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).to.be.instanceOf(StoreError);
    return error as Error;
  };
  const all = async (): Promise<readonly KeptBlob[]> => {
    const found: KeptBlob[] = [];
    for await (const one of folderBlobs(path).list()) found.push(one);
    return found;
  };

  it('stand by the beginning of their names, read-only, with nothing beside them', async () => {
    const hash = await folderBlobs(path).put(bytes);
    expect(statSync(fileOf(hash)).mode & 0o777).to.equal(0o444);
    expect(readdirSync(join(path, 'aside'))).to.deep.equal([]);
    expect(readdirSync(path).sort()).to.deep.equal([hash.slice(0, 2), 'aside'].sort());
  });

  it('make no folder until something is put', async () => {
    const blobs = folderBlobs(path);
    expect(await all()).to.deep.equal([]);
    expect(await blobs.has('0'.repeat(64))).to.equal(false);
    expect(existsSync(path)).to.equal(false);
  });

  it('are not taken for missing where the folder is not mounted', async () => {
    const hash = await folderBlobs(path).put(bytes);
    renameSync(path, join(folder, 'elsewhere'));
    const said = `cannot read the blob \`${fileOf(hash)}\`: nothing was ever kept in \`${path}\`; mount it, or name the folder that has the values; if they are lost for good, make the folder \`${join(path, 'aside')}\`, and their tasks run again`;
    for (const isMade of [false, true]) {
      if (isMade) mkdirSync(path);
      for (const read of [folderBlobs(path).get(hash), folderBlobs(path).pathOf(hash)]) {
        const error = await rejected(read);
        expect(error).to.not.be.instanceOf(BlobError);
        expect(error.message).to.equal(said);
      }
    }
    mkdirSync(join(path, 'aside'));
    expect(await rejected(folderBlobs(path).get(hash))).to.be.instanceOf(BlobError);
  });

  describe('that are not what was kept', () => {
    const hostile: Readonly<Record<string, (file: string) => [change: () => void, said: string]>> =
      {
        cut: (file) => [
          () => {
            truncateSync(file, 3);
          },
          `is damaged: the contents of \`${file}\` have changed`,
        ],
        changed: (file) => [
          () => {
            rmSync(file);
            writeFileSync(file, 'A page that has been read');
          },
          `is damaged: the contents of \`${file}\` have changed`,
        ],
        missing: (file) => [
          () => {
            rmSync(file);
          },
          `is missing: there is no \`${file}\``,
        ],
        'a folder': (file) => [
          () => {
            rmSync(file);
            mkdirSync(file);
          },
          `is missing: \`${file}\` is a folder; remove it`,
        ],
      };
    for (const [kind, change] of Object.entries(hostile))
      it(`are told: one that is ${kind}`, async () => {
        const blobs = folderBlobs(path);
        const hash = await blobs.put(bytes);
        const [act, said] = change(fileOf(hash));
        act();
        for (const read of [blobs.get, blobs.pathOf]) {
          const error = await rejected(read(hash));
          expect(error).to.be.instanceOf(BlobError);
          expect(error.message).to.equal(`the blob \`${hash}\` ${said}`);
        }
        if (kind === 'a folder') return;
        await blobs.put(bytes);
        expect(Buffer.from(await blobs.get(hash)).equals(bytes)).to.equal(true);
      });

    it('are not listed where they are no blobs', async () => {
      const hash = await folderBlobs(path).put(bytes);
      writeFileSync(join(path, 'notes'), '');
      writeFileSync(join(path, hash.slice(0, 2), 'notes'), '');
      writeFileSync(join(path, 'ff'), '');
      mkdirSync(join(path, hash.slice(0, 2), '0'.repeat(62)));
      symlinkSync('/etc/passwd', join(path, hash.slice(0, 2), '1'.repeat(62)));
      expect((await all()).map((one) => one.hash)).to.deep.equal([hash]);
    });
  });

  it('are named by nothing but a hash', async () => {
    const blobs = folderBlobs(path);
    for (const name of ['', '../../secret', 'A'.repeat(64)])
      expect((await rejected(blobs.get(name))).message).to.equal(
        `\`${name}\` is not the name of a blob: expected a SHA-256 in hex`,
      );
  });

  it('are no folders, and no files that are not there', async () => {
    const blobs = folderBlobs(path);
    const gone = join(folder, 'gone');
    expect((await rejected(blobs.putFile(gone))).message).to.equal(
      `cannot keep the file \`${gone}\`: there is no such file`,
    );
    expect((await rejected(blobs.putFile(folder))).message).to.equal(
      `cannot keep the file \`${folder}\`: it is a folder; give a file, such as an archive of it`,
    );
    expect(await all()).to.deep.equal([]);
  });

  it('leave nothing half written where the disk is full, and go on once there is room', async function () {
    if (!mounted('size=256k')) this.skip();
    const blobs = folderBlobs(path);
    const first = await blobs.put(bytes);
    const large = new Uint8Array(1024 * 1024);
    const file = join(folder, 'large');
    writeFileSync(file, large);
    for (const put of [() => blobs.put(large), () => blobs.putFile(file)])
      expect((await rejected(put())).message).to.equal(
        `cannot keep a value in \`${path}\`: the disk is full; make room (\`mlpipeline prune\` removes what nothing needs)`,
      );
    expect((await all()).map(({ hash }) => hash)).to.deep.equal([first]);
    expect(readdirSync(join(path, 'aside'))).to.deep.equal([]);
    const small = new Uint8Array(100_000);
    expect(await blobs.get(await blobs.put(small))).to.have.length(small.length);
  });

  it('are read from a disk that is read-only, and told where one is put', async function () {
    if (!mounted('size=1m')) this.skip();
    const hash = await folderBlobs(path).put(bytes);
    execFileSync('mount', ['-o', 'remount,ro', path]);
    const blobs = folderBlobs(path);
    expect(await blobs.get(hash)).to.have.length(bytes.length);
    expect((await rejected(blobs.put(Uint8Array.of(1)))).message).to.equal(
      `cannot keep a value in \`${path}\`: the disk is read-only; mount it so that it can be written, or name another store`,
    );
    expect((await rejected(blobs.remove(hash))).message).to.match(/the disk is read-only/);
  });

  it('are told where the folder is a file', async () => {
    writeFileSync(path, '');
    const error = await rejected(folderBlobs(path).put(bytes));
    expect(error.message).to.equal(
      `cannot keep a value in \`${path}\`: a file is where a folder should be; move it aside, or name another store`,
    );
  });

  it('are as new as when they were put last, so that none goes that is about to be used', async () => {
    const blobs = folderBlobs(path);
    const hash = await blobs.put(bytes);
    const source = join(folder, 'page');
    writeFileSync(source, bytes);
    for (const put of [() => blobs.put(bytes), () => blobs.putFile(source)]) {
      utimesSync(fileOf(hash), 1, 1);
      utimesSync(source, 1, 1);
      expect((await all())[0]?.time).to.equal(1000);
      await put();
      expect((await all())[0]?.time).to.be.closeTo(Date.now(), 60_000);
    }
  });

  it('lose what a killed process left aside, a day later', async () => {
    mkdirSync(join(path, 'aside'), { recursive: true });
    for (const name of ['old', 'new']) writeFileSync(join(path, 'aside', name), 'half');
    utimesSync(join(path, 'aside', 'old'), 1, 1);
    await folderBlobs(path).put(bytes);
    expect(readdirSync(join(path, 'aside'))).to.deep.equal(['new']);
  });
});
