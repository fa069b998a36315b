import { quoted } from '../../diagnostics/wording.js';
import type { Wrapper } from '../../engine/wrappers/wrapper.js';
import { endGroupsNow } from '../../runners/command/process-group.js';
import { AttemptsAtWork } from './attempts-at-work.js';
import type { Deadline } from './deadline.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import type { Interruption } from './interruption.js';
import { onInterrupt } from './on-interrupt.js';
import { onOutsideFailure, outsideFailureText } from './outside-failure.js';

/** What may end the process in the midst of a runner that computes without pause. */
export interface Standing {
  /** When it is too late. */
  readonly deadline: Deadline;
  /** Tells what becomes of the work; gives the status, or `undefined` where it may go on. */
  readonly endNow: (why: Interruption) => ExitStatus | undefined;
  /** What is told before. */
  readonly hint: (whose: string | undefined) => string;
}

/**
 * Works for many runs until `work` resolves, which it does once it is told of an interrupt; a second
 * one ends the process. What runners let fall outside of their promises fails the attempt that it is
 * of, if `wrapper` is around all, and is said otherwise: the others go on.
 */
export const untilInterrupted = async (
  {
    quiet,
    say,
    standing,
  }: {
    readonly quiet: boolean;
    readonly say: (text: string) => void;
    readonly standing?: Standing;
  },
  work: (wrapper: Wrapper, interrupted: Promise<void>) => Promise<void>,
): Promise<void> => {
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
  const atWork = new AttemptsAtWork(
    ({ run, component }) => `${quoted(component)} of the run ${run}`,
  );
  const stopListening = onInterrupt({
    cancel: interrupt,
    endNow: (why) => {
      const status = standing === undefined ? exitStatus.interrupted : standing.endNow(why);
      if (status !== undefined) endGroupsNow();
      return status;
    },
    isTold: !quiet,
    whose: () => atWork.computing,
    ...(standing === undefined ? {} : { deadline: standing.deadline, hint: standing.hint }),
  });
  const stopHearing = onOutsideFailure((one) => {
    const attempt = atWork.atFault(one);
    if (attempt !== undefined && atWork.failOne(attempt, one)) return;
    say(outsideFailureText(one, [], attempt?.name));
  });
  try {
    await work(atWork.wrapper, interrupted);
  } finally {
    stopListening();
    await stopHearing();
  }
};
