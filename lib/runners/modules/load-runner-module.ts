import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type * as Jiti from 'jiti';

import { messageOf } from '../../diagnostics/thrown.js';
import { withDecorators } from './decorators.js';
import { moduleErrorPlace } from './module-error-place.js';
import { strippedHint } from './stripped-hint.js';
import type { Runner } from '../runner.js';
import { exportedRunners } from './exported-runners.js';
import { inTurn } from './in-turn.js';
import { quoted } from '../../diagnostics/wording.js';

/** Why a module of runners could not be used, in a sentence, and what to do about it. */
export class RunnerModuleError extends Error {
  readonly help: readonly string[];

  constructor(message: string, help: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunnerModuleError';
    this.help = help;
  }
}

const typescript = new Set(['.ts', '.mts', '.cts']);

/**
 * The runners that a module exports, JavaScript or TypeScript: each function, by the name of its export,
 * unless it is a class; each that was made by `defineRunner` has the name it was given. The module's code is run, once in a process; under another `version` it is run anew,
 * where it is not TypeScript that `jiti` loads, as it does where it is installed. Rejects with a `RunnerModuleError`.
 */
export const loadRunnerModule = async (
  path: string,
  directory: string,
  version?: string,
): Promise<Runner[]> => {
  const file = resolve(directory, path);
  if (path === '' || !statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new RunnerModuleError(`there is no module ${quoted(path)}`, [
      'a path is relative to the folder of the file that contains it, on the command line to the current folder',
    ]);
  const exported = await importModule(path, file, version);
  const runners = exportedRunners(exported, file);
  if (runners.length === 0)
    throw new RunnerModuleError(`module ${quoted(path)} exports no runner`, [
      'export functions by name, or what `defineRunner` returns; a class is not a runner, nor is a function that is the default export',
    ]);
  return runners;
};

const importModule = async (
  path: string,
  file: string,
  version: string | undefined,
): Promise<Record<string, unknown>> => {
  const native = (): Promise<Record<string, unknown>> =>
    import(pathToFileURL(file).href + (version === undefined ? '' : `?${version}`)) as Promise<
      Record<string, unknown>
    >;
  let isStripped = false;
  try {
    if (!typescript.has(extname(file))) return await native();
    const found = await loadJiti(file);
    // Not the other way round: what one release of Node.js takes of TypeScript another does not.
    if (found === undefined) {
      isStripped = Boolean((process.features as { readonly typescript?: unknown }).typescript);
      if (isStripped) return await native();
      throw new RunnerModuleError(
        `module ${quoted(path)} is TypeScript, which Node.js ${process.versions.node} does not run by itself`,
        ['install the package `jiti`, which MLPipeline then uses, or use Node.js 22.18 or newer'],
      );
    }
    const { createJiti } = found;
    // From the module on upwards `tsconfig.json` is looked for, whose `paths` count.
    const plain = createJiti(pathToFileURL(file).href);
    const jiti = createJiti(pathToFileURL(file).href, {
      tsconfigPaths: true,
      transform: (options) => ({
        code: withDecorators(plain.transform(options), options.source, options.filename ?? file),
      }),
    });
    return await inTurn(() => jiti.import<Record<string, unknown>>(file));
  } catch (error) {
    if (error instanceof RunnerModuleError) throw error;
    const place = moduleErrorPlace(error, path, file);
    throw new RunnerModuleError(
      `module ${quoted(path)} could not be loaded: ${firstLine(error)}`,
      [
        ...(place === undefined ? [] : [place]),
        ...(isStripped ? strippedHint(error) : []),
        ...moduleHint(error),
        ...packageHint(error),
      ],
      { cause: error },
    );
  }
};

const firstLine = (error: unknown): string => messageOf(error).split('\n')[0]?.trim() ?? '';

// ESM syntax in a file that Node.js takes for CommonJS is the usual reason.
const moduleHint = (error: unknown): string[] =>
  error instanceof SyntaxError &&
  /^Unexpected token 'export'|^Cannot use import statement/.test(error.message)
    ? ['is it an ES module? Name it `.mjs`, or set `"type": "module"` in its `package.json`']
    : [];

const thisCopy = JSON.stringify(fileURLToPath(new URL('../../..', import.meta.url)));

const packageHint = (error: unknown): string[] => {
  const [, name] =
    /^Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w-][\w.-]*)/.exec(firstLine(error)) ?? [];
  return name === undefined
    ? []
    : [
        `packages are searched for in the folder of the module that imports them and in the folders above it: run there \`npm install ${name === 'mlpipeline' ? thisCopy : name}\``,
      ];
};

// The one beside the module, else our own: a linked or global MLPipeline does not see the packages
// of a project.
const loadJiti = async (file: string): Promise<typeof Jiti | undefined> => {
  try {
    return createRequire(file)('jiti') as typeof Jiti;
  } catch {
    // There is none.
  }
  try {
    return await import('jiti');
  } catch {
    return undefined;
  }
};
