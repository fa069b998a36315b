import { visible, visibleLines } from '../../diagnostics/visible.js';
import { counted, listed, quoted } from '../../diagnostics/wording.js';
import { causeOf, messageOf } from '../../diagnostics/thrown.js';
import { type Failure, FailureError, type RunError } from '../../engine/failure.js';
import { isInner } from '../../graph/component-at.js';
import type { Tally } from '../../sinks/tally.js';
import { cutMessage } from '../../sinks/values/cut-message.js';
import { slipPlace } from '../exit/error-place.js';
import { framesOf } from './frames.js';

const mostFailures = 20;
const mostCauses = 5;

/** How a run ended that did not come to its outputs. */
export interface Ended extends Pick<RunError, 'outcome' | 'message'> {
  /** Whether it ended for what no task is known to be at fault for. */
  readonly isStray?: boolean;
  readonly cause?: unknown;
}

/**
 * Why a run did not come to its outputs, and what became of its tasks. Of very many failures the
 * first are told; all of them, with their stacks, where it is to be `verbose`.
 */
export const runSummary = (end: Ended, tally: Tally, verbose: boolean): string => {
  // Where a part of a task has failed that is told, and not the task once more.
  const failures = tally.failures.filter(({ cause }) => !(cause instanceof FailureError));
  const told = verbose ? failures : failures.slice(0, mostFailures);
  const untold = failures.slice(told.length);
  const skippedFor = (failures: readonly Failure[]): string[] => {
    const causes = new Set(failures.map(({ task }) => task));
    return names(
      'skipped',
      tally.skipped.filter(({ cause }) => causes.has(innermost(cause))).map(({ task }) => task),
    );
  };
  // Of a task of which a part has failed that part is told.
  const innermost = (task: string): string => {
    const { cause } = tally.failures.find((failure) => failure.task === task) ?? {};
    return cause instanceof FailureError ? innermost(cause.failure.task) : task;
  };
  return [
    ...(end.outcome === 'failed' && !end.isStray && told.length > 0
      ? []
      : [`mlpipeline: ${end.message}`]),
    ...(verbose && end.isStray ? framesOf(end.cause) : []),
    ...told.flatMap((failure) => [...why(failure, verbose), ...skippedFor([failure])]),
    ...(untold.length > 0
      ? [`… and ${counted(untold.length, 'more task')} failed: \`--verbose\` shows all of them`]
      : []),
    ...skippedFor(untold),
    ...names('finished', ofGraph(tally.finished)),
    ...names('omitted', ofGraph(tally.omitted)),
    ...names('cancelled', ofGraph(tally.cancelled)),
    '',
  ].join('\n');
};

/** Of a run that came to its outputs: what it went on without, which is told also where no step is. */
export const withoutText = ({ failures }: Tally): string => {
  const [first] = failures;
  if (first === undefined) return '';
  const all = listed(
    failures.map(({ task }) => task),
    'and',
    5,
    quoted,
  );
  return `mlpipeline: ${counted(failures.length, 'task')} failed, and the run continued without ${failures.length === 1 ? 'it' : 'them'}: ${all}; first ${quoted(first.task)}: ${visible(cutMessage(first.message))}\n`;
};

/** What is said of what no task is known to be at fault for, where the run did not end by it. */
export const strayText = ({ message, cause }: Ended, verbose: boolean): string =>
  [`mlpipeline: ${message}`, ...(verbose ? framesOf(cause) : []), ''].join('\n');

// Parts of a task go with it: there may be very many.
const ofGraph = (tasks: readonly string[]): readonly string[] =>
  tasks.filter((task) => !isInner(task));

const names = (what: string, all: readonly string[]): string[] =>
  all.length === 0
    ? []
    : [`  ${what.padEnd(10)} ${counted(all.length, 'task')}: ${listed(all, 'and', 5, quoted)}`];

const why = ({ task, attempt, message, cause }: Failure, verbose: boolean): string[] => {
  const told = (text: string): string => indented(verbose ? text : cutMessage(text));
  return [
    `${quoted(task)} failed at attempt ${attempt}: ${told(message)}`,
    ...whereOf(cause, verbose),
    ...causesOf(cause).flatMap((one) => [
      `  because of: ${told(messageOf(one))}`,
      ...whereOf(one, verbose),
    ]),
  ];
};

const whereOf = (error: unknown, verbose: boolean): string[] => {
  if (verbose) return framesOf(error);
  const place = slipPlace(error);
  return place === undefined ? [] : [`    at ${visible(place)}`];
};

const indented = (message: string): string => visibleLines(message).replaceAll('\n', '\n    ');

const causesOf = (error: unknown): unknown[] => {
  const causes: unknown[] = [];
  let at = causeOf(error);
  while (at !== undefined && causes.length < mostCauses) {
    causes.push(at);
    at = causeOf(at);
  }
  return causes;
};
