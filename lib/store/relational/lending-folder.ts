import { constants } from 'node:fs';
import { access, mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import { makeFolder } from '../make-folder.js';
import type { BlobStore } from '../values/blob-store.js';
import { folderBlobs } from '../values/folder-blobs.js';

/** Milliseconds for which a file stays that nobody asks for. */
const lendingTime = 30 * 24 * 60 * 60 * 1_000;

export interface LendingFolder {
  readonly path: string;
  readonly blobs: BlobStore;
  /** Whether no other process uses it. */
  readonly isOwn: boolean;
}

/** Where a user's copies of files are, by what is in them; where none can be, a temporary folder. */
export const lendingFolder = async (): Promise<LendingFolder> => {
  const path = join(cacheFolder(), 'mlpipeline', 'files');
  try {
    await makeFolder(path, 0o700);
    await access(path, constants.W_OK);
  } catch {
    const own = await mkdtemp(join(tmpdir(), 'mlpipeline-files-'));
    return { path: own, blobs: folderBlobs(own), isOwn: true };
  }
  const blobs = folderBlobs(path);
  await removeOld(blobs);
  return { path, blobs, isOwn: false };
};

/** Of the XDG Base Directory Specification. */
const cacheFolder = (): string => {
  const { XDG_CACHE_HOME: named = '' } = process.env;
  return isAbsolute(named) ? named : join(homedir(), '.cache');
};

const removeOld = async (blobs: BlobStore): Promise<void> => {
  const before = Date.now() - lendingTime;
  try {
    for await (const { hash, time } of blobs.list())
      if (time < before) await blobs.remove(hash, before);
  } catch {
    // Another user's, perhaps: whoever wants a file has it none the less.
  }
};
