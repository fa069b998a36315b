import { realpathSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

import { loadRunnerModule } from '../../runners/modules/load-runner-module.js';
import type { Runner } from '../../runners/runner.js';

/** What one module has imported, as URLs. */
interface Import {
  readonly from: string;
  readonly to: string;
}

// Of what an ES module imports: a new version of it imports new versions, except of packages. Runs
// in a thread of Node.js, to which a function of ours could not be passed.
const hooks = `
let port;
export const initialize = (data) => {
  port = data.port;
  port.on('message', (question) => port.postMessage(question));
  port.unref();
};
export const resolve = async (specifier, context, next) => {
  const found = await next(specifier, context);
  const version = /\\?(mlpipeline-watch=\\d+)$/.exec(context.parentURL ?? '');
  if (version === null || !found.url.startsWith('file:') || /\\/node_modules\\//.test(found.url))
    return found;
  port.postMessage({ from: context.parentURL, to: found.url });
  return { ...found, url: found.url.replace(/\\?.*$/, '') + '?' + version[1] };
};
`;

/**
 * Modules of runners that are loaded anew when one of the files that they consist of has changed.
 * The others stay, so that it can be told whose runners are the same as before. Files of packages
 * (`node_modules`) are no part of a module. What a module held before stays in memory: Node.js
 * cannot let go of it.
 */
export class FreshModules {
  /** The modules that were asked for since this was emptied, whether they could be loaded or not. */
  readonly asked = new Set<string>();
  private readonly loaded = new Map<string, readonly Runner[]>();
  /** Which files have imported or required which, as far as that is known. */
  private readonly imports = new Map<string, Set<string>>();
  // Of CommonJS, and of TypeScript that jiti loads.
  private readonly cache = createRequire(import.meta.url).cache;
  private version = 0;

  private readonly port: MessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.on('message', ({ from, to }: Partial<Import>) => {
      if (from !== undefined && to !== undefined) this.add(pathOf(from), [pathOf(to)]);
    });
    port1.unref();
    register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
      data: { port: port2 },
      transferList: [port2],
    });
  }

  /** As `loadRunnerModule`; what was loaded since a change of its files is given again. */
  readonly load = async (path: string, directory: string): Promise<readonly Runner[]> => {
    const file = resolve(directory, path);
    this.asked.add(file);
    const before = this.loaded.get(file);
    if (before !== undefined) return before;
    const already = new Set(Object.keys(this.cache));
    this.add(file, realPathOf(file));
    try {
      const runners = await loadRunnerModule(path, directory, `mlpipeline-watch=${this.version}`);
      this.loaded.set(file, runners);
      return runners;
    } finally {
      this.add(
        file,
        Object.keys(this.cache).filter((one) => !already.has(one) && isOwn(one)),
      );
      await this.importsTold();
    }
  };

  /** The files that the modules asked for consist of, as far as that is known. */
  files(): ReadonlySet<string> {
    return this.filesOf(this.asked);
  }

  /** Of files that have changed: the modules that consist of them are loaded anew from now on. */
  forget(changed: ReadonlySet<string>): void {
    this.version += 1;
    for (const file of [...this.loaded.keys()]) {
      const files = this.filesOf([file]);
      if (![...files].some((one) => changed.has(one))) continue;
      for (const one of files) Reflect.deleteProperty(this.cache, one);
      this.loaded.delete(file);
    }
  }

  // What comes back was sent behind all that had been imported by then.
  private importsTold(): Promise<void> {
    return new Promise((resolve) => {
      const told = (message: Partial<Import>): void => {
        if (message.from !== undefined) return;
        this.port.off('message', told);
        this.port.unref();
        resolve();
      };
      this.port.on('message', told);
      this.port.postMessage({});
    });
  }

  private filesOf(modules: Iterable<string>): ReadonlySet<string> {
    const all = new Set(modules);
    for (const one of all) for (const next of this.imports.get(one) ?? []) all.add(next);
    return all;
  }

  private add(importing: string, imported: readonly string[]): void {
    const all = this.imports.get(importing) ?? new Set();
    for (const one of imported) all.add(one);
    this.imports.set(importing, all);
  }
}

const pathOf = (url: string): string => fileURLToPath(url.replace(/\?.*$/, ''));

// Node.js knows a module by its path without symbolic links.
const realPathOf = (path: string): string[] => {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
};

const isOwn = (path: string): boolean => !path.includes(`${sep}node_modules${sep}`);
