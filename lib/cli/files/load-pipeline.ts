import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics, tally } from '../../diagnostics/format.js';
import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { type Findings, loadBytes, loadFile, type Pipeline, readBytes } from '../../load.js';
import { loadRunnerModule, RunnerModuleError } from '../../runners/modules/load-runner-module.js';
import { anyRunner, type Registry } from '../../runners/registry.js';
import { shippedRunners } from '../../runners/shipped/shipped-runners.js';
import { paramSettings, type SetOptions } from './set-params.js';
import type { ParamSetting } from '../../declaration/set-params.js';
import { UsageError } from '../exit/usage-error.js';

export interface RunnerOptions {
  readonly runners: readonly string[];
}

/** What the commands that load a pipeline take. */
export interface LoadFlags extends RunnerOptions, SetOptions {}

/** The registry that `--runners` asks for: those that ship and those of modules, or any. */
export const registryFor = async ({ runners }: RunnerOptions): Promise<Registry> => {
  if (runners.includes('any')) return anyRunner;
  let registry = shippedRunners;
  for (const path of runners)
    try {
      registry = registry.with(await loadRunnerModule(path, process.cwd()));
    } catch (error) {
      if (!(error instanceof RunnerModuleError)) throw error;
      throw new UsageError([error.message, ...error.help].join('\n  '));
    }
  return registry;
};

/** Throws a `UsageError` where runners are to run and none would be loaded. */
export const refuseAnyRunner = ({ runners }: RunnerOptions): void => {
  if (runners.includes('any'))
    throw new UsageError('`--runners any` loads no runners: there is nothing to run');
};

/** A pipeline from a file, or from standard input for `-`. */
export const loadPipeline = async (
  file: string,
  registry: Registry,
  set: readonly ParamSetting[],
): Promise<E.Either<Findings, Pipeline>> => {
  // With any runner there is no need to run a stranger's modules.
  const options = { runners: registry, loadModules: registry !== anyRunner, set };
  return file === '-'
    ? await loadBytes(await readBytes(process.stdin), { ...options, name: '<stdin>' })
    : await loadFile(file, options);
};

/** The same for commands of one file: what cannot be read is wrong usage. */
export const loadOnePipeline = async (
  file: string,
  flags: LoadFlags,
): Promise<E.Either<Findings, Pipeline>> => {
  const loaded = await loadPipeline(file, await registryFor(flags), paramSettings(flags));
  const [unreadable] = E.isLeft(loaded) ? loaded.left.diagnostics : [];
  if (unreadable?.code === 'unreadable-file') throw new UsageError(unreadable.message);
  return loaded;
};

/** What was found in a file as a user reads it, with its count at the end. */
export const findingsText = (
  { source, diagnostics }: Findings,
  paint: Paint,
  most?: number,
): string =>
  `${formatDiagnostics(source, diagnostics, { paint, ...(most === undefined ? {} : { most }) })}\n\n` +
  `${visible(source.name)}: ${tally(diagnostics)}\n`;
