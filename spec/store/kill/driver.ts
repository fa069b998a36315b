import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What a process that drove a run said at its end; nothing where it was killed. */
export interface Said {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly message?: string;
}

export interface Driven {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Said | undefined>;
}

export interface Place {
  /** The folder of the pipeline and its marks. */
  readonly folder: string;
  /** A folder, or a URL. */
  readonly store: string;
  readonly run: string;
  /** Milliseconds. */
  readonly lease: number;
}

/** `driven.ts` as one script: from its sources a process would be a second in loading them. */
export class Driver {
  private readonly script: string;
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.script = join(folder, 'driven.js');
  }

  static async built(): Promise<Driver> {
    // Where the packages that it imports are found.
    const folder = join(root, 'node_modules', '.cache', `kill-${process.pid}`);
    await build({
      ...{ root, configFile: false, logLevel: 'warn' },
      build: {
        ...{ ssr: 'spec/store/kill/driven.ts', outDir: folder, emptyOutDir: true },
        ...{ target: 'node20', minify: false },
      },
    });
    return new Driver(folder);
  }

  drive({ folder, store, run, lease }: Place): Driven {
    const argv = [this.script, store, join(folder, 'pipeline.yaml'), run];
    const child = spawn(process.execPath, [...argv, String(lease)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const ended = new Promise<Said | undefined>((resolve, reject) => {
      child.on('error', reject);
      const tell = (): void => {
        resolve(text.endsWith('\n') ? (JSON.parse(text) as Said) : undefined);
      };
      child.on('close', tell);
      child.on('exit', (code) => {
        // Programs that a killed process leaves behind may keep its stdout. Of one that ended by itself all is read.
        if (code !== 0)
          setImmediate(() => {
            child.stdout.destroy();
            tell();
          });
      });
    });
    return { process: child, pid: child.pid ?? -1, ended };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
