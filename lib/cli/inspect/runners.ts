import type { Paint } from '../../diagnostics/paint.js';
import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import { visible } from '../../diagnostics/visible.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { Registry } from '../../runners/registry.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { jsonText } from '../text/json-text.js';
import { registryFor, type RunnerOptions } from '../files/load-pipeline.js';
import { type ParamFacts, runnerFacts, type RunnerFacts } from './runner-facts.js';
import { paintFor } from '../terminal/paint-for.js';
import { wrapWords } from '../text/wrap-words.js';
import { stdout } from '../terminal/stdout.js';

export interface RunnersOptions extends RunnerOptions {
  readonly format: 'text' | 'json';
}

/** `mlpipeline runners`: what runners there are, each with its ports and params. */
export const runners = async (
  names: readonly string[],
  options: RunnersOptions,
): Promise<ExitStatus> => {
  if (options.runners.includes('any'))
    throw new UsageError('`--runners any` accepts every name: there is nothing to list');
  const registry = await registryFor(options);
  const all = names.length > 0 ? names : registry.names();
  const facts = all.flatMap((name) => {
    const runner = registry.get(name);
    return runner === undefined ? [] : [runnerFacts(runner)];
  });
  if (facts.length < all.length) throw new UsageError(unknown(names, registry));
  const paint = paintFor(stdout);
  stdout.write(
    options.format === 'json'
      ? jsonText({ runners: facts })
      : facts.map((one) => text(one, paint)).join('\n'),
  );
  return exitStatus.done;
};

const unknown = (names: readonly string[], registry: Registry): string => {
  const suggester = new Suggester();
  return names
    .filter((name) => registry.get(name) === undefined)
    .map((name) => {
      const [near] = didYouMean(suggester.nearest(name, registry.names()));
      const help = near ?? `the runners are ${listed(registry.names(), 'and', 12, quoted)}`;
      return `there is no runner ${quoted(name)}: ${help}`;
    })
    .join('\n  ');
};

const width = 80;
const widestName = 24;

const text = (
  { name, description, inputs, outputs, params, paramsType }: RunnerFacts,
  paint: Paint,
): string =>
  [
    paint.strong(visible(name)),
    ...(description === undefined
      ? []
      : wrapWords(visible(description), width - 2).map((line) => `  ${line}`)),
    ...table('inputs', inputs),
    ...table('outputs', outputs),
    ...table('params', params, paramsType),
    '',
  ].join('\n');

// A column with what they are, one with their names, and one with what is known of each.
const table = (
  what: string,
  rows: readonly ParamFacts[] | null,
  otherwise = 'any',
): readonly string[] => {
  const head = (index: number): string => `  ${(index === 0 ? what : '').padEnd(7)}  `;
  if (rows === null || rows.length === 0)
    return [`${head(0)}${rows === null ? visible(otherwise) : 'none'}`];
  const column = Math.min(widestName, Math.max(...rows.map(({ name }) => name.length)));
  return rows
    .flatMap(({ name, ...known }) => {
      const shown = visible(name);
      const lines = wrapWords(visible(said(known)), width - head(0).length - column - 2);
      const [first = '', ...rest] = lines;
      const indent = ' '.repeat(column + 2);
      return shown.length > column
        ? [shown, ...lines.map((line) => `${indent}${line}`)]
        : [`${shown.padEnd(column)}  ${first}`, ...rest.map((line) => `${indent}${line}`)];
    })
    .map((line, index) => `${head(index)}${line}`);
};

const said = ({ type, required, default: fallback }: Omit<ParamFacts, 'name'>): string => {
  if (fallback !== undefined) return `${type}; ${fallback} by default`;
  return required ? type : `${type}; may be left out`;
};
