import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of bytes that stand elsewhere, for those who want a path: gone when this is closed, or the process exits. */
export class LentFiles {
  private readonly bytesOf: (name: string) => Promise<Uint8Array>;
  private readonly paths = new Map<string, Promise<string>>();
  private folder: Promise<string> | undefined;
  private forget: () => void = () => undefined;

  constructor(bytesOf: (name: string) => Promise<Uint8Array>) {
    this.bytesOf = bytesOf;
  }

  /** Several who ask at once have the same. */
  pathOf(name: string): Promise<string> {
    const known = this.paths.get(name);
    if (known !== undefined) return known;
    const path = this.lend(name);
    this.paths.set(name, path);
    // What cannot be read now may be there the next time.
    path.catch(() => this.paths.delete(name));
    return path;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.paths.values());
    this.paths.clear();
    const { folder } = this;
    this.folder = undefined;
    if (folder === undefined) return;
    await rm(await folder, { recursive: true, force: true });
    this.forget();
  }

  private async lend(name: string): Promise<string> {
    const bytes = await this.bytesOf(name);
    const path = join(await (this.folder ??= this.makeFolder()), name);
    try {
      await writeFile(path, bytes, { mode: 0o444, flag: 'wx' });
    } catch (error) {
      // On a full disk there may be a part of it.
      await rm(path, { force: true });
      throw error;
    }
    return path;
  }

  private async makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'mlpipeline-blobs-'));
    const remove = (): void => {
      rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', remove);
    this.forget = () => process.off('exit', remove);
    return folder;
  }
}
