import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobError } from '../store-error.js';
import type { BlobStore } from './blob-store.js';

export const folderBlobs = (folder: string): BlobStore => {
  const at = (hash: string): string => join(folder, hash.slice(0, 2), hash);
  const has = (hash: string): Promise<boolean> =>
    access(at(hash)).then(
      () => true,
      () => false,
    );
  const put = async (bytes: Uint8Array): Promise<string> => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (await has(hash)) {
      const now = new Date();
      await utimes(at(hash), now, now);
      return hash;
    }
    await mkdir(join(at(hash), '..'), { recursive: true });
    const aside = join(folder, `${randomUUID()}.part`);
    const file = await open(aside, 'wx');
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    await rename(aside, at(hash));
    return hash;
  };
  return {
    where: folder,
    put,
    has,
    putFile: async (path) => put(await readFile(path)),
    get: async (hash) => {
      const bytes = await readFile(at(hash)).catch(() => {
        throw new BlobError(hash, `the blob \`${hash}\` is missing`);
      });
      if (createHash('sha256').update(bytes).digest('hex') !== hash)
        throw new BlobError(hash, `the blob \`${hash}\` is damaged`);
      return bytes;
    },
    pathOf: (hash) => Promise.resolve(at(hash)),
    remove: (hash) => rm(at(hash), { force: true }),
    async *list() {
      for (const sub of await readdir(folder).catch(() => [])) {
        if (sub.length !== 2) continue;
        for (const hash of await readdir(join(folder, sub))) {
          const { size, mtimeMs } = await stat(at(hash));
          yield { hash, size, time: mtimeMs };
        }
      }
    },
  };
};
