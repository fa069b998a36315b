import * as E from 'fp-ts/lib/Either.js';

import { duration } from '../../declaration/codecs/scalars.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { unknownOutputs } from '../../engine/plan.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { Graph } from '../../graph/graph.js';
import { UsageError } from '../exit/usage-error.js';
import type { LoadFlags } from '../files/load-pipeline.js';
import type { CacheFlags } from './cache-flags.js';
import type { QueueFlags } from './queue-options.js';
import { collectUsageErrors } from './collect-usage-errors.js';

/** The flags of `mlpipeline run`, as they are written. */
export interface RunCommandOptions extends LoadFlags, QueueFlags, CacheFlags {
  readonly file?: string;
  readonly inputs?: readonly string[];
  readonly inputsFile?: string;
  readonly output: 'json' | 'yaml' | 'text';
  /** Absent where it is left to what stderr is. */
  readonly log?: 'text' | 'json' | 'none';
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly timeout?: string;
  readonly taskTimeout?: string;
  readonly retry?: string;
  readonly concurrency?: string;
  readonly seed?: string;
  /** Absent where it is left to whether there are many items. */
  readonly onFailure?: 'stop' | 'continue';
  readonly only?: readonly string[];
  readonly events?: string;
  readonly report?: string;
  readonly trace?: string;
  /** `true` without a place, `false` for `--no-store`. */
  readonly store?: string | boolean;
}

/** What the flags ask of the engine. Throws a `UsageError` for all that it cannot take. */
export const runOptions = (
  graph: Graph,
  { only, onFailure, ...texts }: RunCommandOptions,
): RunOptions => {
  const [, concurrency, timeout, seed] = collectUsageErrors(
    () => {
      refuseUnknownOutputs(graph, only ?? []);
    },
    () => ifGiven(texts.concurrency, (text) => whole('--concurrency', text, 1)),
    () => ifGiven(texts.timeout, (text) => milliseconds('--timeout', text)),
    () => ifGiven(texts.seed, (text) => whole('--seed', text, 0)),
  );
  return {
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(only === undefined ? {} : { only }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(seed === undefined ? {} : { seed }),
  };
};

const refuseUnknownOutputs = (graph: Graph, only: readonly string[]): void => {
  const problem = unknownOutputs(graph, only);
  if (problem === undefined) return;
  // Names of outputs hold no `=`: what does was meant for another option.
  const inputs = only.filter((name) => name.includes('='));
  throw new UsageError(
    inputs.length > 0
      ? `\`--only\` took ${listed(inputs.map(quoted))}: inputs go after \`--inputs\``
      : problem,
  );
};

/** The graph with what the flags say for tasks that say nothing themselves. */
export const withFlags = (graph: Graph, { taskTimeout, retry }: RunCommandOptions): Graph => {
  if (taskTimeout === undefined && retry === undefined) return graph;
  const [timeout, attempts] = collectUsageErrors(
    () => ifGiven(taskTimeout, (text) => milliseconds('--task-timeout', text)),
    () => ifGiven(retry, (text) => whole('--retry', text, 0)),
  );
  const policy =
    attempts === undefined
      ? undefined
      : { attempts, delay: 0, backoff: 1, maxDelay: undefined, jitter: 0 };
  return {
    ...graph,
    components: graph.components.map((component) => ({
      ...component,
      timeout: component.timeout ?? timeout,
      retry: component.retry ?? policy,
    })),
  };
};

/** What an option that may be absent is given, read. */
export const ifGiven = <T>(text: string | undefined, read: (text: string) => T): T | undefined =>
  text === undefined ? undefined : read(text);

/** A whole number that an option is given. Throws a `UsageError` for what is none. */
export const whole = (option: string, text: string, least: number): number => {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`\`${option}\` takes a whole number, ${least} or more, not ${quoted(text)}`);
};

/** A duration that an option is given, in milliseconds. Throws a `UsageError` for what is none. */
export const milliseconds = (option: string, text: string): number => {
  const value = /^[0-9.]+$/.test(text) ? Number(text) : text;
  const read = duration('positive').decode({ kind: 'scalar', value, place: [] });
  if (E.isRight(read)) return read.right;
  throw new UsageError(
    `\`${option}\` takes a duration (\`500ms\`, \`30s\`, \`5m\`, \`1h\`, or seconds) above 0 and up to 24 days, not ${quoted(text)}`,
  );
};
