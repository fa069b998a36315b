import { rmSync, statSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';

import type { BlobStore } from '../values/blob-store.js';
import { type LendingFolder, lendingFolder } from './lending-folder.js';

interface Written {
  readonly path: string;
  /** When it was written or asked for by this, in milliseconds since the epoch. */
  readonly time: number;
}

/**
 * Files of bytes that stand elsewhere, for those who want a path. When this is closed, or the process exits, those
 * that it has written are gone, but for what is to stay and what others have asked for since.
 */
export class LentFiles {
  private readonly bytesOf: BlobStore['get'];
  private readonly paths = new Map<string, Promise<string>>();
  private readonly written = new Map<string, Written>();
  private readonly staying = new Set<string>();
  private folder: Promise<LendingFolder> | undefined;
  private forget: () => void = () => undefined;

  constructor(bytesOf: BlobStore['get']) {
    this.bytesOf = bytesOf;
  }

  /** Several who ask at once have the same. */
  pathOf(hash: string): Promise<string> {
    const known = this.paths.get(hash);
    if (known !== undefined) return known;
    const path = this.lend(hash);
    this.paths.set(hash, path);
    // What cannot be read now may be there the next time.
    path.catch(() => this.paths.delete(hash));
    return path;
  }

  stay(hash: string): void {
    this.staying.add(hash);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.paths.values());
    this.paths.clear();
    const folder = await this.folder?.catch(() => undefined);
    this.folder = undefined;
    if (folder === undefined) return;
    for (const [hash, { time }] of this.passing()) await folder.blobs.remove(hash, time + 1);
    if (this.isEmpty(folder)) await rm(folder.path, { recursive: true, force: true });
    this.written.clear();
    this.forget();
  }

  private async lend(hash: string): Promise<string> {
    // Also of one that was lent before: that it is damaged where it is kept is to be told.
    const bytes = await this.bytesOf(hash);
    const { blobs } = await (this.folder ??= this.open());
    const isNew = !(await blobs.has(hash));
    await blobs.put(bytes);
    const path = await blobs.pathOf(hash);
    if (isNew) this.written.set(hash, { path, time: (await stat(path)).mtimeMs });
    return path;
  }

  private async open(): Promise<LendingFolder> {
    const folder = await lendingFolder();
    const remove = (): void => {
      for (const [, { path, time }] of this.passing()) {
        const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
        if (mtimeMs <= time) rmSync(path, { force: true });
      }
      if (this.isEmpty(folder)) rmSync(folder.path, { recursive: true, force: true });
    };
    process.once('exit', remove);
    this.forget = () => process.off('exit', remove);
    return folder;
  }

  private passing(): readonly (readonly [string, Written])[] {
    return [...this.written].filter(([hash]) => !this.staying.has(hash));
  }

  /** Whether a folder of this process alone holds nothing any more. */
  private isEmpty({ isOwn }: LendingFolder): boolean {
    return isOwn && [...this.written.keys()].every((hash) => !this.staying.has(hash));
  }
}
