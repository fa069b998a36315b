import { listed, quoted } from '../diagnostics/wording.js';
import type { Graph } from '../graph/graph.js';
import type { EachOptions } from './each-options.js';
import type { LiveOptions } from './live/live-options.js';
import { planOf } from './plan.js';
import type { RunOptions } from './run-options.js';
import { checkTimeout } from './wrappers/timeout.js';

/*
 * What options cannot be is told where they are passed in, before anything is subscribed: a
 * `RangeError`.
 */

export const checkRunOptions = (graph: Graph, options: RunOptions): void => {
  checkChoice('onFailure', options.onFailure, ['stop', 'continue', 'hold']);
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  checkLiveOptions(graph, options);
};

export const checkLiveOptions = (graph: Graph, { concurrency, only }: LiveOptions): void => {
  checkConcurrency(concurrency);
  planOf(graph, only);
};

export const checkEachOptions = (graph: Graph, options: EachOptions): void => {
  const { concurrency, taskConcurrency, order, onFailure, timeout, only } = options;
  checkChoice('onFailure', onFailure, ['error', 'skip', 'emit']);
  checkChoice('order', order, ['arrival', 'completion']);
  if (concurrency !== undefined && !(concurrency >= 1))
    throw new RangeError(
      `\`concurrency\` is how many items are in flight, from 1 on, not ${concurrency}`,
    );
  checkConcurrency(taskConcurrency);
  if (timeout !== undefined) checkTimeout(timeout);
  planOf(graph, only);
};

const checkConcurrency = (concurrency: number | undefined): void => {
  if (concurrency !== undefined && !(concurrency >= 1))
    throw new RangeError(`at least one attempt must be allowed at a time, not ${concurrency}`);
};

// JavaScript lets through what is none of the words that an option takes.
const checkChoice = (
  option: string,
  value: string | undefined,
  choices: readonly string[],
): void => {
  if (value !== undefined && !choices.includes(value))
    throw new RangeError(
      `${quoted(option)} is ${listed(choices, 'or', choices.length, quoted)}, not ${quoted(value)}`,
    );
};
