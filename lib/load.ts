import { createReadStream } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import * as E from 'fp-ts/lib/Either.js';
import * as These from 'fp-ts/lib/These.js';

import { mostBytes } from './declaration/limits.js';
import type { Declaration } from './declaration/declaration.js';
import { decode, type Decoded } from './declaration/decode.js';
import { fromObject } from './declaration/from-object.js';
import {
  type ParamSetting,
  setParams,
  type SetParams,
  settingsOf,
} from './declaration/set-params.js';
import { decodeText, formatOf, parse } from './declaration/yaml/parse.js';
import { diagnose, type Diagnostic, isError } from './diagnostics/diagnostic.js';
import { firstOfItsKind } from './diagnostics/first-of-its-kind.js';
import { formatDiagnostics } from './diagnostics/format.js';
import { isSpan } from './diagnostics/place.js';
import { Source } from './diagnostics/source.js';
import { quoted } from './diagnostics/wording.js';
import { link } from './graph/link.js';
import type { Findings, Pipeline } from './pipeline.js';
import type { OutputsOf } from './outputs-of.js';
import { loadNested, resolvedPath } from './load-nested.js';
import { loadRunnerModule, RunnerModuleError } from './runners/modules/load-runner-module.js';
import type { Registry } from './runners/registry.js';
import type { Runner } from './runners/runner.js';
import { shippedRunners } from './runners/shipped/shipped-runners.js';

export type { Findings, Pipeline } from './pipeline.js';

export interface LoadOptions<R extends Runner = Runner> {
  /** The runners that components may name; those that ship, by default. */
  readonly runners?: Registry<R>;
  /** What the source is called in messages; the file's name by default. */
  readonly name?: string;
  /** What the text is read as: of a file what its ending says, YAML by default. */
  readonly format?: 'yaml' | 'json';
  /** The folder from which paths in it count: the file's, else the working directory. */
  readonly directory?: string;
  /**
   * Whether the modules that the declaration lists under `runners` are loaded, which runs their
   * code. Without them their runners are unknown. True by default.
   */
  readonly loadModules?: boolean;
  /**
   * Params of components that take the place of those in the declaration: `{ ocr: { psm: 6 } }`. They are
   * checked like those; what is wrong with them is told at their place.
   */
  readonly set?: SetParams | readonly ParamSetting[];
  /** Loads such a module, as `loadRunnerModule` does, which it is by default. */
  readonly loadModule?: (path: string, directory: string) => Promise<readonly Runner[]>;
  /** Loads a pipeline that a component names, as `loadFile` does, which it is by default. */
  readonly loadPipeline?: (
    path: string,
    options: LoadOptions,
  ) => Promise<E.Either<Findings, Pipeline>>;
}

/** Those of a pipeline that may be within others. */
interface InnerOptions extends LoadOptions {
  /** The files that it is within and its own, the outermost first. */
  readonly within?: readonly string[];
  /** What came of the files that were loaded before, by their paths: one is named in many places. */
  readonly known?: Map<string, ReturnType<typeof loadFile>>;
}

/**
 * Loads a pipeline from a file of YAML, or of JSON by its ending. Left has everything that is wrong with it, warnings included.
 * Never rejects: a file that cannot be read is a diagnostic too.
 */
export const loadFile = async (
  path: string,
  options: LoadOptions = {},
): Promise<E.Either<Findings, Pipeline>> => {
  const { within = [resolvedPath(path)] }: InnerOptions = options;
  const name = options.name ?? path;
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(createReadStream(path));
  } catch (error) {
    return E.left({ source: new Source(name, ''), diagnostics: [unreadable(path, error)] });
  }
  const inner: InnerOptions = {
    directory: dirname(resolve(path)),
    format: formatOf(path),
    ...options,
    within,
    name,
  };
  return loadBytes(bytes, inner);
};

/** The bytes of a stream, but no more than show that it is too large: some have no end. */
export const readBytes = async (stream: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > mostBytes) break;
  }
  return Buffer.concat(chunks);
};

/** Loads a pipeline from the bytes of a file. */
export const loadBytes = async (
  bytes: Uint8Array,
  options: LoadOptions = {},
): Promise<E.Either<Findings, Pipeline>> => {
  const { text, diagnostics } = decodeText(bytes);
  return diagnostics.length > 0
    ? E.left({ source: new Source(options.name ?? 'pipeline', text), diagnostics })
    : loadText(text, options);
};

/** Loads a pipeline from text. */
export const loadText = async (
  text: string,
  options: LoadOptions = {},
): Promise<E.Either<Findings, Pipeline>> => {
  const source = new Source(options.name ?? 'pipeline', text);
  const root = parse(text, options.format);
  return E.isLeft(root)
    ? E.left({ source, diagnostics: root.left })
    : loadDecoded(decode(root.right), source, options);
};

/**
 * Loads a pipeline from an object of the format's shape; places are paths into it. The types of its
 * outputs follow from the object, where its texts are literals (`as const`), and from the runners.
 */
export const loadObject = async <const D, R extends Runner = Runner>(
  value: D,
  options: LoadOptions<R> = {},
): Promise<E.Either<Findings, Pipeline<OutputsOf<D, R>>>> =>
  loadDecoded(decode(fromObject(value)), new Source(options.name ?? 'pipeline'), options);

// Takes what is decoded, not the tree: the tree of a large file is half of all memory, and is let
// go here.
const loadDecoded = async <O>(
  decoded: ReturnType<typeof decode>,
  source: Source,
  options: InnerOptions,
): Promise<E.Either<Findings, Pipeline<O>>> => {
  if (These.isLeft(decoded)) return E.left(found(source, decoded.left));
  const problems = These.isBoth(decoded) ? [...decoded.left] : [];
  const declaration = withSet(decoded.right, options.set, (diagnostic) =>
    problems.push(diagnostic),
  );
  const modules = await loadModules(declaration, options);
  const { known = new Map<string, ReturnType<typeof loadFile>>() } = options;
  const nested = await loadNested(declaration, {
    directory: options.directory ?? process.cwd(),
    set: settingsOf(options.set ?? {}),
    within: options.within ?? [],
    load: (path, set, within) => {
      // Its folder and format are its own; it is called as its file is seen from where this one is.
      const { name, directory = process.cwd() } = options;
      const inner: InnerOptions = {
        ...(name === undefined ? {} : { name: join(dirname(name), relative(directory, path)) }),
        ...pick(options, ['runners', 'loadModules', 'loadModule', 'loadPipeline']),
        set,
        within,
        known,
      };
      const load = (): ReturnType<typeof loadFile> =>
        (options.loadPipeline ?? loadFile)(path, inner);
      // What is set is set for one way to it. None waits for itself: those that it is within are refused before.
      if (set.length > 0) return load();
      const loading = known.get(path) ?? load();
      known.set(path, loading);
      return loading;
    },
  });
  problems.push(...nested.diagnostics);
  const registry = (options.runners ?? shippedRunners).with(modules.runners);
  const isWhole = ![...problems, ...modules.diagnostics].some(isError);
  const isModuleLost = modules.diagnostics.length > 0 || decoded.right.gaps.runners;
  const directory = resolve(options.directory ?? '');
  const linked = link(
    { ...decoded.right, declaration },
    ...([registry, isWhole, source, nested.graphs, directory] as const),
  );
  const diagnostics = [
    ...problems,
    ...modules.diagnostics,
    ...(These.isRight(linked) ? [] : linked.left).filter(
      ({ code }) => code !== 'unknown-runner' || !isModuleLost,
    ),
  ];
  return These.isLeft(linked)
    ? E.left(found(source, diagnostics))
    : E.right({
        graph: { ...linked.right, directory },
        findings: found(source, diagnostics),
      });
};

const withSet = (
  { declaration, gaps }: Decoded,
  set: LoadOptions['set'],
  report: (diagnostic: Diagnostic) => void,
): Declaration =>
  set === undefined
    ? declaration
    : {
        ...declaration,
        components: setParams(declaration.components, settingsOf(set), !gaps.components, report),
      };

const found = (source: Source, diagnostics: readonly Diagnostic[]): Findings => ({
  source,
  diagnostics: diagnostics.filter(firstOfItsKind()).sort(inOrder),
});

// In the order of the file; the diagnostics of an object, and of what was set from outside, come in
// the order in which they were found.
const inOrder = (a: Diagnostic, b: Diagnostic): number => {
  if (isSpan(a.place) && isSpan(b.place)) return a.place.start - b.place.start;
  return Number(!isSpan(a.place)) - Number(!isSpan(b.place));
};

const loadModules = async (
  declaration: Declaration,
  {
    directory = process.cwd(),
    loadModules: isWanted = true,
    loadModule = loadRunnerModule,
  }: LoadOptions,
): Promise<{ runners: Runner[]; diagnostics: Diagnostic[] }> => {
  const runners: Runner[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of isWanted ? (declaration.runners ?? []) : [])
    try {
      runners.push(...(await loadModule(path.value, directory)));
    } catch (error) {
      if (!(error instanceof RunnerModuleError)) throw error;
      diagnostics.push(
        diagnose('runner-module', path.place, error.message, {
          label: 'this module',
          help: error.help,
        }),
      );
    }
  return { runners, diagnostics };
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not permitted',
};

const unreadable = (path: string, error: unknown): Diagnostic => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const why = reasons[code] ?? message;
  return diagnose(
    'unreadable-file',
    { start: 0, end: 0 },
    `${quoted(path)} cannot be read: ${why}`,
  );
};

/** Thrown by `orThrow`: one error that carries all diagnostics; its message is their text. */
export class DeclarationError extends Error {
  declare readonly findings: Findings;

  constructor(findings: Findings) {
    super(`the pipeline is unsound\n\n${formatDiagnostics(findings.source, findings.diagnostics)}`);
    this.name = 'DeclarationError';
    // Not enumerable: Node.js would print the whole source below the message that tells it all.
    Object.defineProperty(this, 'findings', { value: findings, enumerable: false });
  }
}

/** The pipeline, or one thrown `DeclarationError` with all that is wrong: `orThrow(await loadFile(…))`. */
export const orThrow = <O>(loaded: E.Either<Findings, Pipeline<O>>): Pipeline<O> => {
  if (E.isLeft(loaded)) throw new DeclarationError(loaded.left);
  return loaded.right;
};

const pick = <T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): Partial<Pick<T, K>> =>
  Object.fromEntries(
    keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])),
  ) as Partial<Pick<T, K>>;
