/** What the process tells its caller. */
export const exitStatus = {
  done: 0,
  /** The declaration is unsound, or the run failed. */
  unsound: 1,
  /** The command line is wrong, or names what cannot be read or written. */
  usage: 2,
  /** The run's time was up; the status that `timeout` of coreutils has. */
  timeout: 124,
  /** Interrupted: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** A mistake in how the command was called: told in one sentence, with status 2. */
export class UsageError extends Error {}
