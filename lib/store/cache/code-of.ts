import type { Component } from '../../graph/graph.js';
import { quoted } from '../../diagnostics/wording.js';
import { messageOf } from '../../diagnostics/thrown.js';
import type { Runner } from '../../runners/runner.js';
import { shippedModule, shippedRunners } from '../../runners/shipped/shipped-runners.js';
import { type FileHashes, fileHashes, moduleCode, textHash } from './module-code.js';
import { packageVersion } from '../../runners/package-version.js';

/** What stands for the code of a component, by the names under which a difference of it is told. */
export type Code = Readonly<Record<string, string>>;

/** Why a component's code cannot be told, so that nothing of it is cached. */
export class UnknownCode extends Error {
  override readonly name = 'UnknownCode';
}

/**
 * Reads the code of components, each module once: of what stands when it is first asked, which is what a run
 * has loaded or is about to.
 */
export class CodeReader {
  private readonly modules = new Map<string, FileHashes>();

  /** A `version` stands for all of it; of a component above that of its runner. */
  of(component: Component, directory: string): Code | UnknownCode {
    const { runner, version = runner.version } = component;
    if (version !== undefined) return { version };
    try {
      return { ...this.ofRunner(runner), ...filesOf(component, directory) };
    } catch (error) {
      if (error instanceof UnknownCode) return error;
      return new UnknownCode(
        `the code of ${quoted(runner.name)} cannot be read: ${messageOf(error)}`,
      );
    }
  }

  private ofRunner(runner: Runner): Code {
    if (isShipped(runner)) return { 'version of mlpipeline': packageVersion() };
    if (runner.module !== undefined) return named(this.ofModule(runner.module));
    const source = Function.prototype.toString.call(runner.run);
    if (/\{\s*\[native code\]\s*\}\s*$/.test(source))
      throw new UnknownCode(
        `the source of ${quoted(runner.name)} cannot be seen, since its function is bound: give the runner a \`version\``,
      );
    return { 'source of the function': textHash(`(${source})`) };
  }

  private ofModule(module: string): FileHashes {
    let hashes = this.modules.get(module);
    if (hashes === undefined) this.modules.set(module, (hashes = moduleCode(module)));
    return hashes;
  }
}

const filesOf = ({ runner, params }: Component, directory: string): Code => {
  const files = runner.files?.(params, directory) ?? [];
  return files.length === 0 ? {} : named(fileHashes(files, directory));
};

const named = (hashes: FileHashes): Code =>
  Object.fromEntries(Object.entries(hashes).map(([file, hash]) => [`code of ${file}`, hash]));

const isShipped = (runner: Runner): boolean =>
  runner.module === shippedModule || shippedRunners.get(runner.name)?.run === runner.run;
