import * as E from 'fp-ts/lib/Either.js';

import { formatOf } from '../../declaration/yaml/parse.js';
import { readData } from '../../declaration/read-data.js';
import type { InputType } from '../../declaration/inputs.js';
import { formatDiagnostics } from '../../diagnostics/format.js';
import { Source } from '../../diagnostics/source.js';
import { quoted } from '../../diagnostics/wording.js';
import { inputProblems, type NeededInputs, neededInputs } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { inputOfText } from '../../engine/run/input-text.js';
import { UsageError } from '../exit/usage-error.js';
import { formatNames, readText } from './read-text.js';

/**
 * The inputs of a run as the command line gives them: `name=value` (or `name=@path` for the text of
 * a file, `name=@@…` for a text that begins with @), typed as the pipeline declares, and those of an
 * `--inputs-file`, which give way to them. Throws a `UsageError` with all that is wrong; that some
 * are missing is not, where more are to come.
 */
export const readInputs = (
  graph: Graph,
  assignments: readonly string[],
  file: string | undefined,
  { only, isPartial = false, others = {} }: ReadInputsOptions = {},
): Readonly<Record<string, unknown>> => {
  const problems: string[] = [];
  const given = new Map<string, unknown>([
    ...Object.entries(others),
    ...(file === undefined ? [] : fileInputs(file)),
  ]);
  const types = new Map(graph.inputs.map(({ name, type }) => [name, type]));
  const seen = new Set<string>();
  const unread = new Set<string>();
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) {
      problems.push(
        `${quoted(assignment)} is not \`name=value\`` +
          (/\.ya?ml$/.test(assignment) ? ': name the pipeline file before `--inputs`' : ''),
      );
      continue;
    }
    const name = assignment.slice(0, equals);
    if (seen.has(name)) problems.push(`input ${quoted(name)} is given twice`);
    seen.add(name);
    try {
      given.set(name, typed(name, contents(assignment.slice(equals + 1)), types.get(name)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
      unread.add(name);
    }
  }
  if (isPartial) for (const { name } of graph.inputs) if (!given.has(name)) unread.add(name);
  problems.push(...inputProblems(graph, Object.fromEntries(given), neededBy(graph, only), unread));
  if (problems.length > 0) throw new UsageError(problems.join('\n  '));
  return Object.fromEntries(given);
};

interface ReadInputsOptions {
  /** The outputs that are asked for; those that there are not are told elsewhere. */
  readonly only?: readonly string[] | undefined;
  /** Whether more inputs are to come. */
  readonly isPartial?: boolean;
  /** Those that all others count above. */
  readonly others?: Values;
}

/** The inputs that the outputs asked for need. */
export const neededBy = (graph: Graph, only: readonly string[] | undefined): NeededInputs =>
  neededInputs(
    graph,
    only?.filter((name) => graph.outputs.some((output) => output.name === name)),
  );

/** The names of the inputs that a command line gives as text. */
export const inputNames = (assignments: readonly string[]): readonly string[] =>
  assignments.map((assignment) => assignment.slice(0, assignment.indexOf('=')));

/** The files that the inputs of a command line are read from. */
export const inputFiles = ({
  inputs = [],
  inputsFile,
  setFile = [],
}: {
  readonly inputs?: readonly string[];
  readonly inputsFile?: string;
  readonly setFile?: readonly string[];
}): readonly string[] => [
  ...inputs.flatMap((one) => /^[^=]+=@([^@][^]*)$/.exec(one)?.[1] ?? []),
  ...(inputsFile === undefined ? [] : [inputsFile]),
  ...setFile,
];

const contents = (value: string): string => {
  if (value.startsWith('@@')) return value.slice(1);
  return value.startsWith('@') ? readText(value.slice(1)) : value;
};

/** A text as a value of the type that an input declares. Throws a `UsageError` where it is none. */
export const typed = (name: string, text: string, type: InputType | undefined): unknown => {
  const value = inputOfText(name, text, type);
  if (E.isLeft(value)) throw new UsageError(value.left);
  return value.right;
};

const fileInputs = (path: string): readonly [string, unknown][] => {
  const text = readText(path);
  const format = formatOf(path);
  const data = readData(text, format);
  if (E.isLeft(data) && data.left.some(({ code }) => code === 'empty-file'))
    throw new UsageError(`${quoted(path)} must hold a map from inputs to values, and is empty`);
  if (E.isLeft(data))
    throw new UsageError(
      `${quoted(path)} cannot be read as ${formatNames[format]}\n\n${formatDiagnostics(new Source(path, text), data.left)}`,
    );
  if (typeof data.right !== 'object' || data.right === null || Array.isArray(data.right))
    throw new UsageError(`${quoted(path)} must hold a map from inputs to values`);
  return Object.entries(data.right);
};
