import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { expect } from 'chai';

import { KeptUploads } from '../../../lib/server/body/kept-uploads.js';
import { pruneUploads } from '../../../lib/server/body/prune-uploads.js';
import { openStore } from '../../../lib/store/open-store.js';
import type { KeepingStore } from '../../../lib/store/keeping.js';
import { startDurable } from '../../store/begun.js';
import { pipelineOf, served, texts } from '../rig.js';

const hour = 60 * 60 * 1_000;

describe('files that a server was sent', () => {
  let folder: string;
  let uploads: string;
  let store: KeepingStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-uploads-'));
    uploads = join(folder, 'uploads');
    store = await openStore(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const made = (path: string, hours: number): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'four');
    const time = (Date.now() - hours * hour) / 1_000;
    utimesSync(path, time, time);
    return path;
  };
  const sent = (name: string, hours: number): string =>
    made(join(uploads, createHash('sha256').update(name).digest('hex'), name), hours);
  const run = async (name: string): Promise<void> => {
    const { graph } = await pipelineOf(texts.greeting);
    await (
      await startDurable({ graph }, { name }, { store, keeper: store.values })
    ).outputs;
  };
  const prune = (): ReturnType<typeof pruneUploads> =>
    pruneUploads(uploads, { store, keeper: store.values });

  it('go when they are older than a day and an input of no run that is kept', async () => {
    const [used, unused, young] = [sent('used', 25), sent('unused', 25), sent('young', 23)];
    const broken = made(join(dirname(used), '.left-by-one-that-was-killed'), 25);
    await run(used);
    expect(await prune()).to.deep.equal({ files: 2, bytes: 8 });
    expect([used, young].every(existsSync)).to.equal(true);
    expect([unused, broken, dirname(unused)].some(existsSync)).to.equal(false);
    await store.prune({ before: Date.now() + hour });
    expect(await prune()).to.deep.equal({ files: 1, bytes: 4 });
    expect(existsSync(used)).to.equal(false);
  });

  it('are known by where they are, however the server was told of that', async () => {
    const { path } = await new KeptUploads(relative(process.cwd(), uploads)).save(
      'a.png',
      Buffer.from('x'),
    );
    await run(path);
    made(path, 25);
    expect(await prune()).to.deep.equal({ files: 0, bytes: 0 });
    const other = { store, keeper: store.values };
    expect(await pruneUploads(relative(process.cwd(), uploads), other)).to.deep.equal({
      files: 0,
      bytes: 0,
    });
  });

  it('are all that goes: nothing else beside a store does', async () => {
    const others = ['notes.txt', 'images/a.png', `${'0'.repeat(63)}/a.png`].map((name) =>
      made(join(uploads, name), 100),
    );
    expect(await prune()).to.deep.equal({ files: 0, bytes: 0 });
    expect(others.every(existsSync)).to.equal(true);
  });

  it('may be none', async () => {
    expect(await prune()).to.deep.equal({ files: 0, bytes: 0 });
  });

  it('stay when they are sent again, for a day more', async () => {
    const kept = new KeptUploads(uploads);
    const { path } = await kept.save('a.png', Buffer.from('x'));
    made(path, 25);
    expect((await kept.save('a.png', Buffer.from('x'))).path).to.equal(path);
    expect(await prune()).to.deep.equal({ files: 0, bytes: 0 });
  });

  it('go when a server starts', async () => {
    const unused = sent('unused', 25);
    const server = await served({ store, uploads });
    while (existsSync(unused)) await new Promise((resolve) => setImmediate(resolve));
    await server.close();
  });
});
