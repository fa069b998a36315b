import * as E from 'fp-ts/lib/Either.js';

import { visible } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/events/event.js';
import { type RunError, stoppedBy } from '../../engine/failure.js';
import type { Run } from '../../engine/run/run.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { Graph } from '../../graph/graph.js';
import { endGroupsNow } from '../../runners/command/process-group.js';
import type { Tally } from '../../sinks/tally.js';
import { AttemptsAtWork } from '../exit/attempts-at-work.js';
import { onClosedOutput } from '../exit/closed-output.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { Deadline } from '../exit/deadline.js';
import { onInterrupt } from '../exit/on-interrupt.js';
import {
  onOutsideFailure,
  type OutsideFailure,
  outsideFailureText,
} from '../exit/outside-failure.js';
import { runFiles } from '../files/run-files.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { tracingByEnvironment } from '../flags/tracing-by-environment.js';
import { runSinks, showsText } from '../terminal/run-sinks.js';
import { stdout } from '../terminal/stdout.js';
import { noteText } from '../text/note-text.js';
import { outputsText } from '../text/outputs-text.js';
import { programsEnded } from '../text/programs-ended.js';
import { prunedText } from '../text/pruned-text.js';
import { type Ended, runSummary, strayText, withoutText } from './run-summary.js';

/** A run that goes on, and how it ends. */
export interface Begun {
  readonly run: Run;
  readonly ended: Promise<E.Either<Ended, Values>>;
}

export interface Followed {
  readonly graph: Graph;
  readonly options: RunCommandOptions;
  /** For the whole run, in milliseconds. */
  readonly timeout: number | undefined;
  /** Files that were read for it, which nothing may overwrite. */
  readonly read: readonly (string | undefined)[];
  readonly begin: (
    options: Pick<RunOptions, 'sinks' | 'signal' | 'wrappers'>,
  ) => Begun | Promise<Begun>;
  /** Of a run that has not come to its outputs, how it could go on; mostly in a line. */
  readonly goesOn: (tally: Tally) => string;
}

/** A run from its beginning to its end: its outputs on stdout, everything else on stderr. */
export const followRun = async ({
  graph,
  options,
  timeout = graph.timeout,
  read,
  begin,
  goesOn,
}: Followed): Promise<ExitStatus> => {
  const files = await runFiles(
    options,
    read.filter((path) => path !== undefined),
  );
  process.stderr.write(prunedText(graph, options));
  // What a run does beside its outputs is wanted all the same.
  const stopMinding = onClosedOutput(() => undefined);
  const shown = await runSinks(graph, options);
  const traced = await tracingByEnvironment((line) => {
    process.stderr.write(noteText(`mlpipeline: ${line}\n`, options));
  });
  let endedBy: Ended | undefined;
  const late: Ended[] = [];
  const close = (): string => {
    shown.close();
    return noteText(files.finish(), options);
  };
  const tell = (ended: E.Either<Ended, Values>, troubles: string): ExitStatus => {
    process.stderr.write(troubles);
    let problems: readonly string[] = [];
    if (E.isRight(ended)) {
      const printed = outputsText(ended.right, options.output);
      stdout.write(printed.text);
      ({ problems } = printed);
      for (const problem of problems)
        process.stderr.write(noteText(`mlpipeline: ${visible(problem)}\n`, options));
      if (options.quiet || options.log === 'none')
        process.stderr.write(noteText(withoutText(shown.tally()), options));
    }
    // All else is said by the events.
    else if (options.log !== 'json' || options.quiet)
      process.stderr.write(runSummary(ended.left, shown.tally(), options.verbose));
    // The log may be the one that failed.
    for (const why of shown.tally().sinkFailures)
      if (!troubles.includes(why))
        process.stderr.write(noteText(`mlpipeline: a sink failed: ${visible(why)}\n`, options));
    for (const stray of late)
      process.stderr.write(noteText(strayText(stray, options.verbose), options));
    if (E.isLeft(ended)) {
      process.stderr.write(noteText(goesOn(shown.tally()), options));
      return statusOf[ended.left.outcome];
    }
    if (late.length > 0 || problems.length > 0) return exitStatus.unsound;
    return troubles === '' ? exitStatus.done : exitStatus.usage;
  };
  const stopping = new AbortController();
  const atWork = new AttemptsAtWork(({ component }) => quoted(component));
  // Listening first: runners may be at work before it has begun.
  const stopListening = onInterrupt({
    cancel: () => {
      stopping.abort();
    },
    endNow: (why) => {
      stopping.abort(new DOMException('', why === 'timeout' ? 'TimeoutError' : 'AbortError'));
      const outcome = why === 'timeout' ? why : 'cancelled';
      const status = tell(E.left({ outcome, message: stoppedBy[outcome] }), close());
      endGroupsNow();
      return status;
    },
    deadline: timeout === undefined ? undefined : new Deadline(Date.now() + timeout),
    isTold: showsText(options),
    whose: () => atWork.computing,
  });
  let begun: Begun | undefined;
  // A runner may be at work, and at fault, before whoever began it has given the run.
  const early: OutsideFailure[] = [];
  const hear = (one: OutsideFailure): void => {
    if (begun === undefined) {
      early.push(one);
      return;
    }
    const attempt = atWork.atFault(one);
    if (attempt !== undefined && atWork.failOne(attempt, one)) return;
    const message = outsideFailureText(one, begun.run.tasksAtWork, attempt?.name);
    const cause = one.kind === 'error' ? one.error : undefined;
    const stray: Ended = { outcome: 'failed', message, isStray: true, cause };
    if (begun.run.fail(message, cause)) endedBy = stray;
    else late.push(stray);
  };
  const stopHearing = onOutsideFailure(hear);
  let ended: E.Either<Ended, Values>;
  try {
    begun = await begin({
      sinks: [...shown.sinks, ...files.sinks, ...traced.sinks],
      signal: stopping.signal,
      wrappers: [...traced.wrappers, atWork.wrapper],
    });
    for (const one of early.splice(0)) hear(one);
    ended = await begun.ended;
  } catch (error) {
    close();
    await stopHearing();
    stopMinding();
    throw error;
  } finally {
    stopListening();
  }
  const troubles = close();
  await stopHearing();
  stopMinding();
  const status = tell(E.isLeft(ended) && endedBy !== undefined ? E.left(endedBy) : ended, troubles);
  const [untold] = await Promise.all([traced.finish(), programsEnded(options)]);
  process.stderr.write(noteText(untold, options));
  return status;
};

const statusOf = {
  failed: exitStatus.unsound,
  timeout: exitStatus.timeout,
  cancelled: exitStatus.interrupted,
} as const satisfies Record<RunError['outcome'], ExitStatus>;
