import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onExit } from 'signal-exit';

/** Folders for the attempts of one run, all in one that is removed with them at its end. */
export class Scratch {
  // Nobody else can know, and so prepare, a folder of that name.
  private readonly root = join(tmpdir(), `mlpipeline-${randomUUID()}`);
  private count = 0;
  private readonly forget = onExit(() => {
    rmSync(this.root, { recursive: true, force: true });
  });

  /** Where another folder can be made. */
  path(): string {
    this.count += 1;
    return join(this.root, String(this.count));
  }

  /** Removes all folders, with what is in them. */
  readonly close = (): void => {
    // A program that is being ended may still write for a while.
    rm(this.root, { recursive: true, force: true, maxRetries: 5 }).then(
      this.forget,
      () => undefined,
    );
  };
}

/** Makes a folder of that path, which others cannot look into. */
export const madeFolder = (path: string): string => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
};
