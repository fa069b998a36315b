import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onExit } from 'signal-exit';

/** Of four bytes at most each: file systems take names of 255 bytes. */
const mostCharacters = 60;

/** A name that is one part of a path everywhere, and hides nothing. */
export const safeName = (name: string): string =>
  Array.from(name.replace(/^.*[/\\]/s, '').replace(/[^\p{L}\p{N}._-]+/gu, '_'))
    .slice(-mostCharacters)
    .join('')
    .replace(/^\.+/, '') || 'file';

/** Where files go that clients send. */
export interface FileUploads {
  /** Gives where it is, and what removes it with its run. */
  readonly save: (
    name: string,
    bytes: Uint8Array,
  ) => Promise<{ readonly path: string; readonly remove: () => void }>;
  readonly close: () => Promise<void>;
}

/** Files, each in a folder of its own that is made here and removed with its run. */
export class Uploads implements FileUploads {
  private readonly root: string;
  private readonly forget: () => void;

  constructor(root = join(tmpdir(), `mlpipeline-${randomUUID()}`)) {
    this.root = root;
    this.forget = onExit(() => {
      rmSync(root, { recursive: true, force: true });
    });
  }

  async save(
    name: string,
    bytes: Uint8Array,
  ): Promise<{ readonly path: string; readonly remove: () => void }> {
    const folder = join(this.root, randomUUID());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, safeName(name));
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
    return {
      path,
      remove: () => {
        rm(folder, { recursive: true, force: true }).catch(() => undefined);
      },
    };
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    this.forget();
  }
}
