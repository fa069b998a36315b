import { noChoice, withMeant } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import { allComponents, hasTask, withoutElements } from '../graph/component-at.js';
import type { Graph } from '../graph/graph.js';
import type { EachOptions } from './each/each-options.js';
import type { LiveOptions } from './live/live-options.js';
import { planOf } from './plan.js';
import { refuseMistyped } from './mistyped-options.js';
import type { RunOptions } from './run/run-options.js';
import { checkTimeout } from './attempts/timeout.js';

/*
 * What options cannot be is told where they are passed in, before anything is subscribed: a
 * `RangeError`.
 */

export const checkRunOptions = (graph: Graph, options: RunOptions): void => {
  checkChoice('onFailure', options.onFailure, ['stop', 'continue', 'hold']);
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  checkTaking(graph, options);
};

export const checkLiveOptions = (graph: Graph, options: LiveOptions): void => {
  refuseMistyped(options);
  checkTaking(graph, options);
  checkCacheOptions(graph, options);
};

const checkTaking = (graph: Graph, { concurrency, only }: LiveOptions): void => {
  checkAttempts('concurrency', concurrency);
  planOf(graph, only);
};

export const checkEachOptions = (graph: Graph, options: EachOptions): void => {
  refuseMistyped(options);
  const { concurrency, taskConcurrency, order, onFailure, timeout, only } = options;
  checkChoice('onFailure', onFailure, ['error', 'skip', 'emit']);
  checkChoice('order', order, ['arrival', 'completion']);
  if (concurrency !== undefined && !(concurrency >= 1))
    throw new RangeError(
      `\`concurrency\` must be a number of items in flight, 1 or more, not ${concurrency}`,
    );
  checkAttempts('taskConcurrency', taskConcurrency);
  if (timeout !== undefined) checkTimeout(timeout);
  planOf(graph, only);
  checkCacheOptions(graph, options);
  if (options.batch !== undefined && options.store === undefined)
    throw new RangeError('`batch` needs a `store`, where runs are kept');
};

/** What is wrong with tasks that are to run again: that no pipeline has one of that name. */
export const unknownTasks = (
  graphs: readonly Graph[],
  names: readonly string[],
): string | undefined => {
  const unknown = names.filter((name) => !graphs.some((graph) => hasTask(graph, name)));
  const [first] = unknown;
  if (first === undefined) return undefined;
  const tasks = graphs.flatMap((graph) => Array.from(allComponents(graph), ([path]) => path));
  const none = graphs.length === 1 ? 'the pipeline has no task' : 'no pipeline has the task';
  return withMeant(`${none} ${listed(unknown.map(quoted), 'or')}`, withoutElements(first), tasks);
};

/** A task is named that is none, or that is not run. */
export class UnknownTaskError extends RangeError {
  override readonly name = 'UnknownTaskError';

  constructor(graph: Graph, task: string) {
    super(unknownTasks([graph], [task]) ?? `${quoted(task)} is not run: no output needs it`);
  }
}

type Cached = Pick<RunOptions, 'store' | 'cache' | 'rerun' | 'explain'>;

export const checkCacheOptions = (graph: Graph, { store, cache, rerun, explain }: Cached): void => {
  if (store === undefined) {
    const given = Object.entries({ cache, rerun, explain }).flatMap(([name, value]) =>
      value === undefined || value === false ? [] : [name],
    );
    if (given.length > 0)
      throw new RangeError(
        `${listed(given.map(quoted))} ${given.length === 1 ? 'needs' : 'need'} a \`store\`, where results are kept`,
      );
  }
  const problem = rerun === undefined ? undefined : unknownTasks([graph], rerun);
  if (problem !== undefined) throw new RangeError(`\`rerun\`: ${problem}`);
};

const checkAttempts = (option: string, most: number | undefined): void => {
  if (most !== undefined && !(most >= 1))
    throw new RangeError(
      `${quoted(option)} must be a number of concurrent attempts, 1 or more, not ${most}`,
    );
};

// JavaScript lets through what is none of the words that an option takes.
const checkChoice = (
  option: string,
  value: string | undefined,
  choices: readonly string[],
): void => {
  if (value !== undefined && !choices.includes(value))
    throw new RangeError(noChoice(option, value, choices));
};
