import { constants, copyFile, lstat, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { BlobError, StoreError } from '../store-error.js';
import type { BlobStore, KeptBlob } from './blob-store.js';
import { fileProblem } from './file-problem.js';
import { codeOf, folderTrouble } from './folder-trouble.js';
import { hashOfBytes, hashOfFile } from './hashed.js';
import { WriteAside } from './write-aside.js';

/**
 * Blobs in a folder, each in a file `ab/cdef…` by its SHA-256. Processes may share it, and machines where the
 * file system renames in one step and syncs.
 */
export const folderBlobs = (folder: string): BlobStore => {
  const aside = new WriteAside(join(folder, 'aside'));
  const at = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new StoreError(`\`${hash}\` is not the name of a blob: expected a SHA-256 in hex`);
    return join(folder, hash.slice(0, 2), hash.slice(2));
  };
  const keep = async (
    write: (aside: string) => Promise<string>,
    hash?: string,
  ): Promise<string> => {
    let name = hash;
    try {
      // One that is there may have been damaged: then it is written anew.
      if (hash !== undefined && (await isWhole(at(hash), hash)) && (await touch(at(hash))))
        return hash;
      await aside.write(async (path) => at((name = await write(path))));
    } catch (error) {
      throw folderTrouble('keep a value in', folder, error);
    }
    return name ?? '';
  };
  const unread = async (hash: string, error: unknown): Promise<StoreError> =>
    isAbsent(error) && !(await aside.isThere())
      ? neverKept(folder, at(hash), aside.folder)
      : unreadAt(hash, at(hash), error);
  return {
    where: folder,
    put: async (bytes) => {
      const hash = await hashOfBytes(bytes);
      return keep(async (path) => {
        await writeFile(path, bytes, { flag: 'wx' });
        return hash;
      }, hash);
    },
    putFile: async (given) => {
      await refuseOther(given);
      return keep(async (path) => {
        // Cloned where the file system can, else copied by the kernel. Not linked: a blob must not change
        // with the file that it came from. What is hashed is the copy, whatever is done to the file meanwhile.
        await copyFile(given, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        return hashOfFile(path);
      });
    },
    get: async (hash) => {
      const path = at(hash);
      const bytes = await readFile(path).catch(async (error: unknown) => {
        throw await unread(hash, error);
      });
      if ((await hashOfBytes(bytes)) !== hash) throw damaged(hash, path);
      return bytes;
    },
    pathOf: async (hash) => {
      const path = at(hash);
      const found = await hashOfFile(path).catch(async (error: unknown) => {
        throw await unread(hash, error);
      });
      if (found !== hash) throw damaged(hash, path);
      return path;
    },
    has: async (hash) => (await fileAt(at(hash), hash)) !== undefined,
    remove: async (hash, before = Infinity) => {
      const path = at(hash);
      try {
        const found = await fileAt(path, hash);
        return found !== undefined && found.time < before && (await aside.take(path, before));
      } catch (error) {
        throw folderTrouble('remove the blob', path, error);
      }
    },
    list: () => listed(folder, at),
  };
};

async function* listed(folder: string, at: (hash: string) => string): AsyncGenerator<KeptBlob> {
  for (const start of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(start)) continue;
    for (const rest of await namesIn(join(folder, start))) {
      if (!/^[0-9a-f]{62}$/.test(rest)) continue;
      const hash = start + rest;
      const file = await fileAt(at(hash), hash);
      if (file !== undefined) yield file;
    }
  }
}

/** What is removed meanwhile is not there. */
const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw folderTrouble('list the values in', folder, error);
  }
};

const fileAt = async (path: string, hash: string): Promise<KeptBlob | undefined> => {
  try {
    const found = await lstat(path);
    return found.isFile() ? { hash, size: found.size, time: found.mtimeMs } : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw folderTrouble('look for the blob', path, error);
  }
};

const isWhole = async (path: string, hash: string): Promise<boolean> => {
  try {
    return (await hashOfFile(path)) === hash;
  } catch {
    return false;
  }
};

/** Says when it was put last; whether that could be said, since it may be another user's. */
const touch = async (path: string): Promise<boolean> => {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (error) {
    if (['EPERM', 'EACCES', 'ENOENT'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
};

const refuseOther = async (path: string): Promise<void> => {
  const problem = await fileProblem(path);
  if (problem !== undefined) throw new StoreError(`cannot keep the file \`${path}\`: ${problem}`);
};

const damaged = (hash: string, path: string): BlobError =>
  new BlobError(hash, `the blob \`${hash}\` is damaged: the contents of \`${path}\` have changed`);

const unreadAt = (hash: string, path: string, error: unknown): StoreError => {
  if (isAbsent(error))
    return new BlobError(hash, `the blob \`${hash}\` is missing: there is no \`${path}\``);
  if (codeOf(error) === 'EISDIR')
    return new BlobError(
      hash,
      `the blob \`${hash}\` is missing: \`${path}\` is a folder; remove it`,
    );
  return folderTrouble('read the blob', path, error);
};

/** A name is known of what was put: where nothing ever was this is another place, or not mounted. */
const neverKept = (folder: string, path: string, aside: string): StoreError =>
  new StoreError(
    `cannot read the blob \`${path}\`: nothing was ever kept in \`${folder}\`; mount it, or name the folder that has the values; if they are lost for good, make the folder \`${aside}\`, and their tasks run again`,
  );
