import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { codeOf } from './folder-trouble.js';

/** Milliseconds after which a file that was written aside has been left by a process that was killed. */
const leftAfter = 24 * 60 * 60 * 1_000;

/**
 * Writes files beside those that are there, and gives each its name when it is on the disk: under a name
 * there is a whole file, or none.
 */
export class WriteAside {
  readonly folder: string;
  private ready: Promise<void> | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whether anything has ever been written. */
  async isThere(): Promise<boolean> {
    try {
      return (await stat(this.folder)).isDirectory();
    } catch {
      return false;
    }
  }

  /** `write` makes a file at the path that it is given, and says what its name is. */
  async write(write: (aside: string) => Promise<string>): Promise<void> {
    await this.prepared();
    const aside = join(this.folder, randomUUID());
    try {
      const path = await write(aside);
      // What comes of an attempt must not be changed by one who is given its path.
      await chmod(aside, 0o444);
      // A clone may be as old as what it was cloned from.
      const now = new Date();
      await utimes(aside, now, now);
      await sync(aside);
      await makeFolder(dirname(path));
      await rename(aside, path);
      await sync(dirname(path));
    } finally {
      await rm(aside, { force: true });
    }
  }

  /**
   * Removes a file that was last touched before that time, in milliseconds since the epoch; whether it has. One
   * that is touched meanwhile gets its name back.
   */
  async take(path: string, before: number): Promise<boolean> {
    await this.prepared();
    const aside = join(this.folder, randomUUID());
    // Under no name nobody touches it any more: then it is known whether somebody has.
    try {
      await rename(path, aside);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
    const { mtimeMs } = await stat(aside);
    if (mtimeMs < before) {
      await rm(aside, { force: true });
      return true;
    }
    await rename(aside, path);
    return false;
  }

  private prepared(): Promise<void> {
    return (this.ready ??= this.prepare().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    }));
  }

  private async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const oldest = Date.now() - leftAfter;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < oldest) await rm(path, { force: true });
    }
  }
}

const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    throw error;
  }
  await sync(dirname(path));
};

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r').catch((error: unknown) => {
    // Windows syncs no folders.
    if (process.platform === 'win32') return undefined;
    throw error;
  });
  try {
    await file?.sync();
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    await file?.close();
  }
};
