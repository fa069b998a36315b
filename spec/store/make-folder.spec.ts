import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { makeFolder } from '../../lib/store/make-folder.js';

describe('a folder that is made', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mlpipeline-folder-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const codeOf = (path: string): Promise<unknown> =>
    makeFolder(path).then(
      () => undefined,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );

  it('is there with all above it, whether or not some were', async () => {
    const path = join(root, 'a', 'b', 'c');
    for (const each of [path, path, join(root, 'a', 'd')]) {
      await makeFolder(each);
      expect(statSync(each).isDirectory()).to.equal(true);
    }
    await Promise.all(['x', 'y', 'z'].map((name) => makeFolder(join(root, 'at', 'once', name))));
  });

  it('is not where a file is, nor below one', async () => {
    writeFileSync(join(root, 'file'), '');
    expect(await codeOf(join(root, 'file'))).to.equal('EEXIST');
    expect(await codeOf(join(root, 'file', 'below'))).to.equal('ENOTDIR');
  });

  it('is refused at once by a file system that has no room for it', async function () {
    if (process.platform !== 'linux') this.skip();
    expect(await codeOf('/proc/nope')).to.equal('ENOENT');
    expect(await codeOf('/proc/nope/below')).to.equal('ENOENT');
  });
});
