import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { type FileUploads, safeName } from './uploads.js';

/**
 * Files that last beside a store, each in a folder named by what is in it: a run that is gone on with finds
 * them again, and the same file sent again is the same input.
 */
export class KeptUploads implements FileUploads {
  private readonly root: string;

  constructor(root: string) {
    // By its path a run names a file, wherever it is gone on with.
    this.root = resolve(root);
  }

  async save(
    name: string,
    bytes: Uint8Array,
  ): Promise<{ readonly path: string; readonly remove: () => void }> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const folder = join(this.root, hash);
    const path = join(folder, safeName(name));
    const aside = join(folder, `.${randomUUID()}`);
    const write = async (): Promise<void> => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(aside, bytes, { mode: 0o600, flag: 'wx' });
    };
    await write().catch((error: unknown) => {
      // A folder that is empty may be pruned.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return write();
      throw error;
    });
    await rename(aside, path);
    return { path, remove: () => undefined };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
