import * as E from 'fp-ts/lib/Either.js';

import { duration } from '../declaration/scalars.js';
import { writeYaml } from '../declaration/data.js';
import { counted, listed, quoted, visible } from '../diagnostics/visible.js';
import type { Values } from '../engine/event.js';
import { RunError } from '../engine/failure.js';
import type { Run } from '../engine/run.js';
import { start } from '../engine/start.js';
import type { Graph } from '../graph/graph.js';
import { sayable } from '../sinks/sayable.js';
import { jsonLog } from '../sinks/json-log.js';
import { shownValues } from '../sinks/shown-value.js';
import { type Tally, tallySink } from '../sinks/tally.js';
import { textLog } from '../sinks/text-log.js';
import { exitStatus, type ExitStatus, UsageError } from './exit-status.js';
import { jsonText } from './json-text.js';
import { findingsText, loadOne, registryFor, type RunnerOptions } from './load-input.js';
import { readInputs } from './read-inputs.js';
import { paintFor } from './terminal.js';

export interface RunCommandOptions extends RunnerOptions {
  readonly file?: string;
  readonly inputs?: readonly string[];
  readonly inputsFile?: string;
  readonly output: 'json' | 'yaml' | 'text';
  readonly log: 'text' | 'json' | 'none';
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly timeout?: string;
  readonly taskTimeout?: string;
  readonly retry?: string;
  readonly concurrency?: string;
  readonly onFailure: 'stop' | 'continue';
  readonly only?: readonly string[];
}

/** `mlpipeline run`: runs a pipeline; its outputs on stdout, everything else on stderr. */
export const run = async (
  argument: string | undefined,
  options: RunCommandOptions,
): Promise<ExitStatus> => {
  const loaded = await loadOne(fileOf(argument, options), await registryFor(options));
  const paint = paintFor(process.stderr);
  if (E.isLeft(loaded)) {
    process.stderr.write(findingsText(loaded.left, paint));
    return exitStatus.unsound;
  }
  const graph = withFlags(loaded.right.graph, options);
  const inputs = readInputs(graph, options.inputs ?? [], options.inputsFile);
  const { sink, tally } = tallySink();
  // Listening first: runners may be at work before `begin` returns. A signal is only heard after.
  const stopListening = onInterrupt(() => {
    held.cancel();
  });
  const held = begin(graph, inputs, options, sink);
  const ended = await new Promise<E.Either<RunError, Values>>((resolve, reject) => {
    held.outputs$.subscribe({
      next: (outputs) => {
        resolve(E.right(outputs));
      },
      error: (error: unknown) => {
        if (error instanceof RunError) resolve(E.left(error));
        else reject(error instanceof Error ? error : new Error(String(error)));
      },
    });
  });
  stopListening();
  if (E.isRight(ended)) {
    process.stdout.write(printed(ended.right, options.output));
    return exitStatus.done;
  }
  process.stderr.write(summary(ended.left, tally(), options.verbose));
  switch (ended.left.outcome) {
    case 'failed':
      return exitStatus.unsound;
    case 'timeout':
      return exitStatus.timeout;
    case 'cancelled':
      return exitStatus.interrupted;
  }
};

const fileOf = (
  argument: string | undefined,
  { file: option, inputs = [] }: RunCommandOptions,
): string => {
  if (argument !== undefined && option !== undefined)
    throw new UsageError('the pipeline file is named twice: as an argument and by `--file`');
  const file = argument ?? option;
  if (file !== undefined) return file;
  const taken = inputs.find((one) => !one.includes('='));
  throw new UsageError(
    'no pipeline file is named: `mlpipeline run FILE`' +
      (taken === undefined ? '' : `; \`--inputs\` took ${quoted(taken)}: name the file before it`),
  );
};

const begin = (
  graph: Graph,
  inputs: Values,
  { log, quiet, verbose, only, onFailure, concurrency, timeout }: RunCommandOptions,
  tally: ReturnType<typeof tallySink>['sink'],
): Run => {
  const unknown = (only ?? []).filter((name) => !graph.outputs.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new UsageError(
      `the pipeline has no output ${listed(
        unknown.map((name) => `\`${name}\``),
        'or',
      )}: ` + `its outputs are ${listed(graph.outputs.map(({ name }) => quoted(name)))}`,
    );
  const sinks = [tally];
  if (!quiet && log === 'text')
    sinks.push(textLog((line) => process.stderr.write(`${line}\n`), { verbose }));
  if (!quiet && log === 'json') sinks.push(jsonLog((line) => process.stderr.write(`${line}\n`)));
  return start({ graph }, inputs, {
    sinks,
    onFailure,
    ...(only === undefined ? {} : { only }),
    ...(concurrency === undefined ? {} : { concurrency: whole('--concurrency', concurrency, 1) }),
    ...(timeout === undefined ? {} : { timeout: milliseconds('--timeout', timeout) }),
  });
};

const whole = (option: string, text: string, least: number): number => {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`\`${option}\` takes a whole number from ${least} on, not \`${text}\``);
};

const milliseconds = (option: string, text: string): number => {
  const value = /^[0-9.]+$/.test(text) ? Number(text) : text;
  const read = duration('positive').decode({ kind: 'scalar', value, place: [] });
  if (E.isRight(read)) return read.right;
  throw new UsageError(
    `\`${option}\` takes a duration (\`500ms\`, \`30s\`, \`5m\`, \`1h\`, or seconds), not \`${text}\``,
  );
};

/** The graph with what the command line says for tasks that say nothing themselves. */
const withFlags = (graph: Graph, { taskTimeout, retry }: RunCommandOptions): Graph => {
  if (taskTimeout === undefined && retry === undefined) return graph;
  const timeout =
    taskTimeout === undefined ? undefined : milliseconds('--task-timeout', taskTimeout);
  const policy =
    retry === undefined
      ? undefined
      : {
          attempts: whole('--retry', retry, 0),
          delay: 0,
          backoff: 1,
          maxDelay: undefined,
          jitter: 0,
        };
  return {
    ...graph,
    components: graph.components.map((component) => ({
      ...component,
      timeout: component.timeout ?? timeout,
      retry: component.retry ?? policy,
    })),
  };
};

/** Calls `cancel` at the first signal; the second ends the process at once. */
const onInterrupt = (cancel: () => void): (() => void) => {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let isAsked = false;
  const listener = (): void => {
    if (isAsked) process.exit(exitStatus.interrupted);
    isAsked = true;
    cancel();
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
};

const printed = (outputs: Values, format: RunCommandOptions['output']): string => {
  switch (format) {
    case 'json':
      return jsonText(outputs, sayable);
    case 'yaml':
      return writeYaml(JSON.parse(JSON.stringify(outputs, sayable)));
    case 'text':
      return Object.keys(outputs)
        .map((name) => `${shownValues({ [name]: outputs[name] })}\n`)
        .join('');
  }
};

const summary = (error: RunError, tally: Tally, verbose: boolean): string => {
  const failures = tally.failures.flatMap(({ task, attempt, message, cause }) => [
    `\`${task}\` failed at attempt ${attempt}: ${visible(message)}`,
    ...(verbose && cause instanceof Error ? [String(cause.stack)] : because(cause)),
  ]);
  const names = (what: string, all: readonly string[]): string[] =>
    all.length === 0 ? [] : [`  ${what.padEnd(10)} ${counted(all.length, 'task')}: ${listed(all)}`];
  return [
    ...(failures.length > 0 ? failures : [`mlpipeline: ${error.message}`]),
    ...names('finished', tally.finished),
    ...names('skipped', tally.skipped),
    ...names('cancelled', tally.cancelled),
    '',
  ].join('\n');
};

// What an error was caused by, each on a line.
const because = (error: unknown): string[] => {
  const lines: string[] = [];
  let at = error instanceof Error ? error.cause : undefined;
  while (at instanceof Error && lines.length < 5) {
    lines.push(`  because of: ${visible(at.message)}`);
    at = at.cause;
  }
  return lines;
};
