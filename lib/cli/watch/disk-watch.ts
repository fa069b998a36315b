import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import type { FSWatcher } from 'chokidar';
import { Subject } from 'rxjs';

import type { Fingerprint, Hints } from './file-watch.js';

/** Fingerprints of files on disk. A file is read only where its size or its times are others. */
export const diskFingerprint = (): Fingerprint => {
  const known = new Map<string, { readonly stat: string; readonly print: string }>();
  return (path) => {
    const stat = statOf(path);
    const before = known.get(path);
    if (before?.stat === stat) return before.print;
    const print = stat === 'none' ? stat : contentOf(path);
    known.set(path, { stat, print });
    return print;
  };
};

const statOf = (path: string): string => {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path);
    return [mtimeMs, ctimeMs, size, ino].join(' ');
  } catch {
    return 'none';
  }
};

const contentOf = (path: string): string => {
  try {
    return createHash('sha1').update(readFileSync(path)).digest('hex');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'none';
  }
};

/** What the file system tells of folders. Holds a handle until it is closed. */
export class DiskHints implements Hints {
  readonly hints$ = new Subject<unknown>();
  private readonly watcher: FSWatcher;
  private folders: ReadonlySet<string> = new Set();
  private files: ReadonlySet<string> = new Set();

  constructor(watch: (paths: string[], options: object) => FSWatcher) {
    this.watcher = watch([], {
      ignoreInitial: true,
      // Folders are watched, not files: one that is deleted is no longer watched when it comes back.
      depth: 0,
      ignored: (path: string) => !this.folders.has(path) && !this.files.has(path),
    });
    this.watcher.on('all', () => {
      this.hints$.next(undefined);
    });
    // Such as too many watched files: what changes is then seen a little later.
    this.watcher.on('error', () => undefined);
  }

  watch(folders: ReadonlySet<string>, files: ReadonlySet<string>): void {
    const gone = [...this.folders].filter((folder) => !folders.has(folder));
    const added = [...folders].filter((folder) => !this.folders.has(folder));
    this.folders = folders;
    this.files = files;
    if (gone.length > 0) this.watcher.unwatch(gone);
    if (added.length > 0) this.watcher.add(added);
  }

  async close(): Promise<void> {
    this.hints$.complete();
    await this.watcher.close();
  }
}
