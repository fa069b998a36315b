import type { EachOptions } from '../../engine/each/each-options.js';
import type { Graph } from '../../graph/graph.js';
import { itemFile, itemPattern } from './each-argument.js';
import { UsageError } from '../exit/usage-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import { inputFiles } from '../files/read-inputs.js';
import { ifGiven, type RunCommandOptions, runOptions, whole } from '../flags/run-flags.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';

/** The flags of `mlpipeline run --each`, as they are written. */
export interface EachCommandOptions extends RunCommandOptions {
  readonly each?: string;
  readonly eachConcurrency?: string;
  readonly order?: 'arrival' | 'completion';
  readonly results?: string;
  readonly resume?: boolean;
  readonly failed?: string;
}

/** Throws a `UsageError` for flags that say something of items where there are none. */
export const refuseWithoutEach = (options: EachCommandOptions): void => {
  const flags = {
    '--each-concurrency': options.eachConcurrency,
    '--order': options.order,
    '--results': options.results,
    '--resume': options.resume,
    '--failed': options.failed,
  };
  for (const [flag, value] of Object.entries(flags))
    if (value !== undefined) throw new UsageError(`\`${flag}\` needs \`--each\``);
};

/** Throws a `UsageError` for flags that do not go together. */
export const refuseConflicts = (
  file: string,
  items: string,
  options: EachCommandOptions,
  store?: string,
): void => {
  const { output, report, events, trace, resume, results, failed } = options;
  if (output !== 'json')
    throw new UsageError(
      `\`--each\` prints lines of JSON: \`--output ${output}\` cannot be used with it`,
    );
  if (resume === true && results === undefined && store === undefined)
    throw new UsageError(
      '`--resume` continues from a file of results: name it with `--results`, in the first call too',
    );
  const path = itemPattern(items) === undefined ? itemFile(items).path : undefined;
  if (path === '-' && file === '-')
    throw new UsageError('the pipeline and the items cannot both come from standard input');
  refuseOverwriting(
    {
      '--results': results,
      '--failed': failed,
      '--events': events,
      '--report': report,
      '--trace': trace,
    },
    [file, path, ...inputFiles(options)],
  );
};

/** What the flags ask of the engine. Throws a `UsageError` for what it cannot take. */
export const eachOptions = (
  graph: Graph,
  options: EachCommandOptions,
): Omit<EachOptions, 'onFailure'> => {
  const { eachConcurrency, order } = options;
  const [{ concurrency, timeout, seed, only }, items] = collectUsageErrors(
    () => runOptions(graph, options),
    () => ifGiven(eachConcurrency, (text) => whole('--each-concurrency', text, 1)),
  );
  return {
    ...(only === undefined ? {} : { only }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(seed === undefined ? {} : { seed }),
    ...(concurrency === undefined ? {} : { taskConcurrency: concurrency }),
    ...(order === undefined ? {} : { order }),
    ...(items === undefined ? {} : { concurrency: items }),
  };
};
