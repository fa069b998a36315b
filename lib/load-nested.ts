import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import * as E from 'fp-ts/lib/Either.js';

import type { ComponentDeclaration, Declaration } from './declaration/declaration.js';
import { mostLevels, mostTasksWithin } from './declaration/limits.js';
import { innerSettings, type ParamSetting } from './declaration/set-params.js';
import { diagnose, type Diagnostic, isError } from './diagnostics/diagnostic.js';
import { located } from './diagnostics/place.js';
import { counted, quoted } from './diagnostics/wording.js';
import type { Graph } from './graph/graph.js';
import { extentOf } from './graph/extent.js';
import type { Findings, Pipeline } from './pipeline.js';

interface NestedOptions {
  readonly directory: string;
  readonly set: readonly ParamSetting[];
  /** The files that this one is within, the outermost first. */
  readonly within: readonly string[];
  /** Loads another file. */
  readonly load: (
    path: string,
    set: readonly ParamSetting[],
    within: readonly string[],
  ) => Promise<E.Either<Findings, Pipeline>>;
}

interface Nested {
  /** By the places of the components in the declaration. */
  readonly graphs: ReadonlyMap<number, Graph>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The pipelines that components name in place of a runner, with all that is wrong with them: told at its
 * place in the other file, and where that is named. A file that is named twice is told of once.
 */
export const loadNested = async (
  { components }: Declaration,
  options: NestedOptions,
): Promise<Nested> => {
  const graphs = new Map<number, Graph>();
  const diagnostics: Diagnostic[] = [];
  const told = new Set<unknown>();
  for (const [index, component] of components.entries()) {
    const { pipeline } = component;
    if (pipeline === undefined) continue;
    const found = await loadOne(component, pipeline, options);
    if (found.graph !== undefined) graphs.set(index, found.graph);
    const one = pipeline.loaded ?? pipeline.path.value;
    if (!told.has(one)) diagnostics.push(...found.diagnostics);
    told.add(one);
  }
  return { graphs, diagnostics };
};

interface Found {
  readonly graph?: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

const loadOne = async (
  { name }: ComponentDeclaration,
  { path, loaded }: NonNullable<ComponentDeclaration['pipeline']>,
  { directory, set, within, load }: NestedOptions,
): Promise<Found> => {
  const inner = innerSettings(set, name.value);
  const wrong = (message: string, help: readonly string[]): Found => ({
    diagnostics: [diagnose('nested-pipeline', path.place, message, { label, help })],
  });
  const tooDeep = wrong(`pipelines are nested more than ${mostLevels} levels deep`, [
    'refer to the innermost pipelines further up',
  ]);
  const bounded = (graph: Graph, diagnostics: readonly Diagnostic[]): Found => {
    const { tasks, levels } = extentOf(graph);
    if (levels >= mostLevels) return tooDeep;
    if (tasks <= mostTasksWithin) return { graph, diagnostics };
    const most = `more than ${mostTasksWithin.toLocaleString('en')}`;
    return wrong(
      `pipeline ${quoted(path.value)} has ${tasks.toLocaleString('en')} tasks including nested ones, ${most}`,
      ['pipelines that each name the next one twice double the tasks at each level'],
    );
  };
  if (loaded !== undefined) return bounded((loaded as Pipeline).graph, []);
  const file = resolvedPath(resolve(directory, path.value));
  if (within.includes(file)) {
    const round = [...within.slice(within.indexOf(file)), file].map((one) =>
      quoted(shownPath(one, within[0])),
    );
    return wrong(`a pipeline that contains itself: ${round.join(' → ')}`, [
      'it would never end; to run a pipeline again until a condition holds, use `repeat`',
    ]);
  }
  if (within.length >= mostLevels) return tooDeep;
  const found = await load(file, inner, [...within, file]);
  if (E.isRight(found)) {
    const { graph, findings } = found.right;
    return bounded(graph, elsewhere(findings));
  }
  const { diagnostics } = found.left;
  const unreadable = diagnostics.find(({ code }) => code === 'unreadable-file');
  if (unreadable !== undefined)
    return wrong(unreadable.message.replace(quoted(file), quoted(path.value)), [
      'a path is relative to the folder of the file that contains it',
    ]);
  const errors = diagnostics.filter((one) => isError(one) && one.follows !== true).length;
  const here = diagnose(
    'nested-pipeline',
    path.place,
    `pipeline ${quoted(path.value)} is unsound`,
    {
      label,
      help: [
        `${counted(errors, 'error')} in it ${errors === 1 ? 'is' : 'are'} reported at ${errors === 1 ? 'its place' : 'their places'}`,
      ],
      follows: true,
    },
  );
  return { diagnostics: [here, ...elsewhere(found.left)] };
};

const label = 'this pipeline';

const elsewhere = ({ source, diagnostics }: Findings): readonly Diagnostic[] =>
  diagnostics.map((one) => ({
    ...one,
    place: located(source, one.place),
    related: one.related.map((other) => ({ ...other, place: located(source, other.place) })),
  }));

const shownPath = (file: string, from: string | undefined): string =>
  from !== undefined && file.startsWith(`${dirname(from)}/`)
    ? file.slice(dirname(from).length + 1)
    : file;

/** Where a file is: what two links lead to is one. */
export const resolvedPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};
